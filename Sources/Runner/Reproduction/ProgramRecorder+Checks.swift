import SuiteModel
import SystemCalls
import VFIOInterface

// What is expected of a step, as C checks it.

extension ProgramRecorder {
  func check(_ modifiers: Modifiers, _ call: CCall) {
    let environment = interpreter.environment
    var mayFail = modifiers.mayEndAnyhow
    if mayFail { line("/* It may end in any way. */") }
    if let fails = modifiers.fails, let allowed = try? fails.value(in: environment) {
      mayFail = true
      expect(allowed)
      guard allowed.contains(.none) else {
        checkOutput(modifiers, call.symbol)
        return checkUnchanged(modifiers, call)
      }
    }
    if mayFail {
      if modifiers.asksOfSuccess {
        line("if (!fault && result != -1) {")
        checkValues(modifiers, call, mayFail: true)
        line("}")
      }
    } else {
      checkValues(modifiers, call, mayFail: false)
    }
    checkUnchanged(modifiers, call)
  }

  /// What a call that succeeds must give.
  private func checkValues(_ modifiers: Modifiers, _ call: CCall, mayFail: Bool) {
    let environment = interpreter.environment
    let returns = try? modifiers.returns?.value(in: environment)
    let value = try? returns?.operand.evaluate(in: environment)
    // What a call returns tells by itself whether it failed; a signal is no value.
    let tells = value?.number != nil && call.symbol.isPlain && !call.mayFault
    if !mayFail, !tells { line("must_succeed();") }
    if let expectation = try? modifiers.value?.value(in: environment) {
      check(call.symbol, expectation, .part("the value"))
    }
    if let returns { check(call.symbol, returns, .returned) }
    checkOutput(modifiers, call.symbol)
  }

  private func expect(_ allowed: [SuiteModel.Failure]) {
    let expected = CText.string(allowed.map(\.text).joined(separator: " or "))
    if allowed == [.none] { return line("must_succeed();") }
    if allowed.count == 1, case .error(let error) = allowed[0] {
      return line("must_fail(\(error.constant), \(expected));")
    }
    if allowed.count == 1, case .fault(let fault) = allowed[0] {
      return line("must_fault(\(fault.rawValue), \(expected));")
    }
    let codes = allowed.map { failure in
      switch failure {
      case .none: "(!fault && result != -1)"
      case .error(let error): "(!fault && result == -1 && error == \(error.constant))"
      case .fault(let fault): "fault == \(fault.rawValue)"
      }
    }
    line("if (!(\(codes.joined(separator: " || ")))) fail(\(expected));")
  }

  private func checkOutput(_ modifiers: Modifiers, _ symbol: Symbol) {
    let environment = interpreter.environment
    for field in modifiers.out {
      let returned = symbol.withReturned
      let fields = Symbolizer(scope: NoScope()) { returned.member($0) }
      expressing(()) { () throws(Inexpressible) in
        guard let actual = try fields.symbol(field.path),
          let expectation = try? field.expectation.value(in: environment)
        else { throw Inexpressible(what: "'\(field.path.text)' in what comes back") }
        self.check(actual, expectation, .part(field.path.text))
      }
    }
  }

  private func checkUnchanged(_ modifiers: Modifiers, _ call: CCall) {
    guard let start = modifiers.unchangedFrom, let argument = call.argument else { return }
    let from = number(start)
    line(
      "unchanged(\(argument.before), \(argument.after), \(from), \(argument.count), "
        + "\"the argument's bytes from \(from) on stay as they are\");")
  }

  /// Holds one value against what it must be.
  private func check(_ symbol: Symbol, _ expectation: Expectation, _ subject: Expectation.Subject) {
    expressing(()) { () throws(Inexpressible) in
      guard let value = try? expectation.operand.evaluate(in: self.interpreter.environment) else {
        throw Inexpressible(what: "'\(expectation.operand.text)'")
      }
      let shown = symbol.comparable(with: value)
      let condition = try self.condition(shown, expectation, value)
      let expected = CText.string(expectation.text(value, of: subject))
      self.line("if (!\(condition.bracketed)) {\(self.reading(subject.name, shown)) fail(\(expected)); }")
    }
  }

  private func condition(
    _ symbol: Symbol, _ expectation: Expectation, _ value: Value
  ) throws(Inexpressible) -> String {
    let operand = expectation.operand
    switch symbol {
    case .number(let code, let names):
      let other =
        try symbolizer.symbol(operand)?.number
        ?? CText.number(value.number ?? 0, names: operand.names ?? names)
      guard value.number != nil else { break }
      switch expectation.relation {
      case .has: return "((num)\(code.enclosed) & (\(other))) == (\(other))"
      case .lacks: return "((num)\(code.enclosed) & (\(other))) == 0"
      case .matches: break
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
        return "(num)\(code.enclosed) \(expectation.relation.rawValue) (num)\(other.enclosed)"
      }
    case .text(let code):
      if expectation.relation == .matches, case .text(let pattern) = value {
        return "matches(\(code), \(CText.string(CText.pattern(pattern))))"
      }
      let other = try symbolizer.text(operand.root, operand)
      guard expectation.relation == .equal || expectation.relation == .notEqual else { break }
      return "strcmp(\(code), \(other)) \(expectation.relation.rawValue) 0"
    case .bytes(let start, let count):
      let other = try symbolizer.bytes(operand.root, operand)
      guard expectation.relation == .equal || expectation.relation == .notEqual else { break }
      let prefix = expectation.relation == .notEqual ? "!" : ""
      return "\(prefix)same_bytes(\(start), \(count), \(other.start), \(other.count))"
    case .names(let list):
      guard case .list(let values) = value, expectation.relation == .equal else { break }
      return "strcmp(\(list), \(CText.string(values.map { $0.description + "\n" }.joined()))) == 0"
    default: break
    }
    throw Inexpressible(what: "the expectation '\(expectation.text)' of a value of this kind")
  }

  /// Statements that say what a value was.
  private func reading(_ name: String, _ symbol: Symbol) -> String {
    switch symbol {
    case .number(let code, _): " got_number(\(CText.string(name)), \(code));"
    case .text(let code), .names(let code): " got_text(\(CText.string(name)), \(code));"
    case .bytes(let start, let count): " got_bytes(\(CText.string(name)), \(start), \(count));"
    case .structure, .array, .capabilities, .fields, .list, .unknown: ""
    }
  }

  // MARK: Conditions

  func expect(_ condition: Expression) {
    step()
    expressing(()) { () throws(Inexpressible) in
      guard let code = try self.symbolizer.condition(condition) else {
        return self.line("/* \(CText.comment(condition.text)): so it is on the machine that was planned for */")
      }
      var readings = ""
      for part in condition.root.readable {
        var expression = condition
        expression.root = part
        guard let symbol = try self.symbolizer.symbol(expression) else { continue }
        readings += self.reading(part.path ?? "it", symbol)
      }
      self.line("if (!\(code.bracketed)) {\(readings) fail(\(CText.string(condition.text))); }")
    }
  }
}

/// A scope without names.
struct NoScope: Scope {
  func lookup(_ name: String) -> Value? { nil }
}

extension String {
  fileprivate var bracketed: String { enclosed.hasPrefix("(") ? enclosed : "(\(self))" }
}

extension Errno {
  /// The name in errno.h.
  fileprivate var constant: String { "\(self)" }
}

extension Symbol {
  /// Whether the value is the number that the call returned, or one like it.
  fileprivate var isPlain: Bool {
    switch self {
    case .number, .structure, .bytes, .list, .names: true
    case .text, .array, .capabilities, .fields, .unknown: false
    }
  }

  /// This value in the form in which the other can be held against it.
  fileprivate func comparable(with value: Value) -> Symbol {
    switch (self, value) {
    case (.text(let code), .number): .number("parsed(\(code))")
    case (.bytes, .number), (.structure, .number), (.names, .number), (.list, .number): .number("result")
    case (.names(let code), .text): .text(code)
    default: self
    }
  }

  /// A structure whose call has just been made.
  fileprivate var withReturned: Symbol {
    guard case .structure(let structure, var place) = self else { return self }
    place.returned = "result"
    return .structure(structure, place)
  }
}
