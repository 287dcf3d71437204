extension FixedWidthInteger {
  var littleEndianBytes: [UInt8] {
    (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> Self($0 * 8)) }
  }
}

extension UInt64 {
  /// The sum, or the highest number if the sum does not fit.
  func adding(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The next multiple, or the highest multiple if the next one does not fit.
  func roundedUp(to unit: UInt64) -> UInt64 {
    guard unit > 0 else { return self }
    let (sum, overflow) = addingReportingOverflow(unit - 1)
    return overflow ? UInt64.max / unit * unit : sum / unit * unit
  }
}

/// Digits without prefix, at least as many as asked for.
func hexadecimal(_ value: some BinaryInteger, _ width: Int) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
