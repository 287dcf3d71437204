import SuiteModel
import SystemCalls

/// A step's call that was begun.
struct BegunCall {
  var action: CallAction
  var step: StepCall
  var pending: PendingCall
  var process: ProcessID
}

extension Interpreter {
  /// Makes a step's call in the current process.
  func perform(_ action: CallAction, _ modifiers: Modifiers) throws(StepError) -> StepResult {
    let begun = try begin(action)
    let answer = try self.await(begun)
    let symbol = recorder?.record(action, begun.step, answer, modifiers)
    var result = try conclude(begun, answer, modifiers)
    result.symbol = symbol
    return result
  }

  /// Begins a step's call in the current process and leaves it under way.
  func begin(_ action: CallAction) throws(StepError) -> BegunCall {
    let step = try evaluated { scope throws(EvaluationError) in try action.encode(in: scope) }
    if let before = step.before { _ = try make(before) }
    let known = changes.undo.count
    try onSystem { () throws(SystemError) in try self.changes.prepare(for: step.call) }
    for change in changes.undo[known...] { recorder?.keep(change, for: action) }
    if case .map(let request) = step.call { environment.addresses.note(request) }
    return BegunCall(action: action, step: step, pending: try begin(step.call), process: process)
  }

  /// The result of a call that has ended. Only what the modifiers ask for is read and decoded.
  func conclude(
    _ begun: BegunCall, _ result: CallResult, _ modifiers: Modifiers
  ) throws(StepError) -> StepResult {
    var result = result
    changes.note(begun.step.call, result)
    try checkWrites(result, of: begun, modifiers)
    if let after = begun.step.after, modifiers.readArgument { result.bytes = try make(after).bytes }
    guard modifiers.readValue else { return StepResult(result, sent: begun.step.sent) }
    guard let value = begun.action.decode(result) else {
      throw .harness("the answer to \(begun.step.call.name) is too short")
    }
    return StepResult(result, value, sent: begun.step.sent)
  }

  /// Makes a call in the current process that no step asks for.
  func make(_ call: SystemCall) throws(StepError) -> CallResult {
    try self.await(try begin(call), for: call, limit: limit(of: call))
  }

  private func begin(_ call: SystemCall) throws(StepError) -> PendingCall {
    do {
      return try system.start(call, in: process)
    } catch {
      throw StepError(error)
    }
  }

  /// - Parameter limit: How long to wait; by default as long as such a call may take.
  func await(_ begun: BegunCall, limit: Duration? = nil) throws(StepError) -> CallResult {
    try self.await(begun.pending, for: begun.step.call, limit: limit ?? self.limit(of: begun.step.call))
  }

  /// Waits for a call in short pieces, so that a run can be stopped meanwhile.
  private func await(_ pending: PendingCall, for call: SystemCall, limit: Duration) throws(StepError) -> CallResult {
    let piece = Duration.milliseconds(50)
    var left = limit
    while true {
      try checkTime()
      do {
        if let result = try system.finish(pending, within: min(left, piece)) { return result }
      } catch {
        throw StepError(error)
      }
      left -= piece
      guard left > .zero else { throw .timedOut(call, limit: limit) }
    }
  }

  /// The longest time for a call: the case's timeout, and the time that the call itself waits.
  private func limit(of call: SystemCall) -> Duration {
    guard case .poll(_, let milliseconds) = call else { return callLimit }
    return callLimit + .milliseconds(max(0, milliseconds))
  }

  /// Lets time pass in the current process.
  func wait(_ time: Duration) throws(StepError) {
    _ = try make(.poll([], milliseconds: time.wholeMilliseconds))
  }

  func onSystem(_ body: () throws(SystemError) -> Void) throws(StepError) {
    do {
      try body()
    } catch {
      throw StepError(error)
    }
  }
}

extension Modifiers {
  /// Whether an ioctl's argument is looked at after the call.
  var readArgument: Bool { binding != nil || !out.isEmpty || unchangedFrom != nil }

  /// Whether a modifier asks for the call's result.
  fileprivate var readValue: Bool { binding != nil || asksOfSuccess }
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
