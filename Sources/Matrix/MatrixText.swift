import Journal
import Reports
import SuiteModel

/// The matrix as plain text: a line for each requirement, below it one for each case.
package struct MatrixText {
  private let matrix: RequirementMatrix

  package init(_ matrix: RequirementMatrix) { self.matrix = matrix }

  package var text: String {
    var lines = matrix.sections.flatMap(self.lines)
    lines += summary
    for run in matrix.runs { lines.append("run \(ReportText.line(run.id)): \(ReportText.line(run.system.shortText))") }
    if matrix.strangers > 0 { lines.append("\(matrix.strangers) cases of the runs are in no suite") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(_ section: RequirementMatrix.Section) -> [String] {
    var lines = ["\(section.area): \(ReportText.line(section.title))"]
    if let planned = section.planned { lines.append("  planned: \(ReportText.line(planned))") }
    for row in section.rows {
      let requirement = row.requirement
      let words = ReportText.line(requirement.sentence, limit: 160)
      lines.append(
        "  \(padded(requirement.id, 12))\(padded(requirement.severity.rawValue, 8))\(padded(row.status.rawValue, 14))\(words)"
      )
      // The reason of a whole area stands above.
      if row.status == .unreachable, let reason = row.reason { lines.append("      \(ReportText.line(reason))") }
      lines += row.cases.map { "      \(padded($0.last?.name ?? "not run", 18))\(ReportText.line($0.id))" }
    }
    return lines + [""]
  }

  private var summary: [String] {
    let heads = [
      "area", "must", "with a case", "unreachable", "planned", "not judged", "uncovered", "passed", "failed",
    ]
    let rows =
      matrix.sections.map { cells($0.area, MatrixCounts($0.rows)) } + [cells("all", matrix.counts)]
    return ([heads] + rows).map { cells in
      zip(heads, cells).map { padded($1, max($0.count, 7) + 2) }.joined().trimmedAtEnd
    } + [""]
  }

  private func cells(_ name: String, _ counts: MatrixCounts) -> [String] {
    [name]
      + [
        counts.must, counts.covered, counts.unreachable, counts.planned, counts.notJudged, counts.uncovered,
        counts.passed, counts.failed,
      ].map(String.init)
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}

extension String {
  fileprivate var trimmedAtEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
