extension Conditional {
  /// What counts on this machine: the value of the first condition that holds.
  package func value(in scope: some Scope) throws(EvaluationError) -> Wrapped {
    for branch in branches where try branch.condition.holds(in: scope) { return branch.value }
    return otherwise
  }
}

extension Expectation {
  /// Whether a value is as expected.
  package func holds(of value: Value, in scope: some Scope) throws(EvaluationError) -> Bool {
    let wanted = try operand.evaluate(in: scope)
    let budget = scope.nextBudget
    if let problem = budget.spend(value.extent.work + wanted.extent.work) {
      throw EvaluationError(problem, at: operand.location)
    }
    switch relation {
    case .equal, .notEqual:
      guard let isEqual = value.isEqual(to: wanted) else { throw mismatch(value, wanted) }
      return isEqual == (relation == .equal)
    case .less: return try order(value, wanted) == .ascending
    case .lessOrEqual: return try order(value, wanted) != .descending
    case .greater: return try order(value, wanted) == .descending
    case .greaterOrEqual: return try order(value, wanted) != .ascending
    case .has, .lacks:
      guard let bits = value.number, let flags = wanted.number else { throw mismatch(value, wanted) }
      return relation == .has ? bits & flags == flags : bits & flags == 0
    case .matches:
      guard case .text(let text) = value, case .text(let pattern) = wanted else { throw mismatch(value, wanted) }
      do {
        return try RegularExpression(pattern).matches(in: text, spending: budget)
      } catch {
        throw EvaluationError(error.message, at: operand.location)
      }
    }
  }

  private func order(_ value: Value, _ wanted: Value) throws(EvaluationError) -> Value.Order {
    guard let order = value.order(against: wanted) else { throw mismatch(value, wanted) }
    return order
  }

  private func mismatch(_ value: Value, _ wanted: Value) -> EvaluationError {
    EvaluationError("'\(relation.rawValue)' cannot hold \(value.kind) against \(wanted.kind)", at: operand.location)
  }

  /// The expectation as a suite writes it.
  package var text: String { relation == .equal ? operand.text : "\(relation.rawValue) \(operand.text)" }
}
