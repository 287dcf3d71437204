import SuiteModel
import SystemCalls
import VFIOInterface

/// Does the steps of one case on a system. What each family of steps does stands in a file of its own.
final class Interpreter {
  /// Steps that one case may do, loops counted out.
  static let stepLimit = 2_000_000
  /// Fixtures and groups of steps inside one another.
  static let depthLimit = 32

  let system: TracingSystem
  let inventory: Inventory
  let library: Library
  let instance: Instance
  let environment: Environment
  let cancellation: Cancellation
  /// What has to be put back when the case is over.
  let changes: ChangeLog

  var processes = Processes()
  var process = Processes.main
  var addresses = AddressAllocator()
  var started: [String: StartedStep] = [:]
  var mode = CallMode.complete
  /// Offsets of devices' regions that recipes asked for.
  var regionOffsets: [RegionKey: Int128] = [:]
  /// Why a name that costs a call has no value.
  var demandFailure: Mismatch?
  /// The step under way, innermost last, and the fixtures around it.
  private var nesting: [(location: StepLocation, because: Template?)] = []
  private var stepCount = 0

  init(
    _ instance: Instance, on system: TracingSystem, inventory: Inventory, library: Library, changes: ChangeLog,
    cancellation: Cancellation
  ) {
    self.instance = instance
    self.system = system
    self.inventory = inventory
    self.library = library
    self.changes = changes
    self.cancellation = cancellation
    environment = Environment(globals: GlobalScope(inventory), bindings: instance.bindings)
  }

  /// The longest time for one call.
  var callLimit: Duration { .milliseconds(instance.definition.timeout) }

  // MARK: Steps

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
        for index in 0..<(try self.count(count)) {
          self.environment.push(.init(["n": .number(Int128(index))], label: "n=\(index)"))
          try self.once(step)
          self.environment.pop()
        }
      }
    }
  }

  private func once(_ step: Step) throws(StepError) {
    guard !cancellation.isCancelled else { throw .interrupted }
    if let condition = step.modifiers.when, try !holds(condition) { return }
    stepCount += 1
    guard stepCount <= Self.stepLimit else { throw .harness("the case does more than \(Self.stepLimit) steps") }
    guard let limit = step.modifiers.within, !step.action.waitsItself else { return try attempt(step) }
    try retry(for: try duration(limit)) { () throws(StepError) in try self.attempt(step) }
  }

  private func attempt(_ step: Step) throws(StepError) {
    let result = try perform(step.action, step.modifiers)
    if !step.action.isGroup { try check(result, step.modifiers) }
    if let name = step.modifiers.binding { environment.bind(name, to: result.value) }
  }

  /// Tries again until it holds or the time is over. Attempts that failed leave the trace: they are the same calls, as
  /// often as it took.
  private func retry(for limit: Duration, _ body: () throws(StepError) -> Void) throws(StepError) {
    var waited = Duration.zero
    var pause = Duration.milliseconds(1)
    let (depth, frames, caller) = (nesting.count, environment.depth, process)
    while true {
      let mark = system.mark
      do {
        return try body()
      } catch .mismatch(let mismatch) {
        guard waited < limit else { throw .mismatch(mismatch) }
        nesting.removeSubrange(depth...)
        environment.pop(to: frames)
        process = caller
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
    for (value, text) in try values(of: parameter) {
      environment.push(.init([parameter.name: value], label: "\(parameter.name)=\(text)"))
      try forEachCombination(of: parameters.dropFirst(), body)
      environment.pop()
    }
  }

  private func values(of parameter: Parameter) throws(StepError) -> [(Value, String)] {
    switch parameter.values {
    case .each(let expressions):
      var values: [(Value, String)] = []
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
    guard !cancellation.isCancelled else { throw .interrupted }
    guard nesting.count < Self.depthLimit else {
      throw .harness("steps lie more than \(Self.depthLimit) deep in steps")
    }
    nesting.append((StepLocation(step), step.modifiers.because))
    try body()
    nesting.removeLast()
  }

  /// Where the case stopped, for its report: the innermost step, with the fixture that it stands in.
  var currentLocation: StepLocation? {
    guard var place = nesting.last?.location else { return nil }
    place.bindings = environment.labels
    if let outer = nesting.dropLast().last(where: { $0.location.file != place.file })?.location {
      place.text += ", used at \(outer.file):\(outer.line)"
    }
    return place
  }

  /// Why the step expects what it does: its own word, or that of the steps around.
  var currentReason: String? {
    guard let template = nesting.reversed().lazy.compactMap(\.because).first else { return nil }
    return (try? text(template)) ?? template.text
  }

  // MARK: Calls

  /// How a step's call is made.
  enum CallMode {
    case complete
    /// It is begun and left under way, and the step with it.
    case begin
    /// It was made before; this is its result.
    case replay(CallResult)
  }

  /// Makes a call in the current process.
  func call(_ call: SystemCall, extra: Duration = .zero) throws(StepError) -> CallResult {
    switch mode {
    case .complete: return try complete(call, limit: callLimit + extra)
    case .begin: throw .begun(call, try begin(call))
    case .replay(let result): return result
    }
  }

  /// Makes a call, even where the step's own call is only to be begun.
  func complete(_ call: SystemCall, limit: Duration) throws(StepError) -> CallResult {
    try self.await(try begin(call), for: call, limit: limit)
  }

  private func begin(_ call: SystemCall) throws(StepError) -> PendingCall {
    do {
      return try system.start(call, in: process)
    } catch {
      throw StepError(error)
    }
  }

  /// Waits for a call in short pieces, so that a run can be stopped meanwhile.
  func await(_ pending: PendingCall, for call: SystemCall, limit: Duration) throws(StepError) -> CallResult {
    let piece = Duration.milliseconds(250)
    var left = limit
    while true {
      guard !cancellation.isCancelled else { throw .interrupted }
      do {
        if let result = try system.finish(pending, within: min(left, piece)) { return result }
      } catch {
        throw StepError(error)
      }
      left -= piece
      guard left > .zero else { throw .timedOut(call, limit: limit) }
    }
  }

  /// Lets time pass in the current process.
  func wait(_ time: Duration) throws(StepError) {
    _ = try call(.poll([], milliseconds: time.wholeMilliseconds), extra: time)
  }

  func processID(_ name: String) throws(StepError) -> ProcessID {
    guard let id = processes[name] else { throw .harness("there is no process \(name)") }
    return id
  }
}

extension Duration {
  /// At least 0, and no more than a call takes.
  var wholeMilliseconds: Int32 {
    let (seconds, attoseconds) = components
    let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
    guard seconds >= 0, !milliseconds.overflow else { return 0 }
    return Int32(clamping: milliseconds.partialValue + attoseconds / 1_000_000_000_000_000)
  }
}
