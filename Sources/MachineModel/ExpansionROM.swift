/// The contents of a device's expansion ROM: the same bytes in the simulator and in the guest.
package enum ExpansionROM {
  /// Sizes that a machine file may ask for: powers of two, as the BAR decodes them.
  package static let sizes: ClosedRange<UInt64> = 2048...65536

  /// An image with the signature and the data structure of the PCI Firmware Specification, then a pattern.
  ///
  /// Its code type is Open Firmware, so that no x86 firmware spends time on running it.
  package static func image(of identity: PCIIdentity, size: Int) -> [UInt8] {
    var bytes = (0..<max(size, Int(sizes.lowerBound))).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    let blocks = bytes.count / 512
    let header: [UInt8] = [0x55, 0xaa, UInt8(truncatingIfNeeded: blocks), 0xcb]
    bytes.replaceSubrange(0..<4, with: header)
    let dataOffset: UInt16 = 0x1c
    bytes.replaceSubrange(0x18..<0x1a, with: littleEndian(dataOffset))
    var data: [UInt8] = Array("PCIR".utf8)
    data += littleEndian(identity.vendor) + littleEndian(identity.device)
    data += [0, 0] + littleEndian(UInt16(24)) + [0]
    data += littleEndian(identity.classCode).prefix(3)
    data += littleEndian(UInt16(truncatingIfNeeded: blocks)) + [0, 0, 1, 0x80, 0, 0]
    bytes.replaceSubrange(Int(dataOffset)..<Int(dataOffset) + data.count, with: data)
    return bytes
  }

  private static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<MemoryLayout<Value>.size).map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
  }
}
