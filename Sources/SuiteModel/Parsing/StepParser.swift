import Documents
import VFIOInterface
import Yams

extension FileParser {
  func steps(_ node: Node) -> [Step] { list(node, "steps").compactMap(step) }

  func step(_ node: Node) -> Step? {
    defer { leave() }
    guard enter("steps", at: node), let mapping = mapping(node, "a step") else { return nil }
    guard let name = actionName(of: mapping), let word = ActionWord.all[name], let entry = mapping.takeEntry(name)
    else {
      return nil
    }
    let request = word == .ioctl ? structuredRequest(entry.value) : nil
    let action = action(word, entry.value, mapping)
    let step = Step(
      location: location(entry.key), action: action,
      modifiers: modifiers(of: word, mapping, structure: request))
    // Steps within the step are long: what is said of them stands before them.
    mapping.finish(last: ["step", "steps"])
    return step
  }

  /// The word that says what a step does; `steps` belongs to another word where there is one.
  private func actionName(of mapping: MappingReader) -> String? {
    let words = mapping.names.filter { ActionWord.all[$0] != nil }
    let candidates = words.filter { $0 != FlowAction.Word.steps.rawValue }
    if candidates.count > 1 {
      let names = candidates.map { "'\($0)'" }.joined(separator: " and ")
      report("the step has more than one action: \(names)", at: mapping.location, hint: "make two steps of it")
      return nil
    }
    if let word = candidates.first ?? words.first { return word }
    // The key that comes nearest to a word is the one that was meant.
    let hint = mapping.names.lazy.compactMap { name in suggestion(for: name, among: ActionWord.all.keys.sorted()) }
      .first
    let found = mapping.names.map { "'\($0)'" }.joined(separator: ", ")
    report(
      "the step has no action, found \(found.isEmpty ? "nothing" : found)", at: mapping.location,
      hint: hint ?? "expected a word such as ioctl, open or expect")
    return nil
  }

  /// Takes the modifiers in the order in which they stand: process, result, expectation, loops, reason.
  private func modifiers(of word: ActionWord, _ mapping: MappingReader, structure: Structure?) -> Modifiers {
    var modifiers = Modifiers()
    modifiers.process = mapping.take("process").map { identifier($0, "a process") }
    if !word.hasResult { refuseExpectations(of: word, mapping) }
    modifiers.binding = mapping.take("as").map { identifier($0, "'as'") }
    modifiers.fails = mapping.take("fails").map { failures($0, of: word) }
    if word.makesOneCall { modifiers.mayEndAnyhow = mapping.take("any").map(anyEnd) ?? false }
    modifiers.returns = mapping.take("returns").map { expectation($0, isBytes: word.givesBytes) }
    if word == .memory(.load) { modifiers.value = mapping.take("value").map { expectation($0) } }
    if word.mayHaveOutput {
      modifiers.out = mapping.take("out").map { outputs($0, of: structure) } ?? []
    }
    if word == .ioctl { modifiers.unchangedFrom = mapping.take("unchanged-from").map { expression($0) } }
    modifiers.within = mapping.take("within").map { expression($0) }
    modifiers.parameters = mapping.take("for").map(parameters) ?? []
    modifiers.repeatCount = mapping.take("repeat").map { expression($0) }
    modifiers.when = mapping.take("when").map { expression($0) }
    modifiers.because = mapping.take("because").map { template($0, "a reason") }
    checkIsLookedAt(modifiers)
    if modifiers.mayEndAnyhow { checkAnyEnd(modifiers, at: mapping.location) }
    return modifiers
  }

  private func anyEnd(_ node: Node) -> Bool {
    let isAny = boolean(node)
    if !isAny { report("'any: false' says nothing", at: location(node), hint: "leave it out") }
    return isAny
  }

  /// A step that may end anyhow tells nothing by itself, so it says why that is right.
  private func checkAnyEnd(_ modifiers: Modifiers, at location: SourceLocation) {
    if modifiers.because == nil {
      report(
        "a call that may end in any way tells nothing", at: location,
        hint: "add 'because', which says why none is wrong")
    }
    if modifiers.asksOfSuccess, modifiers.binding == nil {
      report(
        "what is expected of the call is not asked where it fails, and it may fail anyhow", at: location,
        hint: "bind it with 'as', and expect its 'outcome'")
    }
    guard modifiers.fails != nil else { return }
    report(
      "'any' and 'fails' stand together, and only one can be meant", at: location,
      hint: "keep one; the 'outcome' of what 'as' binds can be held against the ways in which the call may end")
  }

  /// An expectation of a step without a result would never be checked.
  private func refuseExpectations(of word: ActionWord, _ mapping: MappingReader) {
    for name in ["as", "fails", "returns"] {
      guard let entry = mapping.takeEntry(name) else { continue }
      report(
        "'\(name)' stands with a step that gives something, and this one gives nothing", at: location(entry.key),
        hint: "put it into the step that makes the call")
    }
  }

  /// If a call must fail, an expectation of its result would never be checked.
  private func checkIsLookedAt(_ modifiers: Modifiers) {
    guard let fails = modifiers.fails, !fails.values.contains(where: { $0.contains(.none) }) else { return }
    for (name, expectation) in [("returns", modifiers.returns), ("value", modifiers.value)] {
      guard let expectation else { continue }
      report(
        "'\(name)' is never looked at, since 'fails' lets the call only fail",
        at: expectation.otherwise.operand.location,
        hint: "keep one of them, or give 'fails' a 0 for success")
    }
  }
}
