import VFIOInterface

/// Numbers that are random but the same in each run (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

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
