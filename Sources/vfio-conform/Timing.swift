import Synchronization

/// When something happened for the first time, on the clock of `monotonicSeconds`; any thread may say so.
final class Stopwatch: Sendable {
  private let first = Mutex<Double?>(nil)

  /// Nil until then.
  var time: Double? { first.withLock { $0 } }

  func stop() { first.withLock { $0 = $0 ?? monotonicSeconds() } }
}

/// Where the time of a command went.
struct Timing {
  private let start = monotonicSeconds()
  private var last: Double
  private var phases: [(name: String, seconds: Double)] = []

  init() { last = start }

  /// Ends a phase.
  ///
  /// - Parameter time: When it ended, where that was not just now.
  mutating func mark(_ name: String, at time: Double? = nil) {
    let now = time ?? monotonicSeconds()
    phases.append((name, now - last))
    last = now
  }

  /// Seconds from the beginning to the last mark.
  var total: Double { last - start }

  var text: String {
    let lines = phases + [("total", total)]
    return lines.map { name, seconds in
      let text = String(Int((seconds * 1000).rounded()))
      return name.padded(to: 9) + String(repeating: " ", count: max(0, 7 - text.count)) + text + " ms\n"
    }.joined()
  }
}
