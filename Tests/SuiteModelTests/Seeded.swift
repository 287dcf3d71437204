import SeededNumbers
import VFIOInterface

extension Seeded {
  mutating func bytes(atMost limit: Int) -> [UInt8] {
    (0..<Int.random(in: 0...limit, using: &self)).map { _ in
      // Small numbers make more bytes mean something.
      Bool.random(using: &self) ? UInt8.random(in: 0...64, using: &self) : UInt8.random(in: 0...255, using: &self)
    }
  }

  /// A number that a field can hold.
  mutating func number(of field: Field) -> Int128 {
    let bits = UInt64(8 * field.width)
    let raw = next() >> (64 - bits)
    guard case .signed = field.kind else { return Int128(raw) }
    return Int128(Int64(bitPattern: raw << (64 - bits)) >> Int64(64 - bits))
  }
}
