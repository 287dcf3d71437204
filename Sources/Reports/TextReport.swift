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
    for (first, others) in record.failures {
      // What follows from the same answer needs no words of its own.
      lines += [""] + failure.lines(first)
      if !others.isEmpty, let answer = FailureGroup.Answer(first) {
        lines += ["", "  the same answer, \(answer.headline), in \(counted(others.count, "more case"))"]
      }
      lines += others.map { "    \(FailureText.label($0.outcome)) \($0.planned.id)" }
    }
    lines += [""] + SummaryText(record, isVerbose: true).lines
    return lines.text(.plain)
  }
}
