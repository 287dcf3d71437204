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
    let groups = FailureGroup.all(of: record.cases)
    let grouped = Set(groups.flatMap(\.cases).map(\.planned.id))
    for group in groups {
      guard let first = group.cases.first else { continue }
      // What follows from the same answer needs no words of its own.
      lines += [""] + failure.lines(first)
      let others = group.cases.dropFirst()
      if !others.isEmpty {
        lines += ["", "  the same answer, \(group.headline), in \(counted(others.count, "more case"))"]
      }
      lines += others.map { "    \(FailureText.label($0.outcome)) \($0.planned.id)" }
    }
    for record in record.cases where !record.outcome.isExpected && !grouped.contains(record.planned.id) {
      lines += [""] + failure.lines(record)
    }
    lines += [""] + SummaryText(record, isVerbose: true).lines
    return lines.text(.plain)
  }
}
