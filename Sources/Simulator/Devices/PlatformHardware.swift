import MachineModel

/// A device that is on no bus that could tell of it: its registers, and the line of its interrupt. It knows no kernel.
class PlatformHardware {
  let model: PlatformModel
  /// Told when the line's level may have changed; at a line of edges, of each edge.
  var lineChanged: () -> Void = {}

  init(_ model: PlatformModel) { self.model = model }

  /// Whether it drives its line now.
  var assertsLine: Bool { false }
  /// Reads 1, 2 or 4 aligned bytes; nil where the device refuses the access.
  func read(at offset: UInt64, width: Int) -> UInt64? { 0 }
  /// Writes as many; false where the device refuses the access.
  func write(_ value: UInt64, at offset: UInt64, width: Int) -> Bool { true }

  /// The identification that Arm's devices have at the end of their registers: a byte in each word.
  static func identification(_ bytes: [UInt8], at start: UInt64, _ offset: UInt64) -> UInt64? {
    guard offset >= start else { return nil }
    let index = Int((offset - start) / 4)
    return index < bytes.count ? UInt64(bytes[index]) : nil
  }
}
