import Foundation
import Journal
import Reports
import SuiteModel

/// The matrix as one JSON object, for scripts.
public struct MatrixReport: Encodable {
  /// Counts up when a script would have to change.
  public var format = 1
  public var runs: [Run]
  public var counts: MatrixCounts
  public var sections: [Section]

  /// A run whose results are in it.
  public struct Run: Encodable {
    public var id: String
    /// In UTC: `2026-01-31T12:00:00.000Z`.
    public var started: String
    public var system: SystemReport
  }

  public struct Section: Encodable {
    public var area: String
    public var title: String
    /// Why cases are still missing; absent where the area is done.
    public var planned: String?
    public var counts: MatrixCounts
    public var requirements: [Entry]
  }

  public struct Entry: Encodable {
    public var id: String
    public var severity: String
    public var action: String
    public var outcome: String
    public var versions: String?
    public var source: String?
    public var needs: String?
    public var status: RequirementMatrix.Status
    /// Why no case covers it; absent where one does.
    public var reason: String?
    public var cases: [Case]

    enum CodingKeys: String, CodingKey {
      case id, severity, outcome, versions, source, needs, status, reason, cases
      case action = "do"
    }
  }

  public struct Case: Encodable {
    public var id: String
    public var title: String
    /// The last result in words; absent where no run had the case.
    public var last: String?
    /// The results in words, in the order of `runs`; null where a run did not have the case.
    public var results: [String?]
  }

  public init(_ matrix: RequirementMatrix) {
    runs = matrix.runs.map { Run(id: $0.id, started: $0.time.description, system: SystemReport($0.system)) }
    counts = matrix.counts
    sections = matrix.sections.map { section in
      Section(
        area: section.area, title: section.title, planned: section.planned, counts: MatrixCounts(section.rows),
        requirements: section.rows.map(Entry.init))
    }
  }

  /// The whole file.
  public func encoded() throws -> Data { try JSONText.file(self) }
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
