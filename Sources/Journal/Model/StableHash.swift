/// A hash that is the same in every process and every release: FNV-1a in 64 bits, stirred at its end.
///
/// It finds accidents, not forgeries.
package struct StableHash {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  package mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  /// Faster than its bytes one by one, where much is hashed.
  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
  }

  /// Every bit of it depends on every byte.
  package var value: UInt64 {
    var value = state
    value = (value ^ (value >> 33)) &* 0xff51_afd7_ed55_8ccd
    value = (value ^ (value >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    return value ^ (value >> 33)
  }

  /// Sixteen digits.
  package var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The hash of a text, of one family of hashes.
  package static func of(_ text: String, family: UInt64 = 0) -> UInt64 {
    var hash = StableHash()
    withUnsafeBytes(of: family.littleEndian) { hash.add($0) }
    hash.add(text)
    return hash.value
  }
}
