import MachineModel

/// QEMU's fw_cfg: a selector, the data of what it selects, and the registers of a DMA that nobody starts here.
///
/// It refuses what none of these three is for, which a processor of arm64 takes for an error of its own.
final class FirmwareHardware: PlatformHardware {
  private static let data: UInt64 = 0
  private static let selector: UInt64 = 8
  private static let dma: Range<UInt64> = 0x10..<0x18
  private static let signature = Array("QEMU".utf8)
  private static let dmaSignature = Array("QEMU CFG".utf8)

  private var selected: UInt16 = 0
  private var position = 0

  init() { super.init(.firmware) }

  override func read(at offset: UInt64, width: Int) -> UInt64? {
    if offset == Self.data { return Self.number((0..<width).map { _ in next() }) }
    guard Self.dma.contains(offset) else { return nil }
    return Self.number(Array(Self.dmaSignature[Int(offset - Self.dma.lowerBound)...].prefix(width)))
  }

  override func write(_ value: UInt64, at offset: UInt64, width: Int) -> Bool {
    guard offset == Self.selector, width == 2 else { return Self.dma.contains(offset) && width == 4 && offset % 4 == 0 }
    selected = UInt16(truncatingIfNeeded: value).byteSwapped
    position = 0
    return true
  }

  /// The next byte of what is selected; the signature is all that is there.
  private func next() -> UInt8 {
    defer { position += 1 }
    return selected == 0 && position < Self.signature.count ? Self.signature[position] : 0
  }

  private static func number(_ bytes: [UInt8]) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
