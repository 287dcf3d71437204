/// How many instances ended how. Always computed from `caseFinished` events, never kept by hand.
public struct Counts: Sendable, Hashable {
  public var passed: Int
  public var failed: Int
  public var errored: Int
  public var skipped: Int
  public var expectedFailures: Int
  public var unexpectedPasses: Int
  public var observed: Int

  public init(
    passed: Int = 0, failed: Int = 0, errored: Int = 0, skipped: Int = 0, expectedFailures: Int = 0,
    unexpectedPasses: Int = 0, observed: Int = 0
  ) {
    self.passed = passed
    self.failed = failed
    self.errored = errored
    self.skipped = skipped
    self.expectedFailures = expectedFailures
    self.unexpectedPasses = unexpectedPasses
    self.observed = observed
  }

  public init(_ events: some Sequence<Event>) {
    self.init()
    for case .caseFinished(let finished) in events { add(finished.outcome) }
  }

  public mutating func add(_ outcome: Outcome) {
    switch outcome {
    case .passed: passed += 1
    case .failed: failed += 1
    case .errored: errored += 1
    case .skipped: skipped += 1
    case .expectedFailure: expectedFailures += 1
    case .unexpectedPass: unexpectedPasses += 1
    case .observed: observed += 1
    }
  }

  /// Instances that have an outcome.
  public var finished: Int { ran + skipped }

  /// Instances that were begun: all but the skipped.
  public var ran: Int { passed + failed + errored + expectedFailures + unexpectedPasses + observed }

  /// Instances that were not as expected: what makes a run a bad one.
  public var unexpected: Int { failed + errored + unexpectedPasses }
}
