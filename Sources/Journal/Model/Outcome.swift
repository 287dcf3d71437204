/// How an instance of a case ended.
package enum Outcome: Sendable, Hashable {
  case passed
  /// The kernel disagreed.
  case failed
  /// No verdict on the kernel could be had.
  case errored(Cause)
  /// A need was not met; the reason is a sentence.
  case skipped(reason: String)
  /// Failed, and a known defect or the user's baseline says that it would.
  case expectedFailure(defect: String, reason: String)
  /// Passed, though one of them says that it cannot: the list is out of date.
  case unexpectedPass(defect: String, reason: String)
  /// A case of severity `info` that did not hold; it decides nothing.
  case observed
  /// Of several attempts some ended as expected and some did not.
  case flaky(failed: Int, of: Int)

  package enum Cause: String, Sendable, Hashable, CaseIterable {
    /// A step of a set-up failed.
    case setup
    /// A call took longer than the case allows.
    case timeout
    /// The system under test is gone: it panicked, hung, or was reset.
    case lost
    /// The harness or the suite is at fault.
    case harness
    /// Somebody stopped the run.
    case interrupted
    /// The run was killed while the case was under way, and went on without it.
    case killed
  }

  /// The outcome in words, without its details.
  package var name: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .errored(let cause): "errored (\(cause.rawValue))"
    case .skipped: "skipped"
    case .expectedFailure: "expected failure"
    case .unexpectedPass: "unexpected pass"
    case .observed: "observed"
    case .flaky: "flaky"
    }
  }

  /// What is known to make the case fail, where the outcome speaks of that.
  package var defect: String? {
    switch self {
    case .expectedFailure(let defect, _), .unexpectedPass(let defect, _): defect
    default: nil
    }
  }

  package var isExpectedFailure: Bool { if case .expectedFailure = self { true } else { false } }

  package var isSkipped: Bool { if case .skipped = self { true } else { false } }

  /// True where the run may still be called good.
  package var isExpected: Bool {
    switch self {
    case .passed, .skipped, .expectedFailure, .observed: true
    case .failed, .errored, .unexpectedPass, .flaky: false
    }
  }
}
