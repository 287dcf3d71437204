/// A promise that a kernel is known to break: its cases stay strict, and their failure is expected.
public struct KnownDefect: Sendable, Hashable {
  /// Names the defect in reports.
  public var id: String
  public var location: SourceLocation
  /// Cases (`suite/case`) or instances, as globs.
  public var cases: [String]
  /// A condition over `kernel` and `arch`; without one the defect is everywhere.
  public var condition: Expression?
  /// Why the case fails, as one sentence.
  public var reason: String
  /// Where that can be seen: a commit, a report, a place in the kernel's sources.
  public var evidence: String

  public init(
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
