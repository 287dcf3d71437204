import Foundation
import Journal
import Reports
import SuiteModel

/// The matrix as one JSON object, for scripts.
package struct MatrixReport: Encodable {
  /// Counts up when a script would have to change.
  package var format = 1
  package var runs: [Run]
  package var counts: MatrixCounts
  package var sections: [Section]

  /// A run whose results are in it.
  package struct Run: Encodable {
    package var id: String
    /// In UTC: `2026-01-31T12:00:00.000Z`.
    package var started: String
    package var system: SystemReport
  }

  package struct Section: Encodable {
    package var area: String
    package var title: String
    /// Why cases are still missing; absent where the area is done.
    package var planned: String?
    package var counts: MatrixCounts
    package var requirements: [Entry]
  }

  package struct Entry: Encodable {
    package var id: String
    package var severity: String
    package var action: String
    package var outcome: String
    package var versions: String?
    package var source: String?
    package var needs: String?
    package var status: RequirementMatrix.Status
    /// Why no case covers it; absent where one does.
    package var reason: String?
    package var cases: [Case]

    enum CodingKeys: String, CodingKey {
      case id, severity, outcome, versions, source, needs, status, reason, cases
      case action = "do"
    }
  }

  package struct Case: Encodable {
    package var id: String
    package var title: String
    /// The last result in words; absent where no run had the case.
    package var last: String?
    /// The results in words, in the order of `runs`; null where a run did not have the case.
    package var results: [String?]
  }

  package init(_ matrix: RequirementMatrix) {
    runs = matrix.runs.map { Run(id: $0.id, started: $0.time.description, system: SystemReport($0.system)) }
    counts = matrix.counts
    sections = matrix.sections.map { section in
      Section(
        area: section.area, title: section.title, planned: section.planned, counts: MatrixCounts(section.rows),
        requirements: section.rows.map(Entry.init))
    }
  }

  /// The whole file.
  package func encoded() throws -> Data { try JSONText.file(self) }
}

extension MatrixReport.Entry {
  fileprivate init(_ row: RequirementMatrix.Row) {
    let requirement = row.requirement
    self.init(
      id: requirement.id, severity: requirement.severity.rawValue, action: requirement.action,
      outcome: requirement.outcome, versions: requirement.versions, source: requirement.source,
      needs: requirement.needs, status: row.status, reason: row.reason,
      cases: row.cases.map {
        MatrixReport.Case(id: $0.id, title: $0.title, last: $0.last?.name, results: $0.results.map { $0?.name })
      })
  }
}
