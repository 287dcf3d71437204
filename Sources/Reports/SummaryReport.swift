import Foundation
import Journal

/// A run as one JSON object, for scripts: what ran, on what, and how each case ended.
package struct SummaryReport: Encodable {
  /// Counts up when a script would have to change.
  package var format = 1
  package var run: String?
  package var program: String?
  /// In UTC: `2026-01-31T12:00:00.000Z`.
  package var started: String?
  package var system: SystemReport?
  /// Why cases were left out, where the run did not go through its whole plan; absent where it did.
  package var incomplete: String?
  package var counts: CountsReport
  /// Seconds spent in cases.
  package var duration: Double
  package var cases: [Case]

  /// How one planned case ended.
  package struct Case: Encodable {
    package var id: String
    package var suite: String
    package var title: String
    /// `passed`, `failed`, `errored`, `skipped`, `expectedFailure`, `unexpectedPass` or `observed`.
    package var outcome: String
    package var expected: Bool
    /// One line; absent where the case passed.
    package var reason: String?
    package var requirements: [String]
    /// Seconds.
    package var duration: Double
  }

  package init(_ record: RunRecord) {
    run = record.started?.id
    program = record.started?.program
    started = record.started?.time.description
    system = record.started.map { SystemReport($0.system) }
    incomplete = record.ending.reason
    counts = CountsReport(record.counts)
    duration = record.duration
    let text = FailureText(run: record.started)
    cases = record.cases.map { record in
      Case(
        id: record.planned.id, suite: record.planned.suite, title: record.planned.title,
        outcome: Self.word(record.outcome), expected: record.outcome.isExpected,
        reason: record.outcome == .passed ? nil : ReportText.line(text.headline(record)),
        requirements: record.planned.covers, duration: record.duration)
    }
  }

  /// The whole file.
  package func encoded() throws -> Data { try JSONText.file(self) }

  private static func word(_ outcome: Outcome) -> String {
    switch outcome {
    case .passed: "passed"
    case .failed: "failed"
    case .errored: "errored"
    case .skipped: "skipped"
    case .expectedFailure: "expectedFailure"
    case .unexpectedPass: "unexpectedPass"
    case .observed: "observed"
    }
  }
}
