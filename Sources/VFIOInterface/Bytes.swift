/// Reading and writing numbers in a structure's bytes.
///
/// The UAPI is in the byte order of the machine under test; every machine that VFIO's suites run on is little-endian.
extension [UInt8] {
  /// The low `width` bytes of a number.
  package init(_ value: UInt64, width: Int) {
    self = (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  /// The number at an offset, or nil where it does not lie inside.
  package func integer(at offset: Int, width: Int) -> UInt64? {
    guard offset >= 0, width >= 1, width <= 8, count >= width, offset <= count - width else { return nil }
    var value: UInt64 = 0
    for index in (0..<width).reversed() {
      value = value << 8 | UInt64(self[startIndex + offset + index])
    }
    return value
  }

  /// Writes the low `width` bytes of a number at an offset; false, and nothing written, where they do not lie inside.
  @discardableResult
  package mutating func set(_ value: UInt64, at offset: Int, width: Int) -> Bool {
    guard offset >= 0, width >= 1, width <= 8, count >= width, offset <= count - width else { return false }
    for index in 0..<width {
      self[startIndex + offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))
    }
    return true
  }

  /// The value of a structure's field; nil where the bytes end before it.
  package func value(_ field: Field, at base: Int = 0) -> UInt64? {
    integer(at: base + field.offset, width: field.width)
  }

  /// A field of a structure that these bytes hold. Behind their end is nothing: it reads as 0, and stays so.
  package subscript(field: Field, at base: Int = 0) -> UInt64 {
    get { value(field, at: base) ?? 0 }
    set { set(newValue, at: base + field.offset, width: field.width) }
  }
}
