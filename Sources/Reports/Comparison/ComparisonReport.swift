import Foundation
import Journal

/// A comparison as one JSON object, for scripts.
package struct ComparisonReport: Encodable {
  /// Counts up when a script would have to change.
  package var format = 1
  package var old: Run
  package var new: Run
  /// Why the comparison tells less than it could; absent where both runs are complete.
  package var incomplete: [String]?
  /// By kind.
  package var counts: [String: Int]
  package var same: Int
  package var changes: [Change]

  package struct Run: Encodable {
    package var run: String?
    package var system: SystemReport?
    package var counts: CountsReport

    init(_ record: RunRecord) {
      run = record.started?.id
      system = record.started.map { SystemReport($0.system) }
      counts = CountsReport(record.counts)
    }
  }

  package struct Change: Encodable {
    package var id: String
    /// `regression`, `fix`, `changed`, `lost`, `gained`, `new`, `missing` or `slower`.
    package var kind: String
    package var title: String
    package var requirements: [String]
    /// A line each; absent where the run has no such case.
    package var before: String?
    package var after: String?
  }

  package init(_ comparison: RunComparison) {
    (old, new) = (Run(comparison.old), Run(comparison.new))
    incomplete = comparison.gaps.isEmpty ? nil : comparison.gaps
    counts = Dictionary(
      RunComparison.Kind.allCases.map { ($0.rawValue, comparison.changes($0).count) }, uniquingKeysWith: { $1 })
    same = comparison.same
    changes = comparison.changes.map {
      Change(
        id: $0.planned.id, kind: $0.kind.rawValue, title: $0.planned.title, requirements: $0.planned.covers,
        before: $0.before, after: $0.after)
    }
  }

  package func encoded() throws -> Data { try JSONText.file(self) }
}
