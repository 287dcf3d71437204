/// How many instances ended how. Always computed from `caseFinished` events, never kept by hand.
package struct Counts: Sendable, Hashable {
  package var passed: Int
  package var failed: Int
  package var errored: Int
  package var skipped: Int
  package var expectedFailures: Int
  package var unexpectedPasses: Int
  package var observed: Int
  package var flaky: Int

  package init(
    passed: Int = 0, failed: Int = 0, errored: Int = 0, skipped: Int = 0, expectedFailures: Int = 0,
    unexpectedPasses: Int = 0, observed: Int = 0, flaky: Int = 0
  ) {
    self.passed = passed
    self.failed = failed
    self.errored = errored
    self.skipped = skipped
    self.expectedFailures = expectedFailures
    self.unexpectedPasses = unexpectedPasses
    self.observed = observed
    self.flaky = flaky
  }

  package init(_ events: some Sequence<Event>) {
    self.init(of: events.lazy.compactMap { if case .caseFinished(let finished) = $0 { finished.outcome } else { nil } })
  }

  package init(of outcomes: some Sequence<Outcome>) {
    self.init()
    for outcome in outcomes { add(outcome) }
  }

  package mutating func add(_ outcome: Outcome) {
    switch outcome {
    case .passed: passed += 1
    case .failed: failed += 1
    case .errored: errored += 1
    case .skipped: skipped += 1
    case .expectedFailure: expectedFailures += 1
    case .unexpectedPass: unexpectedPasses += 1
    case .observed: observed += 1
    case .flaky: flaky += 1
    }
  }

  /// Instances that have an outcome.
  package var finished: Int { ran + skipped }

  /// Instances that were begun: all but the skipped.
  package var ran: Int { passed + failed + errored + expectedFailures + unexpectedPasses + observed + flaky }

  /// Instances that were not as expected: what makes a run a bad one.
  package var unexpected: Int { failed + errored + unexpectedPasses + flaky }
}
