import SuiteModel
import SystemCalls

/// A step that was begun and left under way.
struct StartedStep {
  var call: SystemCall
  var pending: PendingCall
  var process: ProcessID
  var step: Step
  /// Set as soon as it is known to have ended.
  var result: CallResult?
}

extension Interpreter {
  /// How long a call gets to show that it does not block.
  private static let settling = Duration.milliseconds(20)

  func performPendingAction(_ action: Action, _ modifiers: Modifiers) throws(StepError) -> StepResult {
    switch action {
    case .start(let name, let step): try start(step, as: name)
    case .finish(let name): try finish(name, modifiers)
    case .pending(let name): try expectPending(name)
    default: throw .harness("not an action on calls under way")
    }
  }

  /// The step is done up to its call, which is begun and not waited for.
  private func start(_ step: Step, as name: String) throws(StepError) -> StepResult {
    if let earlier = started[name], earlier.result == nil {
      throw .harness("\(step.location): \(name) is still under way")
    }
    let previous = process
    defer {
      process = previous
      mode = .complete
    }
    if let other = step.modifiers.process { process = try processID(other) }
    mode = .begin
    do {
      _ = try perform(step.action, step.modifiers)
    } catch .begun(let call, let pending) {
      started[name] = StartedStep(call: call, pending: pending, process: process, step: step)
      return .nothing
    }
    throw .harness("\(step.location): only a step that is a call can be started")
  }

  private func finish(_ name: String, _ modifiers: Modifiers) throws(StepError) -> StepResult {
    var call = try startedStep(name)
    let limit = try modifiers.within.map(duration) ?? callLimit
    let result: CallResult
    if let known = call.result {
      result = known
    } else {
      do {
        result = try self.await(call.pending, for: call.call, limit: limit)
      } catch .timedOut where modifiers.within != nil {
        throw .mismatch(
          Mismatch(expected: "\(name) ends within \(limit.wholeMilliseconds) ms", actual: "it is still under way"))
      }
    }
    call.result = result
    started[name] = call
    // The step is done again with the answer that came: what it means is then read as for any other step.
    let previous = process
    defer {
      process = previous
      mode = .complete
    }
    process = call.process
    mode = .replay(result)
    return try perform(call.step.action, call.step.modifiers)
  }

  private func expectPending(_ name: String) throws(StepError) -> StepResult {
    var call = try startedStep(name)
    if call.result == nil {
      do {
        call.result = try system.finish(call.pending, within: Self.settling)
      } catch {
        throw StepError(error)
      }
      started[name] = call
    }
    guard let result = call.result else { return .nothing }
    throw .mismatch(Mismatch(expected: "\(name) is still under way", actual: "it \(result.outcomeText)"))
  }

  private func startedStep(_ name: String) throws(StepError) -> StartedStep {
    guard let call = started[name] else { throw .harness("nothing was started as \(name)") }
    return call
  }
}
