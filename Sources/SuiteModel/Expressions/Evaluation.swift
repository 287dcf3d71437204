import VFIOInterface

extension Expression {
  /// The largest text, bytes or list that an expression may make.
  package static let maximumCount = 16 << 20

  /// The value of the expression; nothing that it holds can make this trap.
  package func evaluate(in scope: some Scope) throws(EvaluationError) -> Value {
    // Most expressions are one number or one name, which no budget need count.
    switch root.kind {
    case .literal(let value): return value
    case .name(let name): if let value = scope.lookup(name) { return value }
    default: break
    }
    return try Evaluator(expression: self, scope: scope, budget: scope.nextBudget).value(of: root, names: names)
  }

  /// Whether the expression holds as a condition: true, or a number other than 0.
  package func holds(in scope: some Scope) throws(EvaluationError) -> Bool {
    let value = try evaluate(in: scope)
    guard let truth = value.truth else {
      throw EvaluationError("expected a condition, found \(value.kind)", at: location)
    }
    return truth
  }

  /// The expression's value as a whole number.
  package func number(in scope: some Scope) throws(EvaluationError) -> Int128 {
    let value = try evaluate(in: scope)
    guard let number = value.number else {
      throw EvaluationError("expected a number, found \(value.kind)", at: location)
    }
    return number
  }

  /// The bytes that a call is given; text stands for its own.
  package func bytes(in scope: some Scope) throws(EvaluationError) -> [UInt8] {
    let bytes: [UInt8]
    switch try evaluate(in: scope) {
    case .bytes(let value): bytes = value
    case .text(let text): bytes = Array(text.utf8)
    default: throw EvaluationError("\(text) must be bytes", at: location)
    }
    if let complaint = NumberDomain.copied.complaint(about: Int128(bytes.count)) {
      throw EvaluationError("the number of bytes, \(complaint)", at: location)
    }
    return bytes
  }
}

extension Value {
  /// A number; true and false count as 1 and 0.
  package var number: Int128? {
    switch self {
    case .number(let number): number
    case .boolean(let boolean): boolean ? 1 : 0
    default: nil
    }
  }

  /// What the value is as a condition: a number holds unless it is 0.
  package var truth: Bool? {
    switch self {
    case .number(let number): number != 0
    case .boolean(let boolean): boolean
    default: nil
    }
  }
}

/// Computes the value of one expression.
struct Evaluator<Names: Scope> {
  let expression: Expression
  let scope: Names
  let budget: WorkBudget

  typealias Node = Expression.Node

  func value(of node: Node, names: FlagSet?) throws(EvaluationError) -> Value {
    try spend(1, at: node)
    switch node.kind {
    case .literal(let value): return value
    case .name(let name): return try value(ofName: name, at: node, names: names)
    case .member(let base, let member):
      return try self.member(member, of: value(of: base, names: names), at: node)
    case .index(let base, let index):
      return try element(of: value(of: base, names: names), at: number(index, names: names), node)
    case .unary(let symbol, let operand):
      return try unary(symbol, value(of: operand, names: names), at: operand)
    case .binary(let symbol, let left, let right):
      return try binary(symbol, left, right, at: node, names: names)
    case .conditional(let condition, let then, let otherwise):
      return try value(of: truth(condition, names: names) ? then : otherwise, names: names)
    case .call(let function, let arguments):
      return try call(function, arguments, at: node, names: names)
    }
  }

  func error(_ message: String, at node: Node) -> EvaluationError {
    EvaluationError(message, at: expression.location(of: node))
  }

  /// Takes what a part costs from what the evaluation may do.
  func spend(_ amount: Int, at node: Node) throws(EvaluationError) {
    if let problem = budget.spend(amount) { throw error(problem, at: node) }
  }

  /// A value that was made, unless it is too large.
  func bounded(_ value: Value, at node: Node) throws(EvaluationError) -> Value {
    try spend(value.extent.work, at: node)
    if let excess = value.excess { throw error("the value is too large: \(excess)", at: node) }
    return value
  }

  /// Whether two values are equal; nil where they are of kinds that cannot be.
  func isEqual(_ left: Value, _ right: Value, at node: Node) throws(EvaluationError) -> Bool? {
    try spend(left.extent.work + right.extent.work, at: node)
    return left.isEqual(to: right)
  }

  /// A part that must be a number.
  func number(_ node: Node, names: FlagSet?) throws(EvaluationError) -> Int128 {
    let value = try value(of: node, names: names)
    guard let number = value.number else { throw error("expected a number, found \(value.kind)", at: node) }
    return number
  }

  /// A part that must be a number in a range, for counts and offsets.
  func number(
    _ node: Node, in range: ClosedRange<Int>, _ what: String, names: FlagSet?
  ) throws(EvaluationError) -> Int {
    let number = try number(node, names: names)
    guard let value = Int(exactly: number), range.contains(value) else {
      throw error("\(what) is \(number), expected \(range.lowerBound) to \(range.upperBound)", at: node)
    }
    return value
  }

  func truth(_ node: Node, names: FlagSet?) throws(EvaluationError) -> Bool {
    let value = try value(of: node, names: names)
    guard let truth = value.truth else { throw error("expected a condition, found \(value.kind)", at: node) }
    return truth
  }

  // MARK: Names

  private func value(ofName name: String, at node: Node, names: FlagSet?) throws(EvaluationError) -> Value {
    if let value = scope.lookup(name) { return value }
    if let value = names?[name] { return .number(Int128(value)) }
    switch NamedNumber.lookup(name) {
    case .value(let value): return .number(Int128(value))
    case .ambiguous(let constants):
      throw error(
        "'\(name)' is a different number here and there; write \(constants.joined(separator: " or "))", at: node)
    case nil: throw error("'\(name)' is not bound", at: node)
    }
  }

  private func member(_ member: String, of base: Value, at node: Node) throws(EvaluationError) -> Value {
    if case .version(let version) = base {
      guard let change = KernelChange.named(member) else {
        throw error("unknown change '\(member)' of the kernel", at: node)
      }
      return .boolean(change.holds(in: version))
    }
    guard case .record(let record) = base else {
      throw error("expected a record in front of '.\(member)', found \(base.kind)", at: node)
    }
    guard let value = record[member] else {
      let names = record.entries.map(\.name)
      let known = names.isEmpty ? "there is nothing in it" : "it has \(names.joined(separator: ", "))"
      throw error("the record has no '\(member)'; \(known)", at: node)
    }
    return value
  }

  private func element(of base: Value, at index: Int128, _ node: Node) throws(EvaluationError) -> Value {
    let count: Int
    switch base {
    case .list(let list): count = list.count
    case .bytes(let bytes): count = bytes.count
    default: throw error("expected a list or bytes in front of '[', found \(base.kind)", at: node)
    }
    guard let position = Int(exactly: index), (0..<count).contains(position) else {
      throw error("no element \(index): there are \(count)", at: node)
    }
    switch base {
    case .list(let list): return list[position]
    case .bytes(let bytes): return .number(Int128(bytes[position]))
    default: return base
    }
  }

  /// The names that a part's number has, where it is the field of a structure.
  func names(of node: Node) -> FlagSet? {
    guard case .member(let base, let member) = node.kind, case .record(let record)? = try? value(of: base, names: nil)
    else { return nil }
    return record.entry(member)?.names
  }

  // MARK: Operators

  private func unary(
    _ symbol: Expression.UnaryOperator, _ value: Value, at node: Node
  ) throws(EvaluationError) -> Value {
    if symbol == .not {
      guard let truth = value.truth else { throw error("expected a condition, found \(value.kind)", at: node) }
      return .boolean(!truth)
    }
    guard let number = value.number else { throw error("expected a number, found \(value.kind)", at: node) }
    if symbol == .complement { return .number(~number) }
    let (difference, overflow) = Int128(0).subtractingReportingOverflow(number)
    guard !overflow else { throw error("the result does not fit 128 bits", at: node) }
    return .number(difference)
  }

  private func binary(
    _ symbol: Expression.BinaryOperator, _ left: Node, _ right: Node, at node: Node, names: FlagSet?
  ) throws(EvaluationError) -> Value {
    switch symbol {
    case .and: return .boolean(try truth(left, names: names) ? truth(right, names: names) : false)
    case .or: return .boolean(try truth(left, names: names) ? true : truth(right, names: names))
    case .equal, .notEqual, .bitwiseAnd:
      let names = self.names(of: left) ?? self.names(of: right) ?? names
      return try combine(symbol, value(of: left, names: names), value(of: right, names: names), at: node)
    default:
      return try combine(symbol, value(of: left, names: names), value(of: right, names: names), at: node)
    }
  }

  private func combine(
    _ symbol: Expression.BinaryOperator, _ left: Value, _ right: Value, at node: Node
  ) throws(EvaluationError) -> Value {
    switch symbol {
    case .equal, .notEqual:
      guard let isEqual = try isEqual(left, right, at: node) else {
        throw error("\(left.kind) cannot be equal to \(right.kind)", at: node)
      }
      return .boolean(isEqual == (symbol == .equal))
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      guard let order = left.order(against: right) else {
        throw error("\(left.kind) cannot be ordered against \(right.kind)", at: node)
      }
      return .boolean(symbol.holds(order))
    case .add:
      if let joined = left.joined(with: right) { return try bounded(joined, at: node) }
      fallthrough
    default:
      guard let left = left.number, let right = right.number else {
        throw error("'\(symbol.rawValue)' takes numbers, found \(left.kind) and \(right.kind)", at: node)
      }
      do {
        return .number(try symbol.apply(left, right))
      } catch {
        throw self.error(error.message, at: node)
      }
    }
  }
}
