import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

/// A container of one version of sPAPR with memory to map, and shorthands for its calls. What they return is an error's
/// name, or the value.
struct SPAPRProbe {
  static let device = "0000:01:00.0"
  static let other = "0002:01:00.0"
  static let region: UInt64 = 0x1_0000
  static let second: UInt64 = 1 << 59

  let machine: TestMachine
  let container: Int32
  let group: Int32
  let memory: UInt64

  init(_ machine: TestMachine, version: UInt64 = 2) throws {
    self.machine = machine
    let opened = try machine.openDevice(Self.device, model: version == 1 ? 2 : 7)
    try machine.value(.close(opened.device))
    container = opened.container
    group = opened.group
    memory = try machine.memory(length: 1 << 20)
  }

  /// A container of version 1 that is enabled.
  static func enabled(_ machine: TestMachine) throws -> SPAPRProbe {
    let probe = try SPAPRProbe(machine, version: 1)
    _ = try probe.request(.iommuEnable)
    return probe
  }

  /// A container of version 2 with a region.
  static func registered(_ machine: TestMachine) throws -> SPAPRProbe {
    let probe = try SPAPRProbe(machine)
    _ = try probe.register()
    return probe
  }

  func request(_ request: Request, _ word: UInt64 = 0, in process: ProcessID = TestMachine.main) throws -> String {
    name(try machine.ioctl(container, request, word, in: process))
  }

  func ask(
    _ request: Request, _ fields: KeyValuePairs<String, UInt64>, in process: ProcessID = TestMachine.main
  ) throws -> String {
    name(try machine.ioctl(container, request, fields, in: process).result)
  }

  // MARK: Memory

  func register(at offset: UInt64 = 0, size: UInt64 = region, in process: ProcessID = TestMachine.main) throws -> String
  {
    try ask(.spaprRegisterMemory, ["vaddr": memory + offset, "size": size], in: process)
  }

  func unregister(at offset: UInt64 = 0, size: UInt64 = region) throws -> String {
    try ask(.spaprUnregisterMemory, ["vaddr": memory + offset, "size": size])
  }

  func map(_ iova: UInt64 = 0x10_0000, at offset: UInt64 = 0, size: UInt64 = region, flags: UInt64 = 3) throws -> String
  {
    try ask(.iommuMapDMA, ["flags": flags, "vaddr": memory + offset, "iova": iova, "size": size])
  }

  func unmap(_ iova: UInt64 = 0x10_0000, size: UInt64 = region) throws -> String {
    try ask(.iommuUnmapDMA, ["iova": iova, "size": size])
  }

  // MARK: Windows

  func create(shift: UInt64 = 12, size: UInt64 = 1 << 26, levels: UInt64 = 1) throws -> String {
    try ask(.spaprTCECreate, ["page_shift": shift, "window_size": size, "levels": levels])
  }

  func remove(_ start: UInt64 = 0) throws -> String { try ask(.spaprTCERemove, ["start_addr": start]) }

  // MARK: What shows

  var locked: Int { get throws { try machine.lockedPages() } }

  /// Whether a device may get at an address.
  func reaches(_ iova: UInt64, write: Bool = true) -> Bool {
    let device = machine.system.kernel.pci.device(named: Self.device)
    return device?.translate(iova, write: write) != nil
  }

  /// A second container with a group of its own.
  func another() throws -> SPAPRProbe {
    _ = try machine.bind(Self.other, to: "vfio-pci")
    let group = try machine.open("/dev/vfio/" + machine.group(of: Self.other))
    let container = try machine.open("/dev/vfio/vfio")
    _ = try machine.attach(group, to: container)
    _ = try machine.ioctl(container, .setIOMMU, 7)
    return SPAPRProbe(machine: machine, container: container, group: group, memory: memory)
  }

  /// Attaches a second group to the container.
  func join() throws -> (result: String, group: Int32) {
    _ = try machine.bind(Self.other, to: "vfio-pci")
    let group = try machine.open("/dev/vfio/" + machine.group(of: Self.other))
    return (name(try machine.attach(group, to: container)), group)
  }

  /// A child that may lock so much.
  func limited(to bytes: UInt64, capable: Bool = false) throws -> ProcessID {
    try machine.fork(without: capable ? 0 : 1 << 14, limits: [.lockedMemory: bytes])
  }

  private init(machine: TestMachine, container: Int32, group: Int32, memory: UInt64) {
    self.machine = machine
    self.container = container
    self.group = group
    self.memory = memory
  }
}

extension RuleProbe {
  /// A probe on POWER9.
  static func power(
    _ rule: Rule, _ expected: String, _ look: @escaping @Sendable (TestMachine) throws -> String
  ) -> RuleProbe {
    RuleProbe(rule, expected, on: "power9", with: .linux7_2, look)
  }
}
