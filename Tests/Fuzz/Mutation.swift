import SeededNumbers

/// Damage to bytes, as editors, disks and adversaries do it.
enum Mutation {
  private static let numbers: [UInt64] = [
    0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff, 1 << 63, .max,
  ]

  static func damage(_ bytes: [UInt8], _ random: inout Seeded, interesting: [UInt8] = []) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random.number(below: 4) {
      guard !bytes.isEmpty else { return random.bytes(atMost: 64) }
      let position = random.number(below: bytes.count)
      let byte =
        interesting.isEmpty || random.chance(of: 3)
        ? UInt8(truncatingIfNeeded: random.next()) : random.pick(interesting)
      switch random.number(below: 8) {
      case 0: bytes[position] = byte
      case 1: bytes[position] ^= 1 << UInt8(random.number(below: 8))
      case 2: bytes.insert(byte, at: position)
      case 3: bytes.remove(at: position)
      case 4: bytes.removeSubrange(position..<min(bytes.count, position + random.number(below: 40)))
      case 5:
        let end = min(bytes.count, position + random.number(below: 40))
        bytes.insert(contentsOf: bytes[position..<end], at: random.number(below: bytes.count))
      case 6: bytes.removeSubrange(position...)
      default:
        let number = random.pick(numbers)
        for index in 0..<min(1 << random.number(below: 4), bytes.count - position) {
          bytes[position + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index))
        }
      }
    }
    return bytes
  }

  /// Damage to lines: one is left out, said twice, or taken from another place or text.
  static func damage(lines: [Substring], from others: [Substring], _ random: inout Seeded) -> [Substring] {
    var lines = lines
    for _ in 0...random.number(below: 3) {
      guard !lines.isEmpty else { return [random.pick(others)] }
      let position = random.number(below: lines.count)
      switch random.number(below: 4) {
      case 0: lines.remove(at: position)
      case 1: lines.insert(lines[position], at: random.number(below: lines.count))
      case 2: lines[position] = random.pick(others)
      default: lines.insert(random.pick(others), at: position)
      }
    }
    return lines
  }
}
