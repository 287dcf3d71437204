/// Which pages of a mapping may be dirty, as the kernel keeps them (`vfio_dma.bitmap`).
///
/// The kernel shifts these bits, in place, to where the mapping begins in the user's bitmap, and then clears only as many
/// as the mapping has pages. What was shifted beyond stays and comes back with the next bitmap.
struct DirtyBitmap {
  private var words: [UInt64]

  init(pages: Int) {
    // One word more than the pages take, for the shift.
    words = Array(repeating: 0, count: (pages + 63) / 64 + 1)
  }

  /// Marks every page.
  mutating func fill(pages: Int) {
    let inside = Self.mask(pages, words.count)
    for index in words.indices { words[index] |= inside[index] }
  }

  /// The words of a user's bitmap that tell what is dirty.
  ///
  /// - Parameters:
  ///   - known: The pages that are known to be dirty; without it any page may be.
  ///   - shift: The bit of the first word at which the mapping begins.
  ///   - first: What the user's first word holds.
  mutating func report(_ known: Set<UInt64>?, pages: Int, shift: Int, over first: UInt64) -> [UInt8] {
    let inside = Self.mask(pages, words.count)
    for index in words.indices where known == nil { words[index] |= inside[index] }
    for page in known ?? [] where page < pages { words[Int(page / 64)] |= 1 << (page % 64) }
    if shift > 0 {
      for index in words.indices.reversed() {
        let carried = index > 0 ? words[index - 1] >> (64 - UInt64(shift)) : 0
        words[index] = words[index] << UInt64(shift) | carried
      }
      words[0] |= first
    }
    let bytes = words.prefix((pages + shift + 63) / 64).flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    for index in words.indices { words[index] &= ~inside[index] }
    return bytes
  }

  /// Words of which the first so many bits are set.
  private static func mask(_ bits: Int, _ count: Int) -> [UInt64] {
    (0..<count).map { index in
      let rest = bits - 64 * index
      return rest >= 64 ? .max : rest > 0 ? (1 << UInt64(rest)) - 1 : 0
    }
  }
}
