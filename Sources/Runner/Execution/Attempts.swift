import Journal

/// How often an instance is run.
package enum Attempts: Sendable, Hashable {
  case once
  /// This many times, whatever comes of it.
  case each(Int)
  /// Again as long as it does not end as expected, at most this many times.
  case retries(Int)

  /// The most events that a journal has of so many instances, if each of them is run.
  func events(of instances: Int) -> Int {
    let attempts = if case .each(let count) = self, count > 1 { count } else { 0 }
    return instances * (2 + attempts)
  }

  func wantsMore(after outcomes: [Outcome]) -> Bool {
    guard let last = outcomes.last else { return true }
    switch self {
    case .once: return false
    case .each(let count): return outcomes.count < count
    case .retries(let count): return !last.isExpected && outcomes.count <= count
    }
  }
}

extension CaseReport {
  /// An attempt that is not begun any more; nil where it can be.
  init?(notBegunFor limit: TimeLimit?, isStopped: Bool) {
    if isStopped {
      self.init(
        .errored(.interrupted),
        failure: CaseFailure(step: nil, expected: "the case is run again", actual: Runner.stopped))
    } else if let limit, limit.isOver {
      self.init(
        .errored(limit.owner == .run ? .interrupted : .timeout),
        failure: CaseFailure(
          step: nil, expected: "the case ends within \(limit.text)", actual: "it was to be run again then"))
      isOverdue = limit.owner == .instance
    } else {
      return nil
    }
  }

  /// Whether the run or its time ended the attempt.
  var isCutOff: Bool { outcome == .errored(.interrupted) || isOverdue }

  /// The verdict on an instance that was run several times: flaky, where some attempts ended as expected and some did not.
  /// It shows the first attempt that went wrong, which met the machine as the harness had prepared it.
  init(attempts reports: [CaseReport]) {
    let bad = reports.filter { !$0.outcome.isExpected }
    self = bad.first ?? reports.first { $0.outcome != .passed } ?? reports.last ?? CaseReport(.errored(.harness))
    let isWhole = reports.last?.outcome != .errored(.interrupted)
    // That the time for all attempts was over says nothing of one of them.
    if let last = reports.last, last.isOverdue {
      self = last
      let earlier = reports.count - 1
      if earlier > 0 { failure?.remarks.append("attempts that ended before: \(earlier)") }
    } else if isWhole, !bad.isEmpty, bad.count < reports.count {
      outcome = .flaky(failed: bad.count, of: reports.count)
    }
    // What became of the system after the others was told at once.
    (isSystemLost, leftBehind) = (reports.last?.isSystemLost ?? false, reports.last?.leftBehind)
    strayLog = reports.last?.strayLog
    (isSystemStale, residue) = (reports.last?.isSystemStale ?? false, reports.last?.residue ?? [])
    duration = reports.reduce(0) { $0 + $1.duration }
    virtualDuration = reports.compactMap(\.virtualDuration).reduce(nil) { ($0 ?? 0) + $1 }
  }
}
