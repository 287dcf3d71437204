import Journal
import SuiteModel
import SystemCalls
import Testing

@testable import Runner

/// What cases change is put back, whatever became of them.
@Suite struct ChangeTests {
  private static let parameter = "/sys/module/vfio_iommu_type1/parameters/dma_entry_limit"

  private func run(_ cases: String, needs: String = "{ device: pci }", on system: FakeSystem) async throws -> Recording
  {
    let recording = Recording()
    let isLocal = system.identity.backend == "local"
    try await recording.run(
      try RunnableLibrary(cases: cases, needs: needs), devices: isLocal ? .named(["0000:00:05.0"]) : .endpoints,
      on: { system })
    return recording
  }

  @Test(arguments: ["", ", fails: EBUSY"]) func parametersAreRestored(_ expectation: String) async throws {
    let system = FakeSystem.twoDevices
    system.files[Self.parameter] = "65535\n"
    _ = try await run(
      "  - { case: c, title: T, steps: [{ write-file: \(Self.parameter), data: '1'\(expectation) }] }", on: system)
    #expect(system.files[Self.parameter] == "65535\n")
    let writes = system.calls.filter { if case .writeFile(Self.parameter, _) = $0.call { true } else { false } }
    #expect(writes.count == 2)
  }

  @Test func devicesRestWithTheirDriver() async throws {
    let system = FakeSystem.twoDevices
    let recording = try await run(
      """
        - { case: a, title: T, steps: [{ eventfd: 0 }] }
        - { case: b, title: T, needs: { device: pci, drivers: { device: pci-stub } }, steps: [{ readlink: $(device.sysfs)/driver, returns: '"../drivers/pci-stub"' }] }
        - { case: c, title: T, needs: { device: pci, drivers: { device: none } }, steps: [{ readlink: $(device.sysfs)/driver, fails: ENOENT }] }
        - { case: d, title: T, steps: [{ readlink: $(device.sysfs)/driver, returns: '"../drivers/vfio-pci"' }] }
      """, on: system)
    #expect(recording.finished.map(\.outcome) == [.passed, .passed, .passed, .passed])
    #expect(system.links["/sys/bus/pci/devices/0000:00:06.0/driver"] == "../drivers/vfio-pci")
  }

  /// What is known is not asked again: a case on a prepared device costs the two reads that tell how it left the device.
  @Test func preparedDevicesCostTwoReads() async throws {
    let system = FakeSystem.twoDevices
    var ownCalls: [Int] = []
    let library = try RunnableLibrary(
      cases: """
          - { case: a, title: T, steps: [{ open: /x }] }
          - { case: b, title: T, steps: [{ open: /x }] }
          - { case: c, title: T, steps: [{ write-file: $(device.sysfs)/remove, data: "1", fails: ENOENT }] }
          - { case: d, title: T, steps: [{ open: /x }] }
        """, needs: "{ device: pci }")
    let runner = Runner(
      library, options: .init(id: "run", program: "1.0"), alone: { system },
      record: { event in
        if case .caseFinished = event { ownCalls.append(system.calls.filter { $0.process.rawValue == 1000 }.count) }
      })
    _ = try await runner.run()
    #expect(ownCalls[1] == ownCalls[0] + 2)
    #expect(ownCalls[2] == ownCalls[1] + 2)
    #expect(ownCalls[3] > ownCalls[2] + 2, "a case that wrote to a device's files may have changed its driver")
  }

  /// On a machine that lives on, devices are left as they were found.
  @Test(arguments: ["pci-stub", nil]) func aLocalMachineIsLeftAsItWas(_ driver: String?) async throws {
    let system = FakeSystem.twoDevices
    system.identity.backend = "local"
    let device = "/sys/bus/pci/devices/0000:00:05.0"
    system.links[device + "/driver"] = driver.map { "../drivers/\($0)" }
    let recording = try await run(
      "  - { case: c, title: T, steps: [{ readlink: $(device.sysfs)/driver, returns: '\"../drivers/vfio-pci\"' }] }",
      on: system)
    #expect(recording.outcome("t/c") == .passed)
    #expect(system.links[device + "/driver"] == driver.map { "../drivers/\($0)" })
    #expect(system.files[device + "/driver_override"] == "(null)")
  }

  /// That is behind all cases, and a kernel that complains of it is not right.
  @Test func aComplaintOfGivingBackIsHeard() async throws {
    let system = FakeSystem.twoDevices
    system.identity.backend = "local"
    system.links["/sys/bus/pci/devices/0000:00:05.0/driver"] = "../drivers/pci-stub"
    system.comment = { call in
      guard case .writeFile(let path, _) = call, path.hasSuffix("/vfio-pci/unbind") else { return nil }
      return "WARNING: at the end"
    }
    let recording = try await run("  - { case: c, title: T, steps: [{ open: /x }] }", on: system)
    let notes = recording.events.compactMap { if case .note(let note) = $0 { note.text } else { nil } }
    #expect(notes == ["behind t/c: WARN: WARNING: at the end"])
  }

  /// A harness that is killed puts nothing back, so it has left word before.
  @Test(arguments: ["pci-stub", nil]) func aMachineOutlivesItsHarness(_ driver: String?) async throws {
    let system = FakeSystem.twoDevices
    let device = "/sys/bus/pci/devices/0000:00:05.0"
    system.identity.backend = "local"
    let link = driver.map { "../drivers/\($0)" }
    system.links[device + "/driver"] = link
    system.files[Self.parameter] = "65535\n"
    var inCase: [String?] = []
    var afterDeath: [String?] = []
    let state = {
      [system.links[device + "/driver"], system.files[device + "/driver_override"], system.files[Self.parameter]]
    }
    let standard = system.answer
    system.answer = { call, process in
      guard case .open("/death", _) = call else { return standard(call, process) }
      inCase = state()
      system.carryOutWill()
      afterDeath = state()
      return nil
    }
    _ = try await run(
      "  - { case: c, title: T, steps: [{ write-file: \(Self.parameter), data: '1' }, { open: /death }] }", on: system)
    #expect(inCase == ["../drivers/vfio-pci", "vfio-pci", "1"])
    #expect(afterDeath == [link, "(null)", "65535\n"])
  }

  @Test func aDriverThatCannotBeHadIsAnErrorOfTheSetUp() async throws {
    let system = FakeSystem.twoDevices
    system.answer = { call, _ in
      if case .writeFile("/sys/bus/pci/drivers_probe", _) = call { return .failure(.EINVAL) }
      return nil
    }
    let recording = try await run("  - { case: c, title: T, steps: [{ eventfd: 0 }] }", on: system)
    #expect(recording.outcome("t/c") == .errored(.setup))
    #expect(recording.finished.first?.failure?.actual == "0000:00:05.0 cannot be bound to the driver vfio-pci")
  }
}
