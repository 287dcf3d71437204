import SuiteModel

// What expressions are worth while a case runs.

extension Interpreter {
  /// An expression that has no value is the suite's fault, unless the kernel refused what it takes to know it.
  func failure(of error: EvaluationError) -> StepError {
    guard let mismatch = demandFailure else { return .harness("\(error)") }
    demandFailure = nil
    return .mismatch(mismatch)
  }

  /// What is made of the names that are bound.
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
