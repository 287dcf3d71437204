import Journal
import SystemCalls

/// How one instance went.
public struct CaseReport: Sendable {
  public var outcome: Outcome
  /// What a skipped case lacks, in few words.
  public var lack: String?
  public var failure: CaseFailure?
  public var observations: [String] = []
  /// Seconds on the harness's clock.
  public var duration: Double = 0
  public var virtualDuration: Double?
  /// The calls that the case made; those of its preparation are not among them.
  public var trace = Trace()
  public var processNames = Processes().names
  public var kernelLog: [String] = []
  public var console: [String] = []
  /// Whether the system can be used for another case.
  public var isSystemLost = false
  /// What of a system could not be ended after the case, as a sentence.
  public var leftBehind: String?

  public init(_ outcome: Outcome, failure: CaseFailure? = nil) {
    self.outcome = outcome
    self.failure = failure
  }

  /// The calls as text.
  ///
  /// - Parameter last: How many of the last are shown; nil for all.
  public func traceLines(last: Int? = nil) -> [String] { trace.lines(names: processNames, last: last) }
}
