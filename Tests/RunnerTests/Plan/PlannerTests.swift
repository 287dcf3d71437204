import Documents
import SuiteModel
import SystemCalls
import Testing

@testable import Runner

@Suite struct PlannerTests {
  private func plan(_ library: RunnableLibrary, on system: FakeSystem = .twoDevices) throws -> [Instance] {
    let inventory = try Inventory(of: system, selecting: .endpoints, recipes: library.recipes)
    return try Planner(
      inventory: inventory, suites: library.suites, requirements: library.requirements, on: system
    ).plan(library.suites)
  }

  private func readiness(needs: String, on system: FakeSystem = .twoDevices) throws -> Instance.Readiness {
    let library = try RunnableLibrary(cases: "  - case: c\n    title: T\n    steps: []", needs: needs)
    return try #require(plan(library, on: system).first).readiness
  }

  @Test func everyCombinationIsAnInstance() throws {
    let library = try RunnableLibrary(
      cases: """
          - case: c
            title: T
            for: { at: [0, 4KiB], way: ['"up"', '"down"'] }
            steps: []
        """)
    #expect(
      try plan(library).map(\.id) == [
        "t/c[at=0,way=up]", "t/c[at=0,way=down]", "t/c[at=4KiB,way=up]", "t/c[at=4KiB,way=down]",
      ])
  }

  static let chosen: [(keys: String, ids: [String])] = [
    (
      "for: { at: [0, 4KiB], n: [1, 2] }, when: at == 0 || n == 2",
      ["t/c[at=0,n=1]", "t/c[at=0,n=2]", "t/c[at=4KiB,n=2]"]
    ),
    ("for: { at: [0, 4KiB] }, when: kernel >= 6.1 && at > 0", ["t/c[at=4KiB]"]),
    // A value that is not known is no reason to leave an instance out: it is skipped, for what it needs.
    ("for: { at: [0, 4KiB] }, when: at > 0, needs: { modules: [mtty] }", ["t/c[at=4KiB]"]),
    ("for: { at: [device.bar0] }, when: at > 0, needs: { device: edu }", ["t/c[at=device.bar0]"]),
  ]

  @Test(arguments: chosen.indices) func whenOfACaseLeavesInstancesOut(index: Int) throws {
    let library = try RunnableLibrary(cases: "  - { case: c, title: T, \(Self.chosen[index].keys), steps: [] }")
    #expect(try plan(library).map(\.id) == Self.chosen[index].ids)
  }

  @Test(arguments: ["when: at > 1", "when: at > kernel", "when: at / 0 == 1"])
  func aCaseThatIsRunForNoValueIsNotLost(when: String) throws {
    let library = try RunnableLibrary(cases: "  - { case: c, title: T, for: { at: [0, 1] }, \(when), steps: [] }")
    let instance = try #require(plan(library).first)
    #expect(instance.readiness != .ready)
    #expect(instance.id == "t/c")
  }

  @Test func aCaseWithoutAValueSaysSo() throws {
    let library = try RunnableLibrary(cases: "  - { case: c, title: T, for: { at: [0] }, when: at > 0, steps: [] }")
    guard case .unmet(let lack) = try #require(plan(library).first).readiness else {
      Issue.record("the case is not skipped")
      return
    }
    #expect(lack.reason == "needs a value for at with at > 0, and the machine has none")
  }

  @Test func isolatedCasesComeLast() throws {
    let library = try RunnableLibrary(
      cases: """
          - { case: a, title: T, isolated: true, steps: [] }
          - { case: b, title: T, steps: [] }
        """)
    #expect(try plan(library).map(\.id) == ["t/b", "t/a"])
  }

  @Test(arguments: [
    ("{ iommu: type1, device: pci }", ["0000:00:06.0"]),
    ("{ iommu: type1, device: pci, other: group < 0 }", ["0000:00:06.0", "0000:00:05.0"]),
    ("{ iommu: type1, device: pci, other: pci && group != device.group }", nil),
    ("{ iommu: type1, device: pci, other: isolated }", nil),
  ])
  func deviceWithoutGroupIsOfferedWhereAskedFor(_ needs: String, _ chosen: [String]?) throws {
    let system = FakeSystem.twoDevices
    system.links["/sys/bus/pci/devices/0000:00:05.0/iommu_group"] = nil
    let library = try RunnableLibrary(cases: "  - case: c\n    title: T\n    steps: []", needs: needs)
    let instance = try #require(plan(library, on: system).first)
    #expect((instance.readiness == .ready) == (chosen != nil))
    if let chosen { #expect(instance.roles.map(\.device.name) == chosen) }
  }

  static let met = [
    "{}", "{ iommu: type1v2 }", "{ iommu: type1, device: pci }", "{ device: pci, other: group != device.group }",
    "{ kernel: kernel >= 6.1.192 && kernel < 6.2 }", "{ modules: [pci-stub, vfio_pci] }", "{ disposable: true }",
    "{ device: pci, drivers: { device: pci-stub } }", "{ parameters: [/sys/bus/pci/drivers/pci-stub/bind] }",
    "{ device: isolated && bar0 == 1MiB && msix_bar == -1 }", "{ device: \"name == '0000:00:06.0'\" }",
  ]

  @Test(arguments: met) func needsAreMet(_ needs: String) throws {
    #expect(try readiness(needs: needs) == .ready)
  }

  static let unmet: [(needs: String, summary: String, reason: String)] = [
    (
      "{ iommu: noiommu }", "IOMMU noiommu: the machine offers type1, type1v2",
      "needs IOMMU model noiommu, and the machine offers type1, type1v2"
    ),
    (
      "{ kernel: kernel >= 6.0 && kernel >= 7.0 }", "kernel >= 7.0: the kernel is 6.1.192",
      "needs kernel >= 6.0 && kernel >= 7.0, and the kernel is 6.1.192"
    ),
    (
      "{ modules: [mtty] }", "module mtty: neither loaded nor built in",
      "needs the module mtty, which is neither loaded nor built in"
    ),
    ("{ parameters: [/sys/x] }", "/sys/x: does not exist", "needs /sys/x, which does not exist"),
    (
      "{ monitor: true }", "a host that can inject events into a guest: there is none",
      "needs a host that can inject events into a guest, and there is none"
    ),
    (
      "{ mdev: described }", "a type of mediated devices with described: none of 0",
      "needs a type of mediated devices with described, and the machine has none"
    ),
    (
      "{ device: edu }", "a device of model edu: none of 2",
      "needs a device as device with edu, and the machine has 0000:00:05.0, 0000:00:06.0"
    ),
    (
      "{ device: pci && (vga && isolated) }", "a VGA device: none of 2",
      "needs a device as device with pci && (vga && isolated), and the machine has 0000:00:05.0, 0000:00:06.0"
    ),
    (
      "{ device: pci, sibling: pci && group == device.group }",
      "a device with pci && group == device.group: none of 2",
      "needs a device as sibling with pci && group == device.group, and the machine has 0000:00:05.0, 0000:00:06.0"
    ),
    (
      "{ device: pci, drivers: { device: uio_pci_generic } }", "driver uio_pci_generic: neither loaded nor built in",
      "needs the driver uio_pci_generic, which is neither loaded nor built in"
    ),
  ]

  @Test(arguments: unmet.indices) func whatIsMissingIsSaid(_ index: Int) throws {
    let (needs, summary, reason) = Self.unmet[index]
    #expect(try readiness(needs: needs) == .unmet(Lack(summary, reason: reason)))
  }

  @Test(arguments: [
    ("(a && !b) && (c || d)", ["a", "!b", "c || d"]), ("msix >= 5 && bar0 == 4KiB", ["msix >= 5", "bar0 == 4KiB"]),
    ("a ? b : c", ["a ? b : c"]),
    ("len(irqs) > 0 && x.y[0] == (1 + 2) * 3", ["len(irqs) > 0", "x.y[0] == ((1 + 2) * 3)"]),
  ])
  func aConditionIsTakenApart(_ text: String, _ parts: [String]) throws {
    let expression = try Expression(text, at: SourceLocation(file: "t", line: 1, column: 1))
    #expect(expression.conjuncts.map(\.text) == parts)
  }

  /// The first device that satisfies the role may leave none for the next: the choice is taken back then.
  @Test func rolesAreFoundByBacktracking() throws {
    let library = try RunnableLibrary(
      cases: "  - { case: c, title: T, steps: [] }", needs: "{ first: pci, second: slot < first.slot }")
    let instance = try #require(plan(library).first)
    #expect(instance.roles.map(\.device.name) == ["0000:00:06.0", "0000:00:05.0"])
  }

  @Test func aConditionWithoutAValueBreaksTheCase() throws {
    let library = try RunnableLibrary(cases: "  - { case: c, title: T, steps: [] }", needs: "{ device: pci / 0 }")
    guard case .broken = try #require(plan(library).first).readiness else {
      Issue.record("a division by zero went unnoticed")
      return
    }
  }

  @Test func recipesAddFacts() throws {
    let (recipe, diagnostics) = DeviceRecipe.parse(
      "device: edu\ntitle: T\nmatch: { vendor: 0x1234, id: 0x11e8 }\nfacts: { can_dma: true }\noperations: {}\n",
      file: "edu.yaml")
    #expect(diagnostics.isEmpty)
    let system = FakeSystem.twoDevices
    let inventory = try Inventory(of: system, selecting: .named(["0000:00:05.0"]), recipes: [try #require(recipe)])
    #expect(inventory.devices.count == 1)
    #expect(inventory.allDevices.count == 2)
    let facts = try #require(inventory.device("0000:00:05.0")).facts
    #expect(facts["edu"] == .boolean(true))
    #expect(facts["can_dma"] == .boolean(true))
    #expect(facts["nvme"] == .boolean(false))
    #expect(facts["can_raise_msix"] == .boolean(false))
  }
}
