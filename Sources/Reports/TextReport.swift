import Journal

/// A run as plain text: a line for each case, the failures, and the summary.
package struct TextReport {
  private let record: RunRecord

  package init(_ record: RunRecord) { self.record = record }

  package var text: String {
    let failure = FailureText(run: record.started)
    var lines = record.cases.map { record -> StyledLine in
      let label = FailureText.label(record.outcome)
      let padding = String(repeating: " ", count: max(1, 16 - label.count))
      let reason = record.outcome == .passed ? "" : ": " + ReportText.line(failure.headline(record))
      return "\(label)\(padding)\(record.planned.id)\(reason)"
    }
    for record in record.cases where !record.outcome.isExpected {
      lines += [""] + failure.lines(record)
    }
    lines += [""] + SummaryText(record, isVerbose: true).lines
    return lines.text(.plain)
  }
}
