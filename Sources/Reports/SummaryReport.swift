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
  /// What was selected and is not among the cases; absent where that is nothing.
  package var leftOut: [LeftOutReport]?
  /// Which part of a plan was run, where it was divided.
  package var shard: ShardReport?
  /// What the order of the cases was drawn from, where it is not that of the suites.
  package var randomOrder: UInt64?
  /// The checksum of the suites.
  package var suites: String?
  /// The file of failures that are expected, and its checksum; absent where there was none.
  package var baseline: BaselineReport?
  /// The runs that this one was put together from, where it was.
  package var merged: [String]?
  /// Ids of the requirements that the kernel has to keep and no case looks at yet; absent where there is none.
  package var notJudged: [String]?
  package var counts: CountsReport
  /// Seconds spent in cases.
  package var duration: Double
  package var cases: [Case]

  /// How one planned case ended.
  package struct Case: Encodable {
    package var id: String
    package var suite: String
    package var title: String
    /// `passed`, `failed`, `errored`, `skipped`, `expectedFailure`, `unexpectedPass`, `observed` or `flaky`.
    package var outcome: String
    package var expected: Bool
    /// One line; absent where the case passed.
    package var reason: String?
    package var requirements: [String]
    /// Seconds.
    package var duration: Double
    /// The outcome of each attempt, where there were several.
    package var attempts: [String]?
  }

  package init(_ record: RunRecord) {
    run = record.started?.id
    program = record.started?.program
    started = record.started?.time.description
    system = record.started.map { SystemReport($0.system) }
    incomplete = record.ending.reason
    let leftOut = record.started?.allLeftOut ?? []
    self.leftOut = leftOut.isEmpty ? nil : leftOut.map { LeftOutReport(count: $0.count, by: $0.by) }
    shard = record.started?.shard.map { ShardReport(index: $0.index, count: $0.count, total: $0.total) }
    randomOrder = record.started?.randomOrder
    suites = record.started?.suites
    baseline = record.started?.baseline.map { BaselineReport(file: $0.file, checksum: $0.checksum) }
    let merged = record.started?.merged ?? []
    self.merged = merged.isEmpty ? nil : merged
    notJudged = record.started.flatMap { $0.notJudged.isEmpty ? nil : $0.notJudged }
    counts = CountsReport(record.counts)
    duration = record.duration
    let text = FailureText(run: record.started)
    cases = record.cases.map { record in
      Case(
        id: record.planned.id, suite: record.planned.suite, title: record.planned.title,
        outcome: record.outcome.word, expected: record.outcome.isExpected,
        reason: record.outcome == .passed ? nil : ReportText.line(text.headline(record)),
        requirements: record.planned.covers, duration: record.duration,
        attempts: record.attempts.isEmpty ? nil : record.attempts.map { $0.outcome.word })
    }
  }

  /// The whole file.
  package func encoded() throws -> Data { try JSONText.file(self) }

}

extension Outcome {
  /// The outcome in one word, as scripts read it.
  package var word: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .errored: "errored"
    case .skipped: "skipped"
    case .expectedFailure: "expectedFailure"
    case .unexpectedPass: "unexpectedPass"
    case .observed: "observed"
    case .flaky: "flaky"
    }
  }
}
