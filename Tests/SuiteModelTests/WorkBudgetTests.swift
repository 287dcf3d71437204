import Documents
import Testing

@testable import SuiteModel

// No expression takes the stack, the memory or the time of the harness.

private let place = SourceLocation(file: "x.yaml", line: 1, column: 1)

/// Evaluates again and again, with the last value as `x`: what a loop does with `let`.
private func grow(_ text: String, from value: Value, times: Int) throws -> Value {
  let expression = try Expression(text, at: place)
  return try (0..<times).reduce(value) { value, _ in try expression.evaluate(in: DictionaryScope(["x": value])) }
}

@Test(arguments: [
  ("list(x)", 1 << 20, "lists in lists more than 16 deep"),
  ("list(x, x)", 64, "more than 65536 elements"),
  ("x + x", 64, "more than 65536 elements"),
])
func listsAreBounded(text: String, times: Int, problem: String) throws {
  let error = try #require(throws: EvaluationError.self) { try grow(text, from: .list([.number(1)]), times: times) }
  #expect(error.message == "the value is too large: \(problem)")
}

@Test func textIsBounded() throws {
  let error = try #require(throws: EvaluationError.self) { try grow("x + x", from: .text("a"), times: 64) }
  #expect(error.message == "the value is too large: more than 16 MiB")
  #expect(throws: EvaluationError.self) { try grow("str(list(x, x, x))", from: .text("a"), times: 32) }
}

@Test(arguments: [
  "match(text, \"(a|aa|aaa|aaaa)*b\")", "contains(many, half)",
  "list(text, text) == list(text, text) && list(text, text) == list(text, text) && list(text, text) == list(text, text) && list(text, text) == list(text, text)",
  "lines(many[0] + text)",
])
func evaluationEnds(text: String) throws {
  let scope = Budgeted(
    limit: 1 << 18,
    values: [
      "text": .text(String(repeating: "a", count: 100_000)), "half": .text(String(repeating: "00 ", count: 10_000)),
      "many": .list([Value](repeating: .bytes([1]), count: 10_000)),
    ])
  #expect(throws: EvaluationError.self) { try Expression(text, at: place).evaluate(in: scope) }
}

private struct Budgeted: Scope {
  let values: [String: Value]
  let budget: WorkBudget?

  init(limit: Int, values: [String: Value] = [:]) {
    self.values = values
    budget = WorkBudget(limit)
  }

  func lookup(_ name: String) -> Value? { values[name] }
}

/// The names of a field beside a comparison are found by evaluating the record once more, and so on inside.
@Test func comparisonsInIndicesEnd() throws {
  let text = (0..<40).reduce("x[0].m") { inner, _ in "x[\(inner) == 2].m" }
  let record = Value.record(Record([Record.Entry("m", .number(1))]))
  #expect(throws: EvaluationError.self) {
    try Expression(text, at: place).evaluate(in: Budgeted(limit: 1 << 18, values: ["x": .list([record])]))
  }
}

@Test func aCaseHasABudgetOfItsOwn() throws {
  let scope = Budgeted(limit: 1000)
  let expression = try Expression("len(bytes(400, 0)) == 400", at: place)
  #expect(try expression.holds(in: scope))
  #expect(try expression.holds(in: scope))
  let error = try #require(throws: EvaluationError.self) { try expression.holds(in: scope) }
  #expect(error.message == "too much to work out: more than 1000 parts and bytes")
}
