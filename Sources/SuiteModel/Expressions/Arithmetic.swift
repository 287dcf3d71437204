import VFIOInterface

/// Why two numbers have no result.
struct ArithmeticError: Error, CustomStringConvertible {
  var message: String
  var description: String { message }

  static let overflow = ArithmeticError(message: "the result does not fit 128 bits")
  static let division = ArithmeticError(message: "division by zero")
}

extension Expression.BinaryOperator {
  /// The result of an operator on numbers.
  func apply(_ left: Int128, _ right: Int128) throws(ArithmeticError) -> Int128 {
    switch self {
    case .multiply: return try checked(left.multipliedReportingOverflow(by: right))
    case .divide:
      guard right != 0 else { throw .division }
      return try checked(left.dividedReportingOverflow(by: right))
    case .remainder:
      guard right != 0 else { throw .division }
      return try checked(left.remainderReportingOverflow(dividingBy: right))
    case .add: return try checked(left.addingReportingOverflow(right))
    case .subtract: return try checked(left.subtractingReportingOverflow(right))
    case .shiftLeft: return try checked(left.multipliedReportingOverflow(by: 1 << shiftCount(right)))
    case .shiftRight: return try left >> shiftCount(right)
    case .bitwiseAnd: return left & right
    case .bitwiseXor: return left ^ right
    case .bitwiseOr: return left | right
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .and, .or:
      throw ArithmeticError(message: "'\(rawValue)' gives no number")
    }
  }

  private func checked(_ result: (partialValue: Int128, overflow: Bool)) throws(ArithmeticError) -> Int128 {
    guard !result.overflow else { throw .overflow }
    return result.partialValue
  }

  private func shiftCount(_ number: Int128) throws(ArithmeticError) -> Int128 {
    guard (0...126).contains(number) else {
      throw ArithmeticError(message: "a shift by \(number) bits, expected 0 to 126")
    }
    return number
  }

  /// Whether the operator holds of two values in this order.
  func holds(_ order: Value.Order) -> Bool {
    switch self {
    case .less: order == .ascending
    case .lessOrEqual: order != .descending
    case .greater: order == .descending
    case .greaterOrEqual: order != .ascending
    default: order == .same
    }
  }
}

extension Value {
  enum Order { case ascending, same, descending }

  /// Whether two values are equal; nil where they are of kinds that cannot be.
  ///
  /// Bytes are equal to the text of their hex digits (`"55 aa"`), and a version to a number (`7`).
  package func isEqual(to other: Value) -> Bool? {
    switch (self, other) {
    case (.text(let left), .text(let right)): return left == right
    case (.bytes(let left), .bytes(let right)): return left == right
    case (.bytes(let bytes), .text(let text)), (.text(let text), .bytes(let bytes)):
      return text.isEmpty ? bytes.isEmpty : hexBytes(text).map { $0 == bytes }
    case (.record(let left), .record(let right)): return left == right
    case (.list(let left), .list(let right)):
      guard left.count == right.count else { return false }
      var areEqual = true
      for (mine, other) in zip(left, right) {
        guard let isEqual = mine.isEqual(to: other) else { return nil }
        areEqual = areEqual && isEqual
      }
      return areEqual
    default:
      if let left = number, let right = other.number { return left == right }
      if let left = version, let right = other.version { return left == right }
      return nil
    }
  }

  /// How two numbers or versions are ordered; nil for anything else.
  func order(against other: Value) -> Order? {
    if let left = number, let right = other.number { return Self.order(left, right) }
    if let left = version, let right = other.version { return Self.order(left, right) }
    return nil
  }

  private static func order<Ordered: Comparable>(_ left: Ordered, _ right: Ordered) -> Order {
    left < right ? .ascending : left == right ? .same : .descending
  }

  /// A version; a whole number such as 7 can be one.
  private var version: Version? {
    switch self {
    case .version(let version): version
    case .number(let number): UInt32(exactly: number).map { Version([$0]) }
    default: nil
    }
  }

  /// Texts, bytes or lists joined; nil for values of other kinds.
  func joined(with other: Value) -> Value? {
    switch (self, other) {
    case (.text(let left), .text(let right)): .text(left + right)
    case (.bytes(let left), .bytes(let right)): .bytes(left + right)
    case (.list(let left), .list(let right)): .list(left + right)
    default: nil
    }
  }

  /// How many bytes or elements the value has; nil where it has none.
  var count: Int? {
    switch self {
    case .text(let text): text.utf8.count
    case .bytes(let bytes): bytes.count
    case .list(let list): list.count
    default: nil
    }
  }
}
