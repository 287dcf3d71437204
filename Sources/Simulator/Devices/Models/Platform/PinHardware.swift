import MachineModel

/// QEMU's PL061, with nothing at its pins: what directs them can be written and read.
final class PinHardware: PlatformHardware {
  /// Direction, and what makes an interrupt of a pin.
  private static let registers: ClosedRange<UInt64> = 0x400...0x410
  private static let identification: UInt64 = 0xfd0
  private static let identity: [UInt8] = [0, 0, 0, 0, 0x61, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1]

  private var bytes: [UInt64: UInt8] = [:]

  init() { super.init(.pins) }

  override func read(at offset: UInt64, width: Int) -> UInt64? {
    if Self.registers.contains(offset), offset % 4 == 0 { return UInt64(bytes[offset] ?? 0) }
    return Self.identification(Self.identity, at: Self.identification, offset) ?? 0
  }

  override func write(_ value: UInt64, at offset: UInt64, width: Int) -> Bool {
    if Self.registers.contains(offset), offset % 4 == 0 { bytes[offset] = UInt8(truncatingIfNeeded: value) }
    return true
  }
}
