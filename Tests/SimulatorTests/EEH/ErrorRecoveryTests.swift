import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

/// What operations make of a PE, told by its state.
struct Recovery: CustomTestStringConvertible, Sendable {
  var stopped: Stopped
  var operations: [String]
  var state: Int64

  init(_ stopped: Stopped, _ operations: [String], _ state: Int64) {
    self.stopped = stopped
    self.operations = operations
    self.state = state
  }

  var testDescription: String { "\(stopped.rawValue): \(operations.joined(separator: ", "))" }
}

@Suite struct ErrorRecoveryTests {
  static let recoveries = [
    Recovery([], [], 0), Recovery(.all, [], 2), Recovery(.io, [], 5), Recovery(.dma, [], 4),
    Recovery(.all, ["DISABLE"], 2), Recovery(.all, ["ENABLE"], 0), Recovery(.io, ["ENABLE"], 0),
    Recovery(.all, ["UNFREEZE_IO"], 4), Recovery(.all, ["UNFREEZE_DMA"], 5),
    Recovery(.all, ["UNFREEZE_DMA", "UNFREEZE_IO"], 0), Recovery(.io, ["UNFREEZE_DMA"], 5),
    Recovery([], ["UNFREEZE_IO", "UNFREEZE_DMA"], 0), Recovery(.all, ["CONFIGURE"], 2),
    Recovery([], ["RESET_HOT"], 2), Recovery([], ["RESET_FUNDAMENTAL"], 2),
    Recovery(.all, ["RESET_HOT", "RESET_DEACTIVATE"], 0), Recovery(.all, ["RESET_DEACTIVATE"], 0),
    Recovery([], ["RESET_DEACTIVATE", "RESET_HOT"], 2), Recovery([], ["RESET_HOT", "UNFREEZE_IO"], 4),
    Recovery([], ["RESET_HOT", "ENABLE"], 0), Recovery([], ["RESET_HOT", "CONFIGURE", "DISABLE"], 2),
  ]

  @Test(arguments: recoveries) func operationsLeadToAState(recovery: Recovery) throws {
    let machine = try PowerMachine("power9")
    try machine.stop(recovery.stopped)
    for operation in recovery.operations { #expect(try machine.perform(operation) == CallResult.done) }
    #expect(try machine.perform("GET_STATE") == CallResult(value: recovery.state))
  }

  @Test(arguments: FlagSet.eehOps.flags.map(\.name)) func partitionHasNothingToRecover(operation: String) throws {
    #expect(try PowerMachine("pseries").perform(operation) == .failure(.ENODEV))
  }
}

/// A container of sPAPR with the group of one device.
private struct PowerMachine {
  private let machine: TestMachine
  private let container: Int32

  init(_ name: String) throws {
    machine = try TestMachine(name)
    let device = name == "power9" ? "0002:01:00.0" : "0003:00:00.0"
    #expect(try machine.bind(device, to: "vfio-pci").succeeded)
    let link = try machine.call(.readLink(path: "/sys/bus/pci/devices/\(device)/iommu_group"))
    let group = String(decoding: link.bytes, as: UTF8.self).split(separator: "/").last ?? ""
    container = try machine.open("/dev/vfio/vfio")
    let groupFile = try machine.open("/dev/vfio/\(group)")
    var number = [UInt8](repeating: 0, count: 4)
    number.set(UInt64(container), at: 0, width: 4)
    #expect(try machine.ioctl(groupFile, .groupSetContainer, bytes: number).succeeded)
    #expect(try machine.ioctl(container, .setIOMMU, 7).succeeded)
  }

  /// Writes the host bridge's tables as an error does.
  func stop(_ what: Stopped) throws {
    let endpoint = machine.system.kernel.errorRecovery.flatMap { recovery in
      machine.system.kernel.pci.device(named: "0002:01:00.0").flatMap(recovery.endpoint)
    }
    let bridge = try #require(endpoint?.bridge)
    bridge.stop(0xfd, what)
    try bridge.store((UInt64(20) << 48 | 3).byteSwapped, at: 0x220, width: 8)
    try bridge.store(UInt64.max, at: 0x228, width: 8)
  }

  func perform(_ operation: String) throws -> CallResult {
    var result = try machine.ioctl(container, .eehPEOp, ["op": FlagSet.eehOps[operation] ?? .max]).result
    result.bytes = []
    return result
  }
}

extension CallResult {
  fileprivate static let done = CallResult(value: 0)
}
