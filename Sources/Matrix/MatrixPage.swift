import Journal
import Reports
import SuiteModel

/// The matrix as one HTML page that needs no other file.
package struct MatrixPage {
  private let matrix: RequirementMatrix

  package init(_ matrix: RequirementMatrix) { self.matrix = matrix }

  package var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Requirements of the VFIO user API</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <header>
    <h1 id="top">Requirements of the VFIO user API</h1>
    \(runs)
    </header>
    <nav aria-label="Areas">
    \(summary)
    </nav>
    <main>
    \(matrix.sections.map(section).joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }

  // MARK: Runs and numbers

  private var runs: String {
    guard !matrix.runs.isEmpty else { return HTMLText.element("p", "No run: requirements and cases alone.") }
    let items = matrix.runs.map { run in
      HTMLText.element("li", HTMLText.code(run.id) + HTMLText.escaped(": Linux \(run.system.shortText), \(run.time)"))
    }
    return HTMLText.element("p", "Runs, the oldest first:") + HTMLText.element("ol", items.joined())
  }

  private var summary: String {
    let heads = ["must", "with a case", "unreachable", "planned", "not judged", "uncovered", "passed", "failed"]
    func row(_ name: String, _ counts: MatrixCounts) -> String {
      let numbers = [
        counts.must, counts.covered, counts.unreachable, counts.planned, counts.notJudged, counts.uncovered,
        counts.passed, counts.failed,
      ]
      let cells = zip(heads, numbers).map { HTMLText.cell("\($1)", class: "number", label: $0) }
      return "<tr class=\"first\">\(HTMLText.head(name, scope: "row"))\(cells.joined())</tr>"
    }
    let rows = matrix.sections.map { section in
      let area = HTMLText.escaped(section.area)
      return row("<a href=\"#\(area)\">\(area)</a>: \(HTMLText.escaped(section.title))", MatrixCounts(section.rows))
    }
    return HTMLText.table(heads: ["area"] + heads, rows: rows + [row("all", matrix.counts)])
  }

  // MARK: Sections

  private func section(_ section: RequirementMatrix.Section) -> String {
    let area = HTMLText.escaped(section.area)
    let heading = "<h2 id=\"\(area)\">\(area): \(HTMLText.escaped(section.title)) <a href=\"#top\">top</a></h2>"
    let planned = section.planned.map { HTMLText.element("p", "Planned: " + HTMLText.escaped($0)) + "\n" } ?? ""
    let runs = matrix.runs.map {
      HTMLText.code($0.id) + HTMLText.element("small", HTMLText.escaped($0.system.shortText))
    }
    return "\(heading)\n\(planned)"
      + HTMLText.table(
        heads: ["requirement", "what is done, and what comes of it", "status", "case"] + runs,
        rows: section.rows.map(rows))
  }

  /// A row for each case; what is the requirement's own stands beside all of them.
  private func rows(_ row: RequirementMatrix.Row) -> String {
    let requirement = row.requirement
    let id = HTMLText.escaped(requirement.id)
    let span = max(1, row.cases.count)
    let versions = requirement.versions.map { HTMLText.element("small", HTMLText.escaped($0)) } ?? ""
    let own =
      HTMLText.head(id + HTMLText.element("small", requirement.severity.rawValue), scope: "row", rows: span)
      + HTMLText.cell(
        HTMLText.escaped(requirement.sentence) + versions, class: "what", rows: span)
      + HTMLText.cell(row.status.rawValue, class: Self.word(row.status), label: "status", rows: span)
    var cases = row.cases.map(cells)
    if cases.isEmpty {
      // The reason of a whole area stands above.
      let reason = row.status == .planned || row.status == .notJudged ? "" : HTMLText.escaped(row.reason ?? "")
      cases = [HTMLText.cell(reason, label: "no case", columns: 1 + matrix.runs.count)]
    }
    let first = "<tr class=\"first\" id=\"\(id)\">\(own)\(cases[0])</tr>"
    return ([first] + cases.dropFirst().map { HTMLText.element("tr", $0) }).joined(separator: "\n")
  }

  /// A case, and what each run found.
  private func cells(_ row: RequirementMatrix.CaseRow) -> String {
    let results = zip(matrix.runs, row.results).map { run, outcome in
      HTMLText.cell(HTMLText.escaped(outcome?.name ?? "not in it"), class: Self.word(outcome), label: run.id)
    }
    return HTMLText.cell(HTMLText.code(row.id) + HTMLText.element("small", HTMLText.escaped(row.title)))
      + results.joined()
  }

  // MARK: Classes

  private static func word(_ status: RequirementMatrix.Status) -> String {
    switch status {
    case .passed: "passed"
    case .failed, .uncovered: "failed"
    case .knownDefect, .observed, .notJudged: "known"
    case .skipped, .unreachable, .notRun: "skipped"
    case .planned: "planned"
    }
  }

  private static func word(_ outcome: Outcome?) -> String {
    switch outcome {
    case .passed: "passed"
    case .failed, .errored, .unexpectedPass, .flaky: "failed"
    case .expectedFailure, .observed: "known"
    case .skipped, nil: "skipped"
    }
  }
}
