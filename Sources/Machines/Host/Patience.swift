import Glibc
import SystemCalls

/// How long the harness still waits for something outside of it. Every wait uses this.
///
/// No signal ends a wait. Only time in which the harness ran counts: one that was stopped (Ctrl-Z) and goes on has missed
/// nothing, and waits as long as it would have.
struct Patience {
  /// How often a wait looks whether the run was stopped.
  private static let turn = Duration.milliseconds(50)

  private let cancellation: Cancellation
  private var left: Duration
  private var last = ContinuousClock.now

  init(_ limit: Duration, _ cancellation: Cancellation) {
    left = limit
    self.cancellation = cancellation
  }

  /// Waits until one of the descriptors is ready; false when the time is over.
  ///
  /// - Throws: `interrupted` where the run was stopped, and has had its time to clean up.
  mutating func wait(for entries: inout [pollfd]) throws(SystemError) -> Bool {
    while true {
      if try look(at: &entries, for: Self.turn) { return true }
      if left <= .zero { return false }
    }
  }

  /// Lets a moment pass; false when the time is over.
  mutating func pause(_ moment: Duration) throws(SystemError) -> Bool {
    var nothing: [pollfd] = []
    _ = try look(at: &nothing, for: moment)
    return left > .zero
  }

  private mutating func look(at entries: inout [pollfd], for time: Duration) throws(SystemError) -> Bool {
    let grace = cancellation.timeLeft
    if grace == .zero { throw .interrupted }
    let milliseconds = max(0, min(left, time, grace ?? time) / .milliseconds(1)).rounded(.up)
    let isReady = poll(&entries, nfds_t(entries.count), Int32(milliseconds)) > 0
    let now = ContinuousClock.now
    spend(last.duration(to: now))
    last = now
    return isReady
  }

  /// - Parameter time: what passed since the last look. More than a turn did not pass while the harness waited.
  mutating func spend(_ time: Duration) { left -= min(time, Self.turn) }
}
