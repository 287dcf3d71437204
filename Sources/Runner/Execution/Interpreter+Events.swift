import SuiteModel
import SystemCalls
import VFIOInterface

// Eventfds: what a device's interrupts and the kernel's requests arrive through.

extension Interpreter {
  private static let readable: UInt16 = 1
  private static let counterSize = 8

  func performEventAction(_ action: Action, _ modifiers: Modifiers) throws(StepError) -> StepResult {
    switch action {
    case .await(let eventfd): try awaitSignal(try descriptor(eventfd), modifiers)
    case .quiet(let eventfd, let during): try expectQuiet(try descriptor(eventfd), for: try duration(during))
    case .signal(let eventfd, let value): try signal(try descriptor(eventfd), by: try integer(value))
    case .drain(let eventfd): try drain(try descriptor(eventfd))
    default: throw .harness("not an action on eventfds")
    }
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

  private func signal(_ eventfd: Int32, by value: UInt64) throws(StepError) -> StepResult {
    var bytes = [UInt8](repeating: 0, count: Self.counterSize)
    bytes.set(value, at: 0, width: Self.counterSize)
    return StepResult(try call(.write(eventfd, .bytes(bytes))))
  }

  /// Whether the eventfd blocks or not, this does not.
  private func drain(_ eventfd: Int32) throws(StepError) -> StepResult {
    let result = try poll(eventfd, for: .zero)
    guard result.succeeded, result.returnedEvents & Self.readable != 0 else { return StepResult(result, .number(0)) }
    return try readCounter(eventfd)
  }

  private func poll(_ eventfd: Int32, for time: Duration) throws(StepError) -> CallResult {
    let entry = PollEntry(descriptor: eventfd, events: Self.readable)
    return try call(.poll([entry], milliseconds: time.wholeMilliseconds), extra: time)
  }

  private func readCounter(_ eventfd: Int32) throws(StepError) -> StepResult {
    let result = try call(.read(eventfd, count: Self.counterSize, into: .result))
    let count = result.bytes.integer(at: 0, width: Self.counterSize) ?? 0
    return StepResult(result, .number(Int128(count)))
  }
}
