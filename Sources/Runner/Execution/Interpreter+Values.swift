import SuiteModel
import VFIOInterface

// What the steps' expressions are worth, as the kinds of number that calls take. A number that does not fit is the
// suite's fault and is said with its place.

extension Interpreter {
  /// An expression that has no value is the suite's fault, unless the kernel refused what it takes to know it.
  func failure(of error: EvaluationError) -> StepError {
    guard let mismatch = demandFailure else { return .harness("\(error)") }
    demandFailure = nil
    return .mismatch(mismatch)
  }

  func value(_ expression: Expression) throws(StepError) -> Value {
    do {
      return try expression.evaluate(in: environment)
    } catch {
      throw failure(of: error)
    }
  }

  func text(_ template: Template) throws(StepError) -> String {
    do {
      return try template.expand(in: environment)
    } catch {
      throw failure(of: error)
    }
  }

  func holds(_ condition: Expression) throws(StepError) -> Bool {
    do {
      return try condition.holds(in: environment)
    } catch {
      throw failure(of: error)
    }
  }

  /// The value of the first branch whose condition holds.
  func choose<Wrapped>(_ conditional: Conditional<Wrapped>) throws(StepError) -> Wrapped {
    do {
      return try conditional.value(in: environment)
    } catch {
      throw failure(of: error)
    }
  }

  func number(_ expression: Expression) throws(StepError) -> Int128 {
    do {
      return try expression.number(in: environment)
    } catch {
      throw failure(of: error)
    }
  }

  /// A number as the kernel's type holds it; a negative one stands for its bits.
  func integer<Number: FixedWidthInteger>(_ expression: Expression) throws(StepError) -> Number {
    let number = try number(expression)
    if let exact = Number(exactly: number) { return exact }
    let bits = Int128(Number.bitWidth)
    guard number >= -(1 << (bits - 1)), number < 1 << bits else {
      throw .harness("\(expression.location): \(number) does not fit \(Number.bitWidth) bits")
    }
    return Number(truncatingIfNeeded: number)
  }

  func descriptor(_ expression: Expression) throws(StepError) -> Int32 { try integer(expression) }

  func address(_ expression: Expression) throws(StepError) -> UInt64 { try integer(expression) }

  /// A number of bytes or times that the harness itself has to hold.
  func count(_ expression: Expression, limit: Int = 1 << 20) throws(StepError) -> Int {
    let number = try number(expression)
    guard number >= 0, number <= Int128(limit) else {
      throw .harness("\(expression.location): \(number) is not between 0 and \(limit)")
    }
    return Int(number)
  }

  /// The width of one access to memory.
  func width(_ expression: Expression) throws(StepError) -> Int {
    let width = try number(expression)
    guard [1, 2, 4, 8].contains(width) else {
      throw .harness("\(expression.location): the width is \(width), but must be 1, 2, 4 or 8")
    }
    return Int(width)
  }

  func duration(_ milliseconds: Expression) throws(StepError) -> Duration {
    .milliseconds(try count(milliseconds, limit: 3_600_000))
  }

  /// The bytes that a step writes; those in the process's memory have only an address.
  func bytes(_ data: DataSource) throws(StepError) -> [UInt8] {
    switch data {
    case .bytes(let expression):
      switch try value(expression) {
      case .bytes(let bytes): return bytes
      case .text(let text): return Array(text.utf8)
      default: throw .harness("\(expression.location): \(expression.text) must be bytes")
      }
    case .number(let expression, let width):
      let width = try self.width(width)
      let number: UInt64 = try integer(expression)
      var bytes = [UInt8](repeating: 0, count: width)
      bytes.set(number, at: 0, width: width)
      return bytes
    case .memory(let address, _):
      throw .harness("\(address.location): the bytes at an address of the process are not known here")
    }
  }
}

extension Value {
  /// The value as reports show it.
  var text: String {
    switch self {
    case .number(let number): number >= 4096 ? "0x" + String(number, radix: 16) : "\(number)"
    case .boolean(let flag): "\(flag)"
    case .text(let text): "\"\(text)\""
    case .bytes(let bytes): Self.text(of: bytes)
    case .list(let values): "[" + values.prefix(16).map(\.text).joined(separator: ", ") + "]"
    case .record(let record): "{" + record.entries.map { "\($0.name)=\($0.value.text)" }.joined(separator: ", ") + "}"
    case .version(let version): "\(version)"
    }
  }

  private static func text(of bytes: [UInt8]) -> String {
    let limit = 64
    let shown = bytes.prefix(limit).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    return "\"\(shown)\(bytes.count > limit ? " …" : "")\""
  }
}
