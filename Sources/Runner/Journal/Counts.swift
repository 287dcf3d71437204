/// How many instances ended how. Always computed from `caseFinished` events, never kept by hand.
public struct Counts: Codable, Sendable, Hashable {
  public var passed = 0
  public var failed = 0
  public var errored = 0
  public var skipped = 0
  public var expectedFailures = 0
  public var unexpectedPasses = 0
  public var observed = 0

  public init() {}

  public init(_ events: some Sequence<Event>) {
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
