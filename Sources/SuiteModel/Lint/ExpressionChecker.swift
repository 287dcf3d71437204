import Documents
import VFIOInterface

/// Finds what in an expression cannot have a value, whatever machine it is evaluated for.
struct ExpressionChecker {
  let names: NameTable
  let facts: Set<String>
  /// What the names are facts of: `a device`; nil where steps bind them.
  var subject: String?

  func check(
    _ expression: Expression, as domain: Operand.Domain = .anything, report: (Diagnostic) -> Void
  ) {
    var isSound = !expression.isStandIn
    check(expression.root, of: expression, mayBeAmbiguous: false) {
      isSound = false
      report($0)
    }
    guard isSound else { return }
    checkConstants(in: expression.root, of: expression, report)
    if case .number = domain, let kind = kind(of: expression.root) {
      report(Diagnostic("expected a number, found \(kind)", at: expression.location))
    }
    guard let complaint = fixedValue(of: expression).flatMap(domain.complaint(about:)) else { return }
    report(Diagnostic(complaint, at: expression.location))
  }

  /// The value of an expression that depends on nothing.
  func fixedValue(of expression: Expression) -> Value? {
    guard !expression.isStandIn, isConstant(expression.root, of: expression) else { return nil }
    return try? expression.evaluate(in: DictionaryScope())
  }

  /// What a name is known to be that is no number.
  private func kind(of node: Expression.Node) -> String? {
    guard case .name(let name) = node.kind else { return nil }
    switch names[name] {
    case .device, .structure: return "a record"
    case .unknown where names.isConstant(name): return name == "page" ? nil : name == "kernel" ? "a version" : "text"
    case .unknown, nil: return nil
    }
  }

  // MARK: Constants

  /// Evaluates the largest parts that depend on nothing: one that has no value there has none anywhere.
  private func checkConstants(
    in node: Expression.Node, of expression: Expression, _ report: (Diagnostic) -> Void
  ) {
    guard isConstant(node, of: expression) else {
      for part in node.parts { checkConstants(in: part, of: expression, report) }
      return
    }
    let scope = DictionaryScope()
    do {
      _ = try Evaluator(expression: expression, scope: scope, budget: scope.nextBudget).value(
        of: node, names: expression.names)
    } catch {
      report(Diagnostic(error.message, at: error.location))
    }
  }

  /// Whether a part has the same value wherever the case runs. Where names mean what a field beside them says, it has
  /// not been found out here.
  private func isConstant(_ node: Expression.Node, of expression: Expression) -> Bool {
    switch node.kind {
    case .name(let name):
      guard names[name] == nil else { return false }
      if expression.names?[name] != nil { return true }
      return if case .value = NamedNumber.lookup(name) { true } else { false }
    case .member: return false
    default: return node.parts.allSatisfy { isConstant($0, of: expression) }
    }
  }

  // MARK: Names

  private func check(
    _ node: Expression.Node, of expression: Expression, mayBeAmbiguous: Bool, _ report: (Diagnostic) -> Void
  ) {
    switch node.kind {
    case .literal: break
    case .name(let name):
      if let diagnostic = diagnostic(name, node, of: expression, mayBeAmbiguous: mayBeAmbiguous) { report(diagnostic) }
    case .member(let base, let member):
      check(base, of: expression, mayBeAmbiguous: false, report)
      if let diagnostic = diagnostic(member, of: base, node, expression) { report(diagnostic) }
    case .unary(_, let operand):
      check(operand, of: expression, mayBeAmbiguous: mayBeAmbiguous, report)
    case .index(let base, let index):
      for part in [base, index] { check(part, of: expression, mayBeAmbiguous: false, report) }
    case .binary(let symbol, let left, let right):
      // Beside the field of a structure, that field's names are meant.
      let isComparison = symbol == .equal || symbol == .notEqual || symbol == .bitwiseAnd
      let besideField = isComparison && (left.isMember || right.isMember)
      let isCombination = symbol == .bitwiseOr && mayBeAmbiguous
      if symbol.comparesValues { checkOutcomes([left, right], of: expression, report) }
      if symbol.comparesValues, left.text == right.text, !isConstant(left, of: expression) {
        report(
          Diagnostic(
            "both sides of '\(symbol.rawValue)' are the same", at: expression.location(of: node),
            hint: "compare with what is expected"))
      }
      for part in [left, right] { check(part, of: expression, mayBeAmbiguous: besideField || isCombination, report) }
    case .conditional(let condition, let then, let otherwise):
      for part in [condition, then, otherwise] {
        check(part, of: expression, mayBeAmbiguous: mayBeAmbiguous, report)
      }
    case .call(let function, let arguments):
      let besideField = function == .has && arguments.first?.isMember == true
      for argument in arguments { check(argument, of: expression, mayBeAmbiguous: besideField, report) }
      checkPattern(function, arguments, of: expression, report)
      if function == .contains { checkOutcomes(arguments, of: expression, report) }
    }
  }

  /// Text beside the outcome of a call is one of the words that an outcome can be.
  private func checkOutcomes(
    _ nodes: [Expression.Node], of expression: Expression, _ report: (Diagnostic) -> Void
  ) {
    guard nodes.contains(where: \.isOutcome) else { return }
    let words = ["success"] + MemoryFault.allCases.map(\.rawValue)
    for node in nodes.flatMap(\.andElements) {
      guard case .literal(.text(let word)) = node.kind else { continue }
      guard !words.contains(word), Errno(name: word) == nil else { continue }
      report(
        Diagnostic(
          "a call never ends by '\(word)'", at: expression.location(of: node),
          hint: suggestion(for: word, among: words + Errno.names) ?? "it ends by \"success\", an error or a signal"))
    }
  }

  private func checkPattern(
    _ function: Expression.Function, _ arguments: [Expression.Node], of expression: Expression,
    _ report: (Diagnostic) -> Void
  ) {
    guard function == .match, arguments.count == 2, case .literal(.text(let pattern)) = arguments[1].kind else {
      return
    }
    do {
      _ = try RegularExpression(pattern)
    } catch {
      report(Diagnostic(error.message, at: expression.location(of: arguments[1])))
    }
  }

  private func diagnostic(
    _ name: String, _ node: Expression.Node, of expression: Expression, mayBeAmbiguous: Bool
  ) -> Diagnostic? {
    guard names[name] == nil, expression.names?[name] == nil else { return nil }
    let place = expression.location(of: node)
    switch NamedNumber.lookup(name) {
    case .value: return nil
    case .ambiguous where mayBeAmbiguous: return nil
    case .ambiguous(let constants):
      return Diagnostic(
        "'\(name)' is a different number here and there", at: place,
        hint: "write \(constants.joined(separator: " or "))")
    case nil: break
    }
    if let flags = expression.names, name.first?.isUppercase == true {
      let known = flags.flags.map(\.name)
      return Diagnostic(
        "unknown flag '\(name)'", at: place,
        hint: suggestion(for: name, among: known) ?? "expected one of: \(known.joined(separator: ", "))")
    }
    let known = names.names + (expression.names?.flags.map(\.name) ?? [])
    let message = subject.map { "'\(name)' is no fact of \($0)" } ?? "'\(name)' is not bound here"
    return Diagnostic(message, at: place, hint: suggestion(for: name, among: known) ?? hint(forUnbound: name))
  }

  /// What would be right in place of a name that nothing has.
  private func hint(forUnbound name: String) -> String {
    if let boolean = Bool(loosely: name) { return "write \(boolean)" }
    let known = Set(names.names).sorted()
    let more = known.count > Self.shownNames ? ", …" : ""
    let list = known.prefix(Self.shownNames).joined(separator: ", ") + more
    return subject == nil ? "names here are \(list); text is written '\"\(name)\"'" : "facts are \(list)"
  }

  private static let shownNames = 60

  private func diagnostic(
    _ member: String, of base: Expression.Node, _ node: Expression.Node, _ expression: Expression
  ) -> Diagnostic? {
    switch base.kind {
    case .name(let name):
      switch names[name] {
      case .device where !facts.contains(member):
        return Diagnostic(
          "unknown fact '\(member)' of a device", at: expression.location(of: node),
          hint: suggestion(for: member, among: facts))
      case .structure(let structure) where !structure.outputNames.contains(member):
        return Diagnostic(
          "unknown field '\(member)' of struct \(structure.name)", at: expression.location(of: node),
          hint: suggestion(for: member, among: structure.outputNames))
      case .unknown where name == "kernel" && names.isConstant(name) && KernelChange.named(member) == nil:
        return Diagnostic(
          "unknown change '\(member)' of the kernel", at: expression.location(of: node),
          hint: suggestion(for: member, among: KernelChange.all.map(\.name)))
      default: return nil
      }
    case .member(let inner, "caps"):
      guard case .name(let name) = inner.kind, case .structure(let structure)? = names[name],
        case .capabilities(_, let known) = structure.tail, !known.contains(where: { $0.name == member }),
        !member.hasPrefix("CAP_")
      else { return nil }
      return Diagnostic(
        "unknown capability '\(member)' of struct \(structure.name)", at: expression.location(of: node),
        hint: suggestion(for: member, among: known.map(\.name)))
    default: return nil
    }
  }
}

extension Expression.BinaryOperator {
  fileprivate var comparesValues: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    default: false
    }
  }
}

extension Expression.Node {
  /// Whether it is how a call ended that may end anyhow.
  fileprivate var isOutcome: Bool { if case .member(_, "outcome") = kind { true } else { false } }

  /// The part, and the elements of a list that it is.
  fileprivate var andElements: [Expression.Node] {
    if case .call(.list, let elements) = kind { [self] + elements } else { [self] }
  }

  fileprivate var isMember: Bool { if case .member = kind { true } else { false } }

  /// The parts that it is made of.
  var parts: [Expression.Node] {
    switch kind {
    case .literal, .name: []
    case .member(let base, _): [base]
    case .index(let base, let index): [base, index]
    case .unary(_, let operand): [operand]
    case .binary(_, let left, let right): [left, right]
    case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
    case .call(_, let arguments): arguments
    }
  }
}
