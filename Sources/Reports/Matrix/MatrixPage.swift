import Runner
import SuiteModel

/// The matrix as one HTML page that needs no other file.
public struct MatrixPage {
  private let matrix: RequirementMatrix

  public init(_ matrix: RequirementMatrix) { self.matrix = matrix }

  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Requirements of the VFIO user API</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <h1>Requirements of the VFIO user API</h1>
    \(runs)
    \(summary)
    \(matrix.sections.map(section).joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private static let style = """
    body { font: 14px/1.4 sans-serif; margin: 2em; color-scheme: light dark }
    table { border-collapse: collapse; margin-bottom: 2em }
    th, td { border: 1px solid #8886; padding: .2em .6em; text-align: left; vertical-align: top }
    td.number { text-align: right }
    ul { margin: 0; padding: 0; list-style: none }
    code { font-size: 12px }
    .passed { background: #2a83 } .failed { background: #d338; font-weight: bold } .known { background: #d933 }
    .skipped, .none { background: #8883 } .planned { background: #37d3 }
    """

  // MARK: Runs and numbers

  private var runs: String {
    guard !matrix.runs.isEmpty else { return HTMLText.element("p", "No run: requirements and cases alone.") }
    let items = matrix.runs.map { run in
      HTMLText.element(
        "li",
        HTMLText.element("code", HTMLText.escaped(run.id))
          + HTMLText.escaped(": Linux \(run.system.shortText), \(run.time)"))
    }
    return HTMLText.element("ol", items.joined())
  }

  private var summary: String {
    let heads = ["area", "", "must", "with a case", "unreachable", "planned", "uncovered", "passed", "failed"]
    let rows = matrix.sections.map { section in
      let link = "<a href=\"#\(HTMLText.escaped(section.area))\">\(HTMLText.escaped(section.area))</a>"
      return numbers(link, section.title, MatrixCounts(section.rows))
    }
    let head = HTMLText.element("tr", heads.map { HTMLText.element("th", $0) }.joined())
    return HTMLText.element("table", head + rows.joined() + numbers("all", "", matrix.counts))
  }

  private func numbers(_ name: String, _ title: String, _ counts: MatrixCounts) -> String {
    let numbers = [
      counts.must, counts.covered, counts.unreachable, counts.planned, counts.uncovered, counts.passed, counts.failed,
    ]
    let cells = numbers.map { HTMLText.element("td", class: "number", "\($0)") }
    return HTMLText.element(
      "tr", HTMLText.element("td", name) + HTMLText.element("td", HTMLText.escaped(title)) + cells.joined())
  }

  // MARK: Sections

  private func section(_ section: RequirementMatrix.Section) -> String {
    let area = HTMLText.escaped(section.area)
    let heading = "<h2 id=\"\(area)\">\(area): \(HTMLText.escaped(section.title))</h2>"
    let planned = section.planned.map { HTMLText.element("p", "Planned: " + HTMLText.escaped($0)) } ?? ""
    let heads = ["requirement", "severity", "what is done, and what comes of it", "status", "cases"]
    let head = HTMLText.element("tr", heads.map { HTMLText.element("th", $0) }.joined())
    let rows = section.rows.map(row).joined(separator: "\n")
    return "\(heading)\n\(planned)\n" + HTMLText.element("table", head + "\n" + rows)
  }

  private func row(_ row: RequirementMatrix.Row) -> String {
    let requirement = row.requirement
    let versions = requirement.versions.map { "<br>" + HTMLText.escaped($0) } ?? ""
    let words = HTMLText.escaped("\(requirement.action): \(requirement.outcome)") + versions
    let cases = row.cases.map(item).joined()
    let cells =
      "<td id=\"\(HTMLText.escaped(requirement.id))\">\(HTMLText.escaped(requirement.id))</td>"
      + HTMLText.element("td", requirement.severity.rawValue) + HTMLText.element("td", words)
      + HTMLText.element("td", class: Self.word(row.status), row.status.rawValue)
      + HTMLText.element("td", row.reason.map(HTMLText.escaped) ?? HTMLText.element("ul", cases))
    return HTMLText.element("tr", cells)
  }

  /// A case with a mark for each run.
  private func item(_ row: RequirementMatrix.CaseRow) -> String {
    let marks = row.results.map { outcome in
      HTMLText.element("span", class: Self.word(outcome), HTMLText.escaped(outcome?.name ?? "–"))
    }
    let name = "<code title=\"\(HTMLText.escaped(row.title))\">\(HTMLText.escaped(row.id))</code>"
    return HTMLText.element("li", ([name] + marks).joined(separator: " "))
  }

  // MARK: Classes

  private static func word(_ status: RequirementMatrix.Status) -> String {
    switch status {
    case .passed: "passed"
    case .failed, .uncovered: "failed"
    case .knownDefect, .observed: "known"
    case .skipped, .unreachable: "skipped"
    case .notRun: "none"
    case .planned: "planned"
    }
  }

  private static func word(_ outcome: Outcome?) -> String {
    switch outcome {
    case .passed: "passed"
    case .failed, .errored, .unexpectedPass: "failed"
    case .expectedFailure, .observed: "known"
    case .skipped: "skipped"
    case nil: "none"
    }
  }
}
