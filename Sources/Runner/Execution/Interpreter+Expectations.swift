import SuiteModel
import SystemCalls
import VFIOInterface

// What a step's result is held against. Texts say what was expected and what came back, in the suite's own words.

extension Interpreter {
  /// Throws a mismatch where the result is not what the modifiers ask for.
  func check(_ result: StepResult, _ modifiers: Modifiers) throws(StepError) {
    if let fails = modifiers.fails {
      let allowed = try choose(fails)
      guard allowed.contains(where: { $0.matches(result.call) }) else {
        let names = allowed.map(\.text).joined(separator: " or ")
        throw .mismatch(Mismatch(expected: names, actual: result.call.outcomeText))
      }
    } else if !result.call.succeeded {
      try checkUnexpectedFailure(result, modifiers)
    }
    if let expectation = modifiers.value, result.call.succeeded {
      try check(result.value, returned: nil, try choose(expectation), of: "value")
    }
    if let expectation = modifiers.returns, result.call.succeeded {
      try check(result.value, returned: result.call.value, try choose(expectation), of: "returns")
    }
    try checkOutput(result, modifiers)
    if let start = modifiers.unchangedFrom { try checkUnchanged(result, from: start) }
  }

  /// A call that fails may still return what a step expects (`returns: "< 0"`).
  private func checkUnexpectedFailure(_ result: StepResult, _ modifiers: Modifiers) throws(StepError) {
    var expected = "succeeds"
    if let returns = modifiers.returns {
      let expectation = try choose(returns)
      let operand = try value(expectation.operand)
      if case .number = operand, try holds(expectation, of: result.call.number) { return }
      expected = "returns \(expectation.text(operand))"
    }
    throw .mismatch(Mismatch(expected: expected, actual: result.call.outcomeText))
  }

  private func checkOutput(_ result: StepResult, _ modifiers: Modifiers) throws(StepError) {
    guard !modifiers.out.isEmpty else { return }
    guard case .record(let record) = result.value else {
      throw .harness("the call gave no structure to hold 'out' against")
    }
    let scope = RecordScope(record)
    for field in modifiers.out {
      let actual: Value
      do {
        actual = try field.path.evaluate(in: scope)
      } catch {
        throw .mismatch(Mismatch(expected: "\(field.path.text) in what comes back", actual: error.message))
      }
      try check(actual, returned: nil, try choose(field.expectation), of: field.path.text)
    }
  }

  /// - Parameter returned: The plain number that the call returned, where `value` is more than that.
  func check(
    _ value: Value, returned: Int64?, _ expectation: Expectation, of name: String
  ) throws(StepError) {
    let operand = try self.value(expectation.operand)
    let actual = value.comparable(with: operand, returned: returned)
    guard try !holds(expectation, of: actual) else { return }
    let flags = expectation.operand.names
    throw .mismatch(
      Mismatch(
        expected: "\(name) \(expectation.text(operand))", actual: "\(name) is \(actual.text(flags))"))
  }

  private func holds(_ expectation: Expectation, of value: Value) throws(StepError) -> Bool {
    do {
      return try expectation.holds(of: value, in: environment)
    } catch {
      throw failure(of: error)
    }
  }
}

extension SuiteModel.Failure {
  func matches(_ result: CallResult) -> Bool {
    switch self {
    case .none: result.succeeded
    case .error(let error): result.error == error
    case .fault(.bus): result.fault == .bus
    case .fault(.segmentation): result.fault == .segmentation
    }
  }

  var text: String {
    switch self {
    case .none: "succeeds"
    case .error(let error): "fails with \(error)"
    case .fault(let fault): "raises \(fault.rawValue)"
    }
  }
}

extension CallResult {
  /// How the call ended: `failed with EINVAL`.
  var outcomeText: String {
    if let fault { return "raised \(fault.name)" }
    if let error { return "failed with \(error)" }
    return "succeeded, returned \(number.text)"
  }
}

extension Value {
  /// This value in the form in which the other can be held against it.
  func comparable(with operand: Value, returned: Int64?) -> Value {
    switch (self, operand) {
    case (.text(let text), .number): Int128(text).map(Value.number) ?? self
    case (.bytes, .number), (.record, .number), (.list, .number): returned.map { .number(Int128($0)) } ?? self
    case (.boolean, .number), (.number, .boolean): number.map(Value.number) ?? self
    default: self
    }
  }

  /// The value as reports show it, flags by name.
  func text(_ names: FlagSet?) -> String {
    guard let names, case .number(let number) = self, let bits = UInt64(exactly: number) else { return text }
    return names.describe(bits)
  }
}

extension Expectation {
  /// The expectation with its value: `is 3`, `has RESET|PCI`.
  func text(_ operand: Value) -> String {
    let shown = operand.text(self.operand.names)
    switch relation {
    case .equal: return "is \(shown)"
    case .notEqual: return "is not \(shown)"
    case .matches: return "matches \(shown)"
    case .has, .lacks, .less, .lessOrEqual, .greater, .greaterOrEqual: return "\(relation.rawValue) \(shown)"
    }
  }
}
