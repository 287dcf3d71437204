import SuiteModel
import SystemCalls
import VFIOInterface

// The values of the steps' expressions, as the types of number that calls take. A number that does not fit is the suite's
// fault, and is reported with its place.

extension Scope {
  /// A number as the kernel's type holds it; a negative one stands for its bits.
  func integer<Number: FixedWidthInteger>(_ expression: Expression) throws(EvaluationError) -> Number {
    Number(truncatingIfNeeded: try expression.number(in: self, as: .bits(Number.bitWidth)))
  }

  /// A number of bytes or times, or another number that is not a word of the kernel's.
  func count(_ expression: Expression, _ domain: NumberDomain) throws(EvaluationError) -> Int {
    Int(try expression.number(in: self, as: domain))
  }

  /// A number that must fit `width` bytes, like the field of a structure.
  func word(_ expression: Expression, width: Int) throws(EvaluationError) -> UInt64 {
    let number = try expression.number(in: self, as: .bits(8 * width))
    return UInt64(truncatingIfNeeded: number) & (.max >> UInt64(64 - 8 * width))
  }

  /// The bytes that a step writes; those in the process's memory have only an address.
  func bytes(_ data: DataSource) throws(EvaluationError) -> [UInt8] {
    switch data {
    case .bytes(let expression): return try expression.bytes(in: self)
    case .number(let expression, let width):
      let width = try count(width, .width)
      return [UInt8](try word(expression, width: width), width: width)
    case .memory(let address, _):
      throw EvaluationError("the bytes at an address of the process are not known here", at: address.location)
    }
  }

  func source(_ data: DataSource) throws(EvaluationError) -> Source {
    guard case .memory(let address, let count) = data else { return .bytes(try bytes(data)) }
    return .address(try integer(address), count: try self.count(count, .size))
  }
}
