import SuiteModel
import SystemCalls
import VFIOInterface

// What the steps' expressions are worth, as the kinds of number that calls take. A number that does not fit is the
// suite's fault and is said with its place.

extension Scope {
  /// A number as the kernel's type holds it; a negative one stands for its bits.
  func integer<Number: FixedWidthInteger>(_ expression: Expression) throws(EvaluationError) -> Number {
    Number(truncatingIfNeeded: try expression.number(in: self, as: .bits(Number.bitWidth)))
  }

  /// A number of bytes or times, or another that is none of the kernel's words.
  func count(_ expression: Expression, _ domain: NumberDomain) throws(EvaluationError) -> Int {
    Int(try expression.number(in: self, as: domain))
  }

  /// The bytes that a step writes; those in the process's memory have only an address.
  func bytes(_ data: DataSource) throws(EvaluationError) -> [UInt8] {
    switch data {
    case .bytes(let expression):
      switch try expression.evaluate(in: self) {
      case .bytes(let bytes): return bytes
      case .text(let text): return Array(text.utf8)
      default: throw EvaluationError("\(expression.text) must be bytes", at: expression.location)
      }
    case .number(let expression, let width):
      let width = try count(width, .width)
      return [UInt8](try integer(expression), width: width)
    case .memory(let address, _):
      throw EvaluationError("the bytes at an address of the process are not known here", at: address.location)
    }
  }

  func source(_ data: DataSource) throws(EvaluationError) -> Source {
    guard case .memory(let address, let count) = data else { return .bytes(try bytes(data)) }
    return .address(try integer(address), count: try self.count(count, .size))
  }
}
