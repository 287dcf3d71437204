/// Time in the simulated kernel. It passes only when somebody waits for it, so a wait of a minute costs nothing.
final class VirtualClock {
  /// Nanoseconds since the kernel booted.
  private(set) var now: UInt64 = 0

  private struct Timer {
    var due: UInt64
    var id: UInt64
    var action: () -> Void
  }

  /// Sorted by when they are due, then by the order in which they were set.
  private var timers: [Timer] = []
  private var lastID: UInt64 = 0

  /// When the next timer fires.
  var nextDue: UInt64? { timers.first?.due }

  /// Calls back once, after the given time. The number that is returned cancels it.
  @discardableResult
  func schedule(after delay: Duration, _ action: @escaping () -> Void) -> UInt64 {
    lastID += 1
    let timer = Timer(due: now.adding(delay.nanoseconds), id: lastID, action: action)
    let index = timers.firstIndex { $0.due > timer.due } ?? timers.endIndex
    timers.insert(timer, at: index)
    return timer.id
  }

  func cancel(_ id: UInt64) {
    timers.removeAll { $0.id == id }
  }

  /// Lets time pass, firing what falls due on the way.
  func advance(to instant: UInt64) {
    while let first = timers.first, first.due <= instant {
      timers.removeFirst()
      now = max(now, first.due)
      first.action()
    }
    now = max(now, instant)
  }
}

extension Duration {
  /// Whole nanoseconds: 0 for a negative duration, and for ever for one that does not fit.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? .max : whole.adding(UInt64(attoseconds / 1_000_000_000))
  }
}
