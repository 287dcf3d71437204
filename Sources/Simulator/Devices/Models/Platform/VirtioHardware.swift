import MachineModel

/// QEMU's place for a virtio device, with its source of random numbers: what it is, and how far it was set up. Its queues
/// are not modelled: their DMA passes the IOMMU by.
final class VirtioHardware: PlatformHardware {
  private enum Register {
    static let magic: UInt64 = 0x000
    static let version: UInt64 = 0x004
    static let device: UInt64 = 0x008
    static let vendor: UInt64 = 0x00c
    static let status: UInt64 = 0x070
  }

  private var status: UInt64 = 0

  init() { super.init(.virtio) }

  /// QEMU gives the registers to accesses of 4 bytes alone.
  override func read(at offset: UInt64, width: Int) -> UInt64? {
    guard width == 4 else { return 0 }
    return switch offset {
    case Register.magic: 0x7472_6976
    case Register.version: 2
    case Register.device: 4
    case Register.vendor: 0x554d_4551
    case Register.status: status
    default: 0
    }
  }

  override func write(_ value: UInt64, at offset: UInt64, width: Int) -> Bool {
    if width == 4, offset == Register.status { status = value & 0xff }
    return true
  }
}
