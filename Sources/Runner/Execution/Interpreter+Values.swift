import SuiteModel

// The values of expressions while a case runs.

extension Interpreter {
  /// An expression without a value is the suite's fault, unless the kernel refused a call that gives the value.
  func failure(of error: EvaluationError) -> StepError {
    guard let mismatch = demandFailure else { return .harness("\(error)") }
    demandFailure = nil
    return .mismatch(mismatch)
  }

  /// The result of a body that evaluates expressions with the names that are bound.
  func evaluated<Result>(
    _ body: (Environment) throws(EvaluationError) -> Result
  ) throws(StepError) -> Result {
    do {
      return try body(environment)
    } catch {
      throw failure(of: error)
    }
  }

  func value(_ expression: Expression) throws(StepError) -> Value {
    try evaluated { scope throws(EvaluationError) in try expression.evaluate(in: scope) }
  }

  func text(_ template: Template) throws(StepError) -> String {
    try evaluated { scope throws(EvaluationError) in try template.expand(in: scope) }
  }

  func holds(_ condition: Expression) throws(StepError) -> Bool {
    try evaluated { scope throws(EvaluationError) in try condition.holds(in: scope) }
  }

  /// The value of the first branch whose condition holds.
  func choose<Wrapped>(_ conditional: Conditional<Wrapped>) throws(StepError) -> Wrapped {
    try evaluated { scope throws(EvaluationError) in try conditional.value(in: scope) }
  }

  func count(_ expression: Expression, _ domain: NumberDomain) throws(StepError) -> Int {
    try evaluated { scope throws(EvaluationError) in try scope.count(expression, domain) }
  }

  func descriptor(_ expression: Expression) throws(StepError) -> Int32 {
    try evaluated { scope throws(EvaluationError) in try scope.integer(expression) }
  }

  func duration(_ milliseconds: Expression) throws(StepError) -> Duration {
    .milliseconds(try count(milliseconds, .milliseconds))
  }
}
