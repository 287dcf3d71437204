import SuiteModel
import SystemCalls
import VFIOInterface

// Eventfds: what a device's interrupts and the kernel's requests arrive through.

extension Interpreter {
  private static let readable: UInt16 = 1

  func perform(_ event: EventAction, _ modifiers: Modifiers) throws(StepError) -> StepResult {
    let symbol = script?.record(event, modifiers)
    var result =
      switch event {
      case .await(let eventfd): try awaitSignal(try descriptor(eventfd), modifiers)
      case .quiet(let eventfd, let during): try expectQuiet(try descriptor(eventfd), for: try duration(during))
      case .drain(let eventfd): try drain(try descriptor(eventfd))
      }
    result.symbol = symbol
    return result
  }

  private func awaitSignal(_ eventfd: Int32, _ modifiers: Modifiers) throws(StepError) -> StepResult {
    let limit = try modifiers.within.map(duration) ?? .seconds(5)
    let result = try poll(eventfd, for: limit)
    guard result.succeeded else { return StepResult(result) }
    guard result.returnedEvents & Self.readable != 0 else {
      throw .mismatch(
        Mismatch(expected: "a signal within \(limit.wholeMilliseconds) ms", actual: "none came"))
    }
    return try readCounter(eventfd)
  }

  private func expectQuiet(_ eventfd: Int32, for time: Duration) throws(StepError) -> StepResult {
    let result = try poll(eventfd, for: time)
    guard result.succeeded, result.returnedEvents & Self.readable != 0 else { return StepResult(result, .number(0)) }
    throw .mismatch(
      Mismatch(expected: "no signal for \(time.wholeMilliseconds) ms", actual: "the eventfd was signalled"))
  }

  /// Whether the eventfd blocks or not, this does not.
  private func drain(_ eventfd: Int32) throws(StepError) -> StepResult {
    let result = try poll(eventfd, for: .zero)
    guard result.succeeded, result.returnedEvents & Self.readable != 0 else { return StepResult(result, .number(0)) }
    return try readCounter(eventfd)
  }

  private func poll(_ eventfd: Int32, for time: Duration) throws(StepError) -> CallResult {
    try make(
      .poll([PollEntry(descriptor: eventfd, events: Self.readable)], milliseconds: time.wholeMilliseconds))
  }

  private func readCounter(_ eventfd: Int32) throws(StepError) -> StepResult {
    let size = DescriptorAction.counterSize
    let result = try make(.read(eventfd, count: size, into: .result))
    return StepResult(result, .number(Int128(result.bytes.integer(at: 0, width: size) ?? 0)))
  }
}
