import SuiteModel
import SystemCalls
import VFIOInterface

// Compares a step's result with what is expected. Texts say what was expected and what came back, in the suite's words.

extension Interpreter {
  /// Throws a mismatch where the result is not what the modifiers ask for.
  func check(_ result: StepResult, _ modifiers: Modifiers) throws(StepError) {
    if let fails = modifiers.fails {
      let allowed = try choose(fails)
      guard allowed.contains(where: { $0.matches(result.call) }) else {
        let names = allowed.map(\.text).joined(separator: " or ")
        throw .mismatch(Mismatch(expected: names, actual: result.call.outcomeText))
      }
    } else if !result.call.succeeded, !modifiers.mayEndAnyhow {
      try checkUnexpectedFailure(result, modifiers)
    }
    if let expectation = modifiers.value, result.call.succeeded {
      try check(result.value, returned: nil, try choose(expectation), of: .part("the value"))
    }
    if let expectation = modifiers.returns, result.call.succeeded {
      try check(result.value, returned: result.call.value, try choose(expectation), of: .returned)
    }
    if result.call.succeeded || !modifiers.mayEndAnyhow { try checkOutput(result, modifiers) }
    if let start = modifiers.unchangedFrom { try checkUnchanged(result, from: start) }
  }

  /// A call that fails may still return what a step expects (`returns: "< 0"`); a signal is no value.
  private func checkUnexpectedFailure(_ result: StepResult, _ modifiers: Modifiers) throws(StepError) {
    var expected = "succeeds"
    if let returns = modifiers.returns {
      let expectation = try choose(returns)
      let operand = try value(expectation.operand)
      if case .number = operand, result.call.fault == nil, try holds(expectation, of: result.call.number) { return }
      expected = expectation.text(operand, of: .returned)
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
      try check(actual, returned: nil, try choose(field.expectation), of: .part(field.path.text))
    }
  }

  /// - Parameter returned: The plain number that the call returned, where `value` is more than that.
  func check(
    _ value: Value, returned: Int64?, _ expectation: Expectation, of subject: Expectation.Subject
  ) throws(StepError) {
    let operand = try self.value(expectation.operand)
    let actual = value.comparable(with: operand, returned: returned)
    guard try !holds(expectation, of: actual) else { return }
    let (flags, base) = (expectation.operand.names, expectation.operand.base)
    throw .mismatch(
      Mismatch(expected: expectation.text(operand, of: subject), actual: subject.text(actual.text(flags, in: base))))
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
  /// How the call ended, as one word.
  var outcomeName: String { fault?.name ?? error.map { "\($0)" } ?? "success" }

  /// How the call ended: `failed with EINVAL`.
  var outcomeText: String {
    if let fault { return "raised \(fault.name)" }
    if let error { return "failed with \(error)" }
    return "succeeded, returned \(number.text)"
  }
}

extension Value {
  /// This value in the form in which it can be compared with the other.
  func comparable(with operand: Value, returned: Int64?) -> Value {
    switch (self, operand) {
    case (.text(let text), .number): Int128(text).map(Value.number) ?? self
    case (.bytes, .number), (.record, .number), (.list, .number): returned.map { .number(Int128($0)) } ?? self
    case (.boolean, .number), (.number, .boolean): number.map(Value.number) ?? self
    default: self
    }
  }

  /// The value as reports show it, flags by name.
  func text(_ names: FlagSet?, in base: NumberBase) -> String {
    guard let names, case .number(let number) = self, let bits = UInt64(exactly: number) else { return text(in: base) }
    return names.describe(bits)
  }
}

extension Expectation {
  /// What is expected of something.
  enum Subject {
    /// What a call returned.
    case returned
    /// A part of what came back, by its name.
    case part(String)

    var name: String {
      switch self {
      case .returned: "the result"
      case .part(let name): name
      }
    }

    /// What it was: `returned 3`, `size is 3`.
    func text(_ value: String) -> String {
      switch self {
      case .returned: "returned \(value)"
      case .part(let name): "\(name) is \(value)"
      }
    }
  }

  /// The expectation with its value: `returns 3`, `flags has RESET|PCI`.
  func text(_ operand: Value, of subject: Subject) -> String {
    let shown = operand.text(self.operand.names, in: self.operand.base)
    switch (subject, relation) {
    case (.returned, .equal): return "returns \(shown)"
    case (.returned, .notEqual): return "returns anything but \(shown)"
    case (.returned, .has), (.returned, .lacks): return "returns what \(relation.rawValue) \(shown)"
    case (.returned, _): return "returns what is \(relation.rawValue) \(shown)"
    case (.part(let name), .equal): return "\(name) is \(shown)"
    case (.part(let name), .notEqual): return "\(name) is not \(shown)"
    case (.part(let name), _): return "\(name) \(relation.rawValue) \(shown)"
    }
  }
}
