import Foundation
import Journal
import MachineModel
import Simulator
import SuiteModel
import Testing

@testable import Runner

/// What a machine file says that a kernel must offer is held against what it offers, before the first case.
@Suite struct OfferTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../Suites").standardized.path

  private static func machine(_ name: String) throws -> Machine {
    try Machine.load(path: "\(folder)/machines/\(name).yaml")
  }

  private static func inventory(
    of machine: Machine, as profile: KernelProfile = .linux6_12, quirks: Set<Rule> = [], isDescribed: Bool = true
  ) throws -> Inventory {
    let library = SuiteLibrary(try SuiteFolder(folder))
    return try Inventory(
      of: SimulatedSystem(machine: machine, profile: profile, quirks: quirks),
      selecting: isDescribed ? .machine(machine) : .endpoints, recipes: library.recipes, parents: library.parents)
  }

  @Test(arguments: try FileManager.default.contentsOfDirectory(atPath: folder + "/machines").sorted())
  func everyMachineOffersJustWhatItsFileSays(file: String) throws {
    let machine = try Self.machine(String(file.dropLast(5)))
    #expect(machine.offers != nil)
    for profile in KernelProfile.all where profile.exists(for: machine.architecture) {
      let gaps = try Self.inventory(of: machine, as: profile).gaps
      #expect(gaps == [], "\(profile.name)")
    }
  }

  /// Each offer that a kernel takes away, by the gap that tells of it.
  @Test(arguments: [
    ("x86-intel", "container.offers-type1", "extension[name=TYPE1_IOMMU]", "returned 0"),
    ("x86-intel", "container.offers-unmap-all", "extension[name=UNMAP_ALL]", "returned 0"),
    ("x86-intel", "container.nesting", "extension[name=TYPE1_NESTING_IOMMU]", "returned 0"),
    ("x86-intel", "group.apart", "group[device=edu0]", "it shares its group with 0000:00:00.0"),
    ("x86-intel", "group.shown", "group[device=edu0]", "it has no group"),
    ("x86-intel", "reset.shown", "resets[device=nic0]", "reset_method is empty"),
    ("x86-intel", "irq.pin-shown", "interrupts[device=edu0]", "INTx 0, MSI 1, MSI-X 0"),
    ("x86-sriov", "group.functions-offered", "virtual-functions[device=nvme0]", "sriov_totalvfs is 0"),
    ("x86-noiommu", "noiommu.offers-model", "extension[name=NOIOMMU_IOMMU]", "returned 0"),
    ("x86-mdev", "mdev.every-type", "type[name=mbochs-large]", "no parent that has it"),
    ("power9", "spapr.offers-version-2", "extension[name=SPAPR_TCE_v2_IOMMU]", "returned 0"),
    ("power9", "eeh.extension", "extension[name=EEH]", "returned 0"),
    ("pseries", "eeh.absent", "extension[name=EEH]", "returned 1"),
    ("power9-eeh-off", "eeh.off", "extension[name=EEH]", "returned 1"),
    ("power9", "eeh.endpoint-shown", "recovery[device=nic0]", "it belongs to no partitionable endpoint"),
  ])
  func whatIsTakenAwayOrAddedIsNamed(machine: String, rule: String, name: String, says: String) throws {
    let rule = try #require(Rule.named(rule))
    let gaps = try Self.inventory(of: Self.machine(machine), quirks: [rule]).gaps
    let gap = try #require(gaps.first { $0.planned.name == name })
    #expect(gap.actual.hasPrefix(says))
  }

  /// Where no file tells, a kernel that denies what sysfs shows is held to it all the same.
  @Test(arguments: [
    ("power9", "eeh.extension", IOMMUModel.eeh, "extension[name=EEH]"),
    ("x86-intel", "container.offers-type1v2", .type1v2, "extension[name=TYPE1v2_IOMMU]"),
    ("x86-noiommu", "noiommu.offers-model", .noiommu, "extension[name=NOIOMMU_IOMMU]"),
  ])
  func sysfsIsTheGateWithoutAFile(machine: String, rule: String, model: IOMMUModel, name: String) throws {
    let rule = try #require(Rule.named(rule))
    let machine = try Self.machine(machine)
    #expect(try Self.inventory(of: machine, isDescribed: false).gaps == [])
    let inventory = try Self.inventory(of: machine, quirks: [rule], isDescribed: false)
    #expect(inventory.gaps.map(\.planned.name) == [name])
    #expect(inventory.models.contains(model))
  }

  @Test func aGapFailsTheRunBeforeItsFirstCase() async throws {
    let machine = try Self.machine("x86-intel")
    let rule = try #require(Rule.named("container.offers-unmap-all"))
    var events: [Event] = []
    let runner = Runner(
      try RunnableLibrary(cases: "  - { case: a, title: T, steps: [{ open: /dev/vfio/vfio }] }"),
      options: Runner.Options(id: "r", program: "p", devices: .machine(machine)),
      alone: { SimulatedSystem(machine: machine, profile: .linux6_12, quirks: [rule]) },
      record: { events.append($0) })
    #expect(try await runner.run() == Counts(passed: 1, failed: 1))
    let finished = events.compactMap { if case .caseFinished(let finished) = $0 { finished } else { nil } }
    #expect(finished.map(\.id) == ["vfio-conform.machine/extension[name=UNMAP_ALL]", "t/a"])
    #expect(finished[0].failure?.expected == "CHECK_EXTENSION returns 1 for UNMAP_ALL")
  }

  /// What ran before and is skipped now is told, and nothing else.
  @Test(arguments: [
    (["t/gone", "t/a"], true), (["t/a"], false), (["t/gone"], true), (["t/elsewhere"], false), ([], false),
  ])
  func whatRanBeforeIsMissed(ran: [String], isMissed: Bool) async throws {
    let machine = try Self.machine("x86-intel")
    var options = Runner.Options(id: "r", program: "p", devices: .machine(machine))
    options.earlierRuns = { system in
      #expect(system.offers.contains("TYPE1v2_IOMMU"))
      return EarlierRuns(ran: Set(ran), place: "reports/earlier/x.json")
    }
    var events: [Event] = []
    let runner = Runner(
      try RunnableLibrary(
        cases: """
            - { case: a, title: T, steps: [{ open: /dev/vfio/vfio }] }
            - { case: gone, title: T, needs: { kernel: kernel >= 99 }, steps: [{ open: /dev/vfio/vfio }] }
          """), options: options,
      alone: { SimulatedSystem(machine: machine, profile: .linux6_12) }, record: { events.append($0) })
    #expect(try await runner.run() == Counts(passed: 1, failed: isMissed ? 1 : 0, skipped: 1))
    let failure = events.lazy.compactMap { if case .caseFinished(let finished) = $0 { finished.failure } else { nil } }
      .first
    #expect(failure?.actual == (isMissed ? "1 of them is skipped: t/gone" : nil))
  }
}
