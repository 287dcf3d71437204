import Documents
import Journal
import SuiteModel
import SystemCalls

/// Does the steps of one case on a system: it runs loops and processes, keeps calls that are under way, and compares what
/// comes back with what is expected. The folder `Steps` knows what a call is.
final class Interpreter {
  /// How many steps one case may do, each round of a loop counted.
  static let stepLimit = 2_000_000
  /// How deep fixtures and groups of steps may lie inside one another.
  static let depthLimit = 32

  let system: TracingSystem
  let inventory: Inventory
  let library: RunnableLibrary
  let instance: Instance
  let environment: Environment
  let cancellation: Cancellation
  /// When the case has to be over.
  private let limit: TimeLimit?
  /// What has to be put back when the case is over.
  let changes: ChangeLog
  /// Records the case as a program, where one is wanted.
  var recorder: ProgramRecorder?

  var processes = Processes()
  var process = Processes.main
  var started: [String: StartedCall] = [:]
  /// Offsets of devices' regions that recipes asked for.
  var regionOffsets: [RegionKey: Int128] = [:]
  /// Why a name whose value takes a call has none.
  var demandFailure: Mismatch?
  /// The step under way, innermost last, and the fixtures around it.
  private var nesting: [(action: Action, location: SourceLocation, because: Template?)] = []
  private var stepCount = 0
  /// Steps that made a call or held something against an expectation.
  private(set) var deeds = 0

  init(
    _ instance: Instance, on system: TracingSystem, inventory: Inventory, library: RunnableLibrary, changes: ChangeLog,
    cancellation: Cancellation, limit: TimeLimit? = nil
  ) {
    self.instance = instance
    self.system = system
    self.inventory = inventory
    self.library = library
    self.changes = changes
    self.cancellation = cancellation
    self.limit = limit
    environment = Environment(globals: GlobalScope(inventory), bindings: instance.bindings)
  }

  /// The longest time for one call.
  var callLimit: Duration { .milliseconds(instance.definition.timeout) }

  /// Nothing is begun, or waited for, once the run was stopped or the time is over.
  func checkTime() throws(StepError) {
    guard !cancellation.isCancelled else { throw .interrupted }
    if let limit, limit.isOver { throw .overdue(limit) }
  }

  // MARK: Steps

  /// Ends the case's program, if one is recorded: no step comes any more.
  func finish() {
    recorder?.finish()
    recorder = nil
  }

  func run(_ steps: [Step]) throws(StepError) {
    for step in steps { try run(step) }
  }

  /// Does a step with all that its modifiers say.
  func run(_ step: Step) throws(StepError) {
    try inside(step) { () throws(StepError) in
      let modifiers = step.modifiers
      let previous = process
      defer { process = previous }
      if let name = modifiers.process { process = try processID(name) }
      try forEachCombination(of: modifiers.parameters[...]) { () throws(StepError) in
        guard let count = modifiers.repeatCount else { return try self.once(step) }
        let rounds = (0..<(try self.count(count, .repetitions))).map { (Value.number(Int128($0)), nil as String?) }
        try self.forEach(rounds, as: "n") { () throws(StepError) in try self.once(step) }
      }
    }
  }

  private func once(_ step: Step) throws(StepError) {
    try checkTime()
    if let condition = step.modifiers.when, try !holds(condition) { return }
    stepCount += 1
    guard stepCount <= Self.stepLimit else { throw .harness("the case does more than \(Self.stepLimit) steps") }
    guard let limit = step.modifiers.within, !step.action.waitsItself else { return try attempt(step) }
    recorder?.beginAttempt(limit)
    try retry(for: try duration(limit)) { () throws(StepError) in try self.attempt(step) }
    recorder?.endAttempt()
  }

  private func attempt(_ step: Step) throws(StepError) {
    if step.action.isDeed { deeds += 1 }
    guard let result = try perform(step.action, step.modifiers) else { return }
    try check(result, step.modifiers)
    guard let name = step.modifiers.binding else { return }
    let value = step.modifiers.mayEndAnyhow ? result.valueWithOutcome : result.value
    if let problem = environment.budget?.spend(value.work) { throw .harness("\(step.location): \(problem)") }
    environment.bind(name, to: value, symbol: result.symbol)
  }

  /// Does what a step says; nil if the step has no result.
  private func perform(_ action: Action, _ modifiers: Modifiers) throws(StepError) -> StepResult? {
    switch action {
    case .call(let call): try perform(call, modifiers)
    case .event(let event): try perform(event, modifiers)
    case .flow(let flow): try perform(flow, modifiers)
    }
  }

  /// Tries again until the step's expectations hold or the time is over. Failed attempts are removed from the trace: they
  /// are the same calls again.
  private func retry(for limit: Duration, _ body: () throws(StepError) -> Void) throws(StepError) {
    var waited = Duration.zero
    var pause = Duration.milliseconds(1)
    let (depth, frames, caller) = (nesting.count, environment.depth, process)
    while true {
      let mark = system.mark
      do {
        return try body()
      } catch .mismatch(let mismatch) {
        guard waited < limit, !mismatch.isFinal else { throw .mismatch(mismatch) }
        nesting.removeSubrange(depth...)
        environment.pop(to: frames)
        process = caller
        recorder?.repeatAttempt()
        pause = min(pause * 2, .milliseconds(50), limit - waited)
        system.rewind(to: mark)
        try wait(pause)
        system.rewind(to: mark)
        waited += pause
      }
    }
  }

  /// Binds each combination of values in turn.
  private func forEachCombination(
    of parameters: ArraySlice<Parameter>, _ body: () throws(StepError) -> Void
  ) throws(StepError) {
    guard let parameter = parameters.first else { return try body() }
    try forEach(try values(of: parameter), as: parameter.name) { () throws(StepError) in
      try self.forEachCombination(of: parameters.dropFirst(), body)
    }
  }

  /// Binds each value in turn, which may be written in a way of its own.
  private func forEach(
    _ values: [(Value, String?)], as name: String, _ body: () throws(StepError) -> Void
  ) throws(StepError) {
    recorder?.beginLoop()
    for (value, text) in values {
      let symbol = recorder?.beginRound(name, value)
      environment.push(
        .init([(name, value)], label: text.map { .text($0) } ?? .value, symbols: symbol.map { [name: $0] } ?? [:]))
      try body()
      environment.pop()
      recorder?.endRound()
    }
    recorder?.endLoop()
  }

  private func values(of parameter: Parameter) throws(StepError) -> [(Value, String?)] {
    switch parameter.values {
    case .each(let expressions):
      var values: [(Value, String?)] = []
      for expression in expressions { values.append((try value(expression), expression.text)) }
      return values
    case .list(let expression):
      guard case .list(let values) = try value(expression) else {
        throw .harness("\(expression.location): the values of \(parameter.name) must be a list")
      }
      return values.map { ($0, $0.text) }
    }
  }

  /// Keeps where the case is. A failure leaves the place as it was, for the report.
  private func inside(_ step: Step, _ body: () throws(StepError) -> Void) throws(StepError) {
    try checkTime()
    guard nesting.count < Self.depthLimit else {
      throw .harness("steps lie more than \(Self.depthLimit) deep in steps")
    }
    nesting.append((step.action, step.location, step.modifiers.because))
    try body()
    nesting.removeLast()
  }

  /// Where the case stopped, for its report: the innermost step, with the fixture that it stands in.
  var currentLocation: StepLocation? {
    guard let innermost = nesting.last else { return nil }
    var place = StepLocation(innermost.action, at: innermost.location)
    place.bindings = environment.labels
    if let outer = nesting.dropLast().last(where: { $0.location.file != place.file })?.location {
      place.usedAt = "\(outer.file):\(outer.line)"
    }
    return place
  }

  /// Why the step expects what it does: its own `because`, or that of the steps around it.
  var currentReason: String? {
    guard let template = nesting.reversed().lazy.compactMap(\.because).first else { return nil }
    return (try? text(template)) ?? template.text
  }

  func processID(_ name: String) throws(StepError) -> ProcessID {
    guard let id = processes[name] else { throw .harness("there is no process \(name)") }
    return id
  }
}

extension Action {
  /// Whether `within` is the action's own time rather than a reason to try again.
  fileprivate var waitsItself: Bool {
    switch self {
    case .event(.await), .flow(.finish): true
    case .call, .event, .flow: false
    }
  }
}
