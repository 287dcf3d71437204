/// Finds the instances of a case that make no call and check nothing, as far as constants decide it: each step is
/// switched off by its `when`, or done for no value. Such an instance would pass whatever the kernel does.
final class VoidChecker {
  /// Combinations that are looked at. With more values, some are left to the run, which looks at each instance.
  private static let limit = 256

  private let known: [String: Fixture]
  /// Whether the steps of a fixture can act. One that uses itself is another mistake.
  private var fixtures: [String: Bool] = [:]

  init(_ fixtures: [String: Fixture]) { known = fixtures }

  func check(_ suiteCase: Case) -> [Diagnostic] {
    for values in combinations(suiteCase.parameters) {
      let scope = DictionaryScope(values)
      guard suiteCase.when.map({ $0.mayHold(in: scope) }) ?? true else { continue }
      guard !suiteCase.steps.contains(where: { mayAct($0, scope) }) else { continue }
      let names = suiteCase.parameters.filter { values[$0.name] != nil }.map(\.name)
      let instance = names.map { "\($0)=\(values[$0]?.description ?? "")" }.joined(separator: ",")
      return [
        Diagnostic(
          "the case '\(suiteCase.name)\(names.isEmpty ? "" : "[\(instance)]")' makes no call and checks nothing",
          at: suiteCase.location,
          hint: names.isEmpty ? nil : "leave these values out with the case's own 'when'")
      ]
    }
    return []
  }

  /// Each combination of the values that are constants; other parameters stay without a value.
  private func combinations(_ parameters: [Parameter]) -> [[String: Value]] {
    var all: [[String: Value]] = [[:]]
    for parameter in parameters {
      guard case .each(let expressions) = parameter.values, all.count * expressions.count <= Self.limit else {
        continue
      }
      let values = expressions.compactMap { try? $0.evaluate(in: DictionaryScope([:])) }
      guard values.count == expressions.count else { continue }
      all = all.flatMap { known in values.map { known.merging([parameter.name: $0]) { _, new in new } } }
    }
    return all
  }

  private func mayAct(_ step: Step, _ scope: DictionaryScope) -> Bool {
    let modifiers = step.modifiers
    let hides = modifiers.parameters.contains { scope.values[$0.name] != nil }
    let inner = hides ? DictionaryScope([:]) : scope
    if let condition = modifiers.when, !condition.mayHold(in: inner) { return false }
    if modifiers.parameters.contains(where: \.isEmpty) { return false }
    switch step.action {
    case .flow(.steps(let steps)): return steps.contains { mayAct($0, inner) }
    case .flow(.use(let use)): return mayAct(fixture: use.fixture)
    case .flow(.operate): return true
    default: return step.action.isDeed
    }
  }

  /// What a fixture is given is not followed: of its steps, only those are idle that are so for all.
  private func mayAct(fixture name: String) -> Bool {
    if let mayAct = fixtures[name] { return mayAct }
    fixtures[name] = true
    let mayAct = known[name]?.steps.contains { self.mayAct($0, DictionaryScope([:])) } ?? true
    fixtures[name] = mayAct
    return mayAct
  }
}

extension Expression {
  /// False where the condition does not hold whatever else is bound; a name without a value leaves it open.
  fileprivate func mayHold(in scope: DictionaryScope) -> Bool { (try? holds(in: scope)) ?? true }
}

extension Parameter {
  fileprivate var isEmpty: Bool { if case .each(let values) = values { values.isEmpty } else { false } }
}
