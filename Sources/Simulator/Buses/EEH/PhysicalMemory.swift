import SystemCalls
import VFIOInterface

/// `/dev/mem`, of which only the registers of host bridges are there.
final class PhysicalMemory: OpenFile {
  private let bridges: [HostBridge]

  init(_ bridges: [HostBridge], kernel: Kernel, flags: OpenFlags) {
    self.bridges = bridges
    super.init(kernel: kernel, flags: flags)
  }

  override var link: String { "/dev/mem" }

  override func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace {
    for bridge in bridges where request.offset >= bridge.registers {
      let offset = request.offset - bridge.registers
      guard offset < HostBridge.registerBytes, request.length <= HostBridge.registerBytes - offset else { continue }
      return MemoryPlace(backing: bridge, offset: offset)
    }
    throw .EPERM
  }
}
