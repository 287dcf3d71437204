import SuiteModel
import SystemCalls
import VFIOInterface

// Eventfds: what a device's interrupts and the kernel's requests arrive through.

extension Interpreter {
  private static let readable: UInt16 = 1

  /// How long an event is waited for where its step does not say.
  static let eventLimit = Duration.seconds(5)

  func perform(_ event: EventAction, _ modifiers: Modifiers) throws(StepError) -> StepResult {
    let symbol = recorder?.record(event, modifiers)
    var result =
      switch event {
      case .await(let eventfd): try awaitSignal(try descriptor(eventfd), modifiers)
      case .quiet(let eventfd, let during): try expectQuiet(try descriptor(eventfd), for: try duration(during))
      case .drain(let eventfd): try drain(try descriptor(eventfd))
      case .announced(let socket, let action, let path):
        try awaitAnnouncement(try descriptor(socket), try text(action), try text(path), modifiers)
      }
    result.symbol = symbol
    return result
  }

  private func awaitSignal(_ eventfd: Int32, _ modifiers: Modifiers) throws(StepError) -> StepResult {
    let limit = try modifiers.within.map(duration) ?? Self.eventLimit
    let result = try poll(eventfd, for: limit)
    guard result.succeeded else { return StepResult(result) }
    guard result.returnedEvents & Self.readable != 0 else {
      throw .mismatch(
        Mismatch(expected: "a signal within \(limit.wholeMilliseconds) ms", actual: "no signal"))
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

  // MARK: Announcements

  /// Bytes of the longest announcement, and announcements of other objects that are passed over.
  private static let announcementSize = 8192
  private static let announcementLimit = 4096

  /// Waits until the kernel announces the action on an object. What it announces beside that leaves no trace: the host
  /// has much to tell.
  private func awaitAnnouncement(
    _ socket: Int32, _ action: String, _ path: String, _ modifiers: Modifiers
  ) throws(StepError) -> StepResult {
    let limit = try modifiers.within.map(duration) ?? Self.eventLimit
    let glob = Glob(path)
    for _ in 0..<Self.announcementLimit {
      let mark = system.mark
      let ready = try poll(socket, for: limit)
      guard ready.succeeded else { return StepResult(ready) }
      guard ready.returnedEvents & Self.readable != 0 else {
        throw .mismatch(
          Mismatch(
            expected: "'\(action)' of \(path) is announced",
            actual: "nothing more was, for \(limit.wholeMilliseconds) ms"))
      }
      let result = try make(.read(socket, count: Self.announcementSize, into: .result))
      guard result.succeeded else { return StepResult(result) }
      let announcement = Record(announcement: result.bytes)
      if announcement["ACTION"] == .text(action), case .text(let place)? = announcement["DEVPATH"], glob.matches(place)
      {
        return StepResult(result, .record(announcement))
      }
      system.rewind(to: mark)
    }
    throw .mismatch(
      Mismatch(
        expected: "'\(action)' of \(path) is announced", actual: "\(Self.announcementLimit) other things were"))
  }
}

extension Record {
  /// The variables of a uevent.
  fileprivate init(announcement bytes: [UInt8]) {
    self.init(
      bytes.split(separator: 0).compactMap { line in
        guard let sign = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        return Entry(
          String(decoding: line[..<sign], as: UTF8.self),
          .text(String(decoding: line[line.index(after: sign)...], as: UTF8.self)))
      })
  }
}
