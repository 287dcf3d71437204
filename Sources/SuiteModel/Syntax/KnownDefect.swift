import Documents

/// A promise that a kernel is known to break: its cases stay strict, and their failure is expected.
package struct KnownDefect: Sendable, Hashable {
  /// Names the defect in reports.
  package var id: String
  package var location: SourceLocation
  /// Cases (`suite/case`) or instances, as globs.
  package var cases: [String]
  /// A condition over `kernel` and `arch`; without one the defect is everywhere.
  package var condition: Expression?
  /// Why the case fails, as one sentence.
  package var reason: String
  /// Where that can be seen: a commit, a report, a place in the kernel's sources.
  package var evidence: String

  package init(
    id: String, location: SourceLocation, cases: [String], condition: Expression? = nil, reason: String,
    evidence: String
  ) {
    self.id = id
    self.location = location
    self.cases = cases
    self.condition = condition
    self.reason = reason
    self.evidence = evidence
  }
}
