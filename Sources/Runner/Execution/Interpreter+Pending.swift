import SuiteModel
import SystemCalls

/// A call that was started and left under way.
struct StartedCall {
  var begun: BegunCall
  /// Set as soon as it is known to have ended.
  var result: CallResult?
}

extension Interpreter {
  /// How long a call gets to show that it does not block.
  private static let settling = Duration.milliseconds(20)

  /// Begins a call, which is not waited for.
  func start(_ start: StartCall) throws(StepError) {
    if let earlier = started[start.name], earlier.result == nil {
      throw .harness("\(start.location): \(start.name) is still under way")
    }
    let previous = process
    defer { process = previous }
    if let other = start.process { process = try processID(other) }
    let begun = try begin(start.call)
    started[start.name] = StartedCall(begun: begun)
    recorder?.start(start.name, start.call, begun.step)
  }

  func finish(_ name: String, _ modifiers: Modifiers) throws(StepError) -> StepResult {
    let call = try startedCall(name)
    let limit = try modifiers.within.map(duration) ?? callLimit
    let symbol = recorder?.finish(name, within: limit, modifiers)
    var result = call.result
    do {
      if result == nil { result = try self.await(call.begun, limit: limit) }
    } catch .timedOut where modifiers.within != nil {
      throw .mismatch(
        Mismatch(expected: "\(name) ends within \(limit.wholeMilliseconds) ms", actual: "it is still under way"))
    }
    guard let result else { throw .harness("\(name) has no result") }
    started[name]?.result = result
    let previous = process
    defer { process = previous }
    process = call.begun.process
    var finished = try conclude(call.begun, result, modifiers)
    finished.symbol = symbol
    return finished
  }

  func expectPending(_ name: String) throws(StepError) {
    var call = try startedCall(name)
    recorder?.expectPending(name)
    if call.result == nil {
      do {
        call.result = try system.finish(call.begun.pending, within: Self.settling)
      } catch {
        throw StepError(error)
      }
      started[name] = call
    }
    guard let result = call.result else { return }
    throw .mismatch(Mismatch(expected: "\(name) is still under way", actual: "it \(result.outcomeText)"))
  }

  private func startedCall(_ name: String) throws(StepError) -> StartedCall {
    guard let call = started[name] else { throw .harness("nothing was started as \(name)") }
    return call
  }
}
