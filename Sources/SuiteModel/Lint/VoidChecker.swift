import Documents

/// Finds the instances of a case that would pass whatever the kernel does, as far as constants decide it: each step is
/// switched off, done for no value, makes what the process has for itself, or checks what is known beforehand.
final class VoidChecker {
  /// Combinations that are looked at. With more values, some are left to the run, which looks at each instance.
  private static let limit = 256

  private let library: SuiteLibrary
  /// Whether the steps of a fixture can act. One that uses itself is another mistake.
  private var fixtures: [String: Bool] = [:]

  init(_ library: SuiteLibrary) { self.library = library }

  func check(_ suiteCase: Case) -> [Diagnostic] {
    var isRun = false
    for values in combinations(suiteCase.parameters) {
      let scope = DictionaryScope(values)
      guard suiteCase.when.map({ $0.mayHold(in: scope) }) ?? true else { continue }
      isRun = true
      guard !mayAct(suiteCase.steps, scope) else { continue }
      let names = suiteCase.parameters.filter { values[$0.name] != nil }.map(\.name)
      let instance = names.map { "\($0)=\(values[$0]?.description ?? "")" }.joined(separator: ",")
      return [
        Diagnostic(
          "the case '\(suiteCase.name)\(names.isEmpty ? "" : "[\(instance)]")' makes no call that VFIO has a part in, "
            + "and checks nothing",
          at: suiteCase.location,
          hint: names.isEmpty ? nil : "leave these values out with the case's own 'when'")
      ]
    }
    guard let when = suiteCase.when, !isRun else { return [] }
    return [
      Diagnostic(
        "the case '\(suiteCase.name)' is never run: its 'when' holds for none of the values", at: when.location)
    ]
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

  private func mayAct(_ steps: [Step], _ scope: DictionaryScope) -> Bool {
    var scope = scope
    return steps.contains { step in mayAct(step, &scope) }
  }

  /// - Parameter scope: What names are known to be; the step may bind more, or take some back.
  private func mayAct(_ step: Step, _ scope: inout DictionaryScope) -> Bool {
    let modifiers = step.modifiers
    var inner = scope
    for parameter in modifiers.parameters { inner.values[parameter.name] = nil }
    guard !modifiers.parameters.contains(where: { $0.isEmpty(in: scope) }) else { return false }
    if let count = modifiers.repeatCount {
      if (try? count.number(in: inner)) == 0 { return false }
      inner.values["n"] = nil
    }
    if let condition = modifiers.when, !condition.mayHold(in: inner) { return false }
    defer { note(step, inner, &scope) }
    switch step.action {
    case .flow(.steps(let steps)): return mayAct(steps, inner)
    case .flow(.spawn(let spawn)): return mayAct(spawn.steps, inner)
    case .flow(.use(let use)): return mayAct(fixture: use.fixture)
    case .flow(.operate(let operate)): return mayAct(operation: operate.operation)
    case .flow(.expect(let conditions)): return conditions.contains { (try? $0.holds(in: inner)) == nil }
    case .flow(.let), .call(.process(.sleep)): return false
    // How a call ends that may end anyhow is for the steps behind it to look at; so is what no file answers.
    case .call(let call):
      guard !modifiers.mayEndAnyhow, !(modifiers.expectsNoFile && call.isOfNoFile(in: inner)) else { return false }
      return modifiers.isExpecting || !call.isOwn
    case .event, .flow: return true
    }
  }

  /// Keeps what names are known to be behind the step.
  private func note(_ step: Step, _ inner: DictionaryScope, _ scope: inout DictionaryScope) {
    if let name = step.modifiers.binding { scope.values[name] = nil }
    switch step.action {
    case .flow(.let(let bindings)):
      let isSure = step.modifiers.when == nil
      for binding in bindings { scope.values[binding.name] = isSure ? try? binding.value.evaluate(in: inner) : nil }
    case .flow(.use), .flow(.operate), .flow(.steps), .flow(.spawn): scope.values = [:]
    case .call, .event, .flow: break
    }
  }

  /// What a fixture is given is not followed: of its steps, only those are idle that are so for all.
  private func mayAct(fixture name: String) -> Bool {
    if let mayAct = fixtures[name] { return mayAct }
    fixtures[name] = true
    let mayAct = library.fixtures[name].map { self.mayAct($0.steps, DictionaryScope([:])) } ?? true
    fixtures[name] = mayAct
    return mayAct
  }

  /// Whether any recipe that has the operation does something for it. One that none has is another mistake.
  private func mayAct(operation name: String) -> Bool {
    let operations =
      library.recipes.compactMap { $0.operation(name) } + library.parents.compactMap { $0.operation(name) }
    return operations.isEmpty || operations.contains { mayAct($0.steps, DictionaryScope([:])) }
  }
}

extension Expression {
  /// False where the condition does not hold whatever else is bound; a name without a value leaves it open.
  fileprivate func mayHold(in scope: DictionaryScope) -> Bool { (try? holds(in: scope)) ?? true }
}

extension Parameter {
  fileprivate func isEmpty(in scope: DictionaryScope) -> Bool {
    switch values {
    case .each(let values): values.isEmpty
    case .list(let list): (try? list.evaluate(in: scope)) == .list([])
    }
  }
}

extension Modifiers {
  /// Whether the call must fail as it does on a descriptor that is not open.
  fileprivate var expectsNoFile: Bool {
    fails?.values.allSatisfy { $0.allSatisfy { $0 == .error(.EBADF) } } == true
  }

  /// Whether what comes back is held against anything.
  fileprivate var isExpecting: Bool { fails != nil || asksOfSuccess }
}

extension CallAction {
  /// Whether the call is given a number of the suite's own for a descriptor: whatever it answers, VFIO has no part in it.
  fileprivate func isOfNoFile(in scope: DictionaryScope) -> Bool {
    switch self {
    case .descriptor where isOwn: false
    case .descriptor, .ioctl: (try? action.outline.operands.first?.expression.evaluate(in: scope)) != nil
    case .file, .memory, .process: false
    }
  }

  private var action: Action { .call(self) }

  /// Whether the call makes or limits what the process has for itself: the kernel's VFIO has no part in it.
  fileprivate var isOwn: Bool {
    switch self {
    case .descriptor(.eventfd), .descriptor(.memfd), .descriptor(.socketpair), .descriptor(.uevents): true
    case .memory(.mmap(let map)): map.descriptor == nil
    case .process(.setrlimit), .process(.sleep): true
    case .file, .descriptor, .ioctl, .memory, .process: false
    }
  }
}
