import Glibc
import Synchronization

/// Tells a run to stop, and how long it may still take to leave the system as it was.
///
/// Code that waits looks at it. Any thread may set it, and so may the handler of a signal.
package final class Cancellation: Sendable {
  /// How long the harness still talks to a system after the run was stopped. The whole run has a second.
  private static let grace: Int64 = 400_000_000

  /// When it was cancelled, in nanoseconds of the monotonic clock; 0 until then.
  private let moment = Atomic<Int64>(0)

  package init() {}

  /// Stops the run. Only the first time counts.
  package func cancel() {
    _ = moment.compareExchange(expected: 0, desired: Self.now, ordering: .relaxed)
  }

  package var isCancelled: Bool { moment.load(ordering: .relaxed) != 0 }

  /// How long the harness may still talk to a system; nil unless the run was stopped.
  package var timeLeft: Duration? {
    let moment = moment.load(ordering: .relaxed)
    return moment == 0 ? nil : max(.zero, .nanoseconds(moment + Self.grace - Self.now))
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
