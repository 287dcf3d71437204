extension Expression {
  public func evaluate(in scope: some Scope) throws(EvaluationError) -> Value {
    guard case .literal(let value) = root.kind else { throw EvaluationError("not yet", at: location) }
    return value
  }
}
