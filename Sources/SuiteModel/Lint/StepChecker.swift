import Documents
import VFIOInterface

/// Walks the steps of one case as they would be done, with its fixtures and operations, and reports what cannot be.
final class StepChecker {
  /// Steps of one case, those of fixtures counted each time they are used.
  private static let maximumSteps = 100_000

  private let library: SuiteLibrary
  private let graph: UseGraph
  private let facts: Set<String>
  private let roles: Set<String>
  /// Whether the case has a system of the run's own.
  private let isDisposable: Bool
  private let visits: FixtureVisits
  private var names = NameTable()
  private(set) var steps = 0
  /// Each once: a mistake in a fixture is found wherever it is used.
  private(set) var diagnostics: Set<Diagnostic> = []

  init(
    _ library: SuiteLibrary, _ graph: UseGraph, facts: Set<String>, roles: Set<String>, isDisposable: Bool = false,
    visits: FixtureVisits = FixtureVisits()
  ) {
    self.library = library
    self.graph = graph
    self.facts = facts
    self.roles = roles
    self.isDisposable = isDisposable
    self.visits = visits
    for role in roles { names.bound[role] = .device }
  }

  func check(_ steps: [Step]) {
    for step in steps { check(step) }
  }

  /// Steps in which further names are bound.
  func check(_ steps: [Step], with local: [String: Shape]) {
    within(local) { check(steps) }
  }

  func check(_ parameters: [Parameter], then body: () -> Void) {
    for parameter in parameters {
      switch parameter.values {
      case .each(let values): values.forEach(check)
      case .list(let list):
        check(list)
        checkIsList(list, of: parameter)
      }
    }
    within(Dictionary(parameters.map { ($0.name, Shape.unknown) }) { first, _ in first }, body)
  }

  private func checkIsList(_ list: Expression, of parameter: Parameter) {
    guard let value = fixedValue(of: list), value.elements == nil else { return }
    report(
      "expected a list of values for '\(parameter.name)', found \(value.kind)", at: list.location,
      hint: "write [\(list.text)]")
  }

  private func within(_ local: [String: Shape], _ body: () -> Void) {
    let outer = names.local
    names.local.merge(local) { _, inner in inner }
    body()
    names.local = outer
  }

  private func report(_ message: String, at location: SourceLocation, hint: String? = nil) {
    diagnostics.insert(Diagnostic(message, at: location, hint: hint))
  }

  private func check(_ step: Step) {
    guard steps <= Self.maximumSteps else { return }
    steps += 1
    guard steps <= Self.maximumSteps else {
      return report("the case has more than \(Self.maximumSteps) steps", at: step.location)
    }
    let modifiers = step.modifiers
    if let process = modifiers.process { check(process: process, at: step.location) }
    check(modifiers.parameters) {
      modifiers.repeatCount.map { check($0, as: .number(.repetitions)) }
      if let count = modifiers.repeatCount, fixedValue(of: count)?.number == 0 { reportNever(step, count) }
      within(modifiers.repeatCount == nil ? [:] : ["n": .unknown]) {
        check(modifiers, of: step)
      }
    }
    if let name = modifiers.binding {
      names.bound[name] = modifiers.mayEndAnyhow ? .unknown : shape(of: step.action)
    }
  }

  private func check(_ modifiers: Modifiers, of step: Step) {
    modifiers.when.map { check($0, as: .condition) }
    if let when = modifiers.when, fixedValue(of: when)?.truth == false { reportNever(step, when) }
    modifiers.within.map { check($0, as: .number(.milliseconds)) }
    if !isDisposable, step.action.changesModules {
      report(
        "a case that loads or unloads modules needs a system of its own", at: step.location,
        hint: "add 'disposable: true' to its needs")
    }
    check(step.action, at: step.location)
    modifiers.fails?.branches.forEach { check($0.condition, as: .condition) }
    modifiers.returns.map(check)
    modifiers.value.map(check)
    modifiers.unchangedFrom.map { check(unchangedFrom: $0, of: step.action) }
    modifiers.because.map(check)
    for field in modifiers.out { check(field.expectation) }
  }

  /// Behind the buffer there is nothing to compare. What depends on names is held against the buffer when the step is done.
  private func check(unchangedFrom start: Expression, of action: Action) {
    check(start, as: .number(.copied))
    guard case .call(.ioctl(let ioctl)) = action, let size = ioctl.bufferSize,
      let offset = try? start.number(in: DictionaryScope()), offset >= Int128(size)
    else { return }
    report(
      "nothing is compared from byte \(offset) on: the buffer has \(size) bytes", at: start.location,
      hint: size == 0 ? "'in' gives the structure" : "'room: n' makes it longer")
  }

  private func shape(of action: Action) -> Shape {
    guard case .call(.ioctl(let ioctl)) = action, let structure = ioctl.structure else { return .unknown }
    return .structure(structure)
  }

  // MARK: Expressions

  private func check(_ expression: Expression) { check(expression, as: .anything) }

  func check(_ expression: Expression, as domain: Operand.Domain) {
    ExpressionChecker(names: names, facts: facts).check(expression, as: domain) { diagnostics.insert($0) }
  }

  /// What an expression is wherever the case runs; nil where that depends on something.
  private func fixedValue(of expression: Expression) -> Value? {
    ExpressionChecker(names: names, facts: facts).fixedValue(of: expression)
  }

  private func reportNever(_ step: Step, _ expression: Expression) {
    report("the step '\(step.action.text)' is never done", at: expression.location, hint: "remove it")
  }

  private func check(_ template: Template) {
    for case .expression(let expression) in template.parts { check(expression) }
  }

  private func check(_ expectation: Conditional<Expectation>) {
    for branch in expectation.branches {
      check(branch.condition, as: .condition)
      check(branch.value)
    }
    check(expectation.otherwise)
  }

  private func check(_ expectation: Expectation) {
    check(expectation.operand)
    guard expectation.relation == .matches, case .literal(.text(let pattern)) = expectation.operand.root.kind else {
      return
    }
    do {
      _ = try RegularExpression(pattern)
    } catch {
      report(error.message, at: expectation.operand.location)
    }
  }

  // MARK: Actions

  private func check(_ action: Action, at location: SourceLocation) {
    let outline = action.outline
    for operand in outline.operands { check(operand.expression, as: operand.domain) }
    outline.templates.forEach(check)
    switch action {
    case .call(.ioctl(let ioctl)): ioctl.fields?.forEach { check($0.content) }
    case .call, .event: break
    case .flow(let flow): check(flow, at: location)
    }
  }

  private func check(_ flow: FlowAction, at location: SourceLocation) {
    switch flow {
    case .let(let bindings):
      for binding in bindings {
        check(binding.value)
        names.bound[binding.name] = .unknown
      }
    case .steps(let steps): check(steps)
    case .spawn(let spawn):
      if let parent = spawn.parent { check(process: parent, at: location) }
      names.processes.insert(spawn.name)
      check(spawn.steps)
    case .kill(let process): check(process: process, at: location)
    case .use(let use): check(use, at: location)
    case .operate(let operate): check(operate, at: location)
    case .start(let start):
      if let process = start.process { check(process: process, at: start.location) }
      check(.call(start.call), at: start.location)
      names.pending.insert(start.name)
    case .finish(let name), .pending(let name):
      guard !names.pending.contains(name) else { break }
      report("no call '\(name)' was started", at: location, hint: suggestion(for: name, among: names.pending))
    case .expect(let conditions): conditions.forEach(checkIsOpen)
    case .monitor: break
    }
  }

  /// A condition that depends on nothing tells nothing.
  private func checkIsOpen(_ condition: Expression) {
    guard let holds = fixedValue(of: condition)?.truth else { return }
    report(
      "the condition depends on nothing: it \(holds ? "always" : "never") holds", at: condition.location,
      hint: "name what a call gave with 'as', and ask for that")
  }

  private func check(_ content: FieldValue.Content) {
    switch content {
    case .expression(let expression): check(expression)
    case .list(let elements): elements.forEach(check)
    case .structure(_, let fields): fields.forEach { check($0.content) }
    }
  }

  private func check(process: String, at location: SourceLocation) {
    guard !names.processes.contains(process) else { return }
    report(
      "the process '\(process)' was not spawned", at: location,
      hint: suggestion(for: process, among: names.processes))
  }

  // MARK: Fixtures and operations

  private func check(_ use: UseFixture, at location: SourceLocation) {
    for argument in use.arguments { check(argument.value) }
    guard let fixture = library.fixtures[use.fixture] else {
      report(
        "unknown fixture '\(use.fixture)'", at: location,
        hint: suggestion(for: use.fixture, among: library.fixtures.keys))
      return
    }
    check(use.arguments, against: fixture.parameters, of: "the fixture '\(fixture.name)'")
    // What is wrong with the others is said where they stand.
    guard graph.isSound(.fixture(fixture.name)) else { return }
    let given = Set(use.arguments.map(\.name))
    let key = FixtureVisits.Key(
      fixture: fixture.name, arguments: given, names: names, roles: roles, isDisposable: isDisposable)
    let visit = visits[key] ?? walk(fixture, given: given)
    visits[key] = visit
    steps += visit.steps
    diagnostics.formUnion(visit.diagnostics)
    names = visit.names
  }

  /// Walks a fixture's steps by themselves, where the names are those of this place.
  private func walk(_ fixture: Fixture, given: Set<String>) -> FixtureVisits.Visit {
    let inner = StepChecker(
      library, graph, facts: facts, roles: roles, isDisposable: isDisposable, visits: visits)
    inner.names = names
    inner.steps = steps
    for parameter in fixture.parameters where !given.contains(parameter.name) { inner.check(parameter.value) }
    inner.check(fixture.steps, with: Dictionary(fixture.parameters.map { ($0.name, .unknown) }) { first, _ in first })
    return FixtureVisits.Visit(names: inner.names, steps: inner.steps - steps, diagnostics: inner.diagnostics)
  }

  private func check(_ arguments: [Binding], against parameters: [Binding], of what: String) {
    let known = parameters.map(\.name)
    for argument in arguments where !known.contains(argument.name) {
      report(
        "\(what) has no parameter '\(argument.name)'", at: argument.location,
        hint: suggestion(for: argument.name, among: known)
          ?? (known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"))
    }
  }

  private func check(_ operate: OperateDevice, at location: SourceLocation) {
    for argument in operate.arguments { check(argument.value) }
    if !roles.contains(operate.role) {
      report("no role '\(operate.role)' is needed", at: location, hint: suggestion(for: operate.role, among: roles))
    }
    let recipes = operate.role == Role.mediatedType ? [] : library.recipes
    let operations =
      recipes.compactMap { $0.operation(operate.operation) }
      + library.parents.compactMap { $0.operation(operate.operation) }
    guard !operations.isEmpty else {
      let known = (recipes.flatMap(\.operations) + library.parents.flatMap(\.operations)).map(\.name)
      report(
        "no device recipe has an operation '\(operate.operation)'", at: location,
        hint: suggestion(for: operate.operation, among: known))
      return
    }
    check(operate.arguments, against: operations.flatMap(\.parameters), of: "the operation '\(operate.operation)'")
  }
}

extension Action {
  /// Whether it loads or unloads a module, which others may miss.
  fileprivate var changesModules: Bool {
    switch self {
    case .call(.process(.insmod)), .call(.process(.rmmod)): true
    case .call, .event, .flow: false
    }
  }
}
