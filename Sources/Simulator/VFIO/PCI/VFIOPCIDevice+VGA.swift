import VFIOInterface

/// The region of the addresses that every VGA controller has: its window in memory, and its ports.
extension VFIOPCIDevice {
  /// The controller behind the device, where the kernel gives its users the region.
  private var controller: VGAFunction? { sharesVGA ? hardware as? VGAFunction : nil }

  var hasVGA: Bool { controller != nil }

  static let vgaRegionSize = VGAFunction.window.upperBound

  /// The window and the ports; what lies between them cannot be had.
  private static let vgaRanges = [0x3b0..<0x3bc, 0x3c0..<0x3e0, VGAFunction.window]

  /// How many of the bytes from an offset on can be moved at once; EINVAL where there are none.
  func clipVGA(_ count: Int, at position: UInt64) throws(Errno) -> Int {
    guard hasVGA else {
      try kernel.refuse(.vgaAccess, with: .EINVAL)
      return 0
    }
    guard let range = Self.vgaRanges.first(where: { $0.contains(position) }) else {
      try kernel.refuse(.vgaGaps, with: .EINVAL)
      return 0
    }
    return kernel.keeps(.vgaShortCount) ? Int(min(UInt64(count), range.upperBound - position)) : count
  }

  func readVGA(_ position: UInt64, count: Int) throws(Errno) -> [UInt8] {
    let count = try clipVGA(count, at: position)
    guard let controller, count > 0 else { return [] }
    guard kernel.keeps(.vgaReaches) else { return [UInt8](repeating: 0xff, count: count) }
    return (0..<UInt64(count)).map { controller.readLegacy(position + $0) }
  }

  func writeVGA(_ position: UInt64, _ bytes: [UInt8]) throws(Errno) -> Int {
    let count = try clipVGA(bytes.count, at: position)
    guard let controller, kernel.keeps(.vgaReaches) else { return count }
    for (index, byte) in bytes.prefix(count).enumerated() {
      controller.writeLegacy(byte, at: position + UInt64(index))
    }
    return count
  }
}
