import Journal
import SystemCalls

/// How one instance went.
package struct CaseReport: Sendable {
  package var outcome: Outcome
  /// What a skipped case lacks, in few words.
  package var lack: String?
  package var failure: CaseFailure?
  /// Lines of the kernel's log that complain.
  package var complaints: [String] = []
  package var observations: [String] = []
  /// Seconds on the harness's clock.
  package var duration: Double = 0
  package var virtualDuration: Double?
  /// The calls that the case made; those of its preparation are not among them.
  package var trace = Trace()
  package var processNames = Processes().names
  package var kernelLog: [String] = []
  package var console: [String] = []
  /// What the kernel logged before the case began, and after the one before it.
  var strayLog: KernelLogVerdict?
  /// Whether the case's own time was over, which all its attempts share.
  package var isOverdue = false
  /// Whether the system can be used for another case.
  package var isSystemLost = false
  /// What the case left in its devices, a sentence each.
  package var residue: [String] = []
  /// Whether the system lives, but is not as the next case may expect it.
  package var isSystemStale = false
  /// What of the system could not be ended after the case, as a sentence.
  package var leftBehind: String?

  package init(_ outcome: Outcome, failure: CaseFailure? = nil) {
    self.outcome = outcome
    self.failure = failure
  }

  /// The calls as text.
  ///
  /// - Parameter last: How many of the last are shown; nil for all.
  package func traceLines(last: Int? = nil) -> [String] { trace.lines(names: processNames, last: last) }
}

extension Instance {
  /// The report of an instance that cannot be run; nil for one that can.
  var reportUnready: CaseReport? {
    switch readiness {
    case .ready: return nil
    case .unmet(let lack):
      var report = CaseReport(.skipped(reason: lack.reason))
      report.lack = lack.summary
      return report
    case .broken(let message):
      let failure = CaseFailure(step: nil, expected: "the case can be planned", actual: message)
      return CaseReport(.errored(.harness), failure: failure)
    }
  }
}
