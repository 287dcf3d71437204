import Runner

/// A run as plain text: a line for each case, the failures, and the summary.
public struct TextReport {
  private let record: RunRecord

  public init(_ record: RunRecord) { self.record = record }

  public var text: String {
    let failure = FailureText(run: record.started, style: .plain)
    var lines: [String] = []
    for record in record.cases {
      let label = FailureText.label(record.outcome)
      let padding = String(repeating: " ", count: max(1, 16 - label.count))
      let reason = record.outcome == .passed ? "" : ": " + ReportText.line(failure.headline(record))
      lines.append(label + padding + ReportText.line(record.planned.id) + reason)
    }
    for record in record.cases where !record.outcome.isExpected {
      lines += [""] + failure.lines(record)
    }
    lines += [""] + SummaryText(style: .plain).lines(record)
    return lines.joined(separator: "\n") + "\n"
  }
}
