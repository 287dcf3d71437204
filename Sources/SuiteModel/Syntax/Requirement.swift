/// How much a requirement, and so a case, weighs.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// What user space relies on: a failure fails the run.
  case must
  /// What the documentation promises or every kernel does: a failure fails the run.
  case should
  /// What is merely worth knowing: never fails a run.
  case info

  private var rank: Int {
    switch self {
    case .must: 2
    case .should: 1
    case .info: 0
    }
  }

  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// A file of requirements: what one area of the VFIO user API promises.
public struct RequirementSection: Sendable, Hashable {
  /// The part of the ids in front of their numbers: `T1`.
  public var area: String
  public var title: String
  /// Where the area is named, or where it is said to be planned.
  public var location: SourceLocation
  /// Why cases are still missing; nil where each `must` has to have one.
  public var planned: String?
  public var requirements: [Requirement]
}

/// One thing that the VFIO user API promises.
public struct Requirement: Sendable, Hashable {
  /// An area and a number: `T1-024`.
  public var id: String
  public var location: SourceLocation
  public var severity: Severity
  /// What is done.
  public var action: String
  /// What comes of it.
  public var outcome: String
  /// What differs between the kernel's versions; nil where nothing does.
  public var versions: String?
  /// Where the kernel says so.
  public var source: String?
  /// What it takes to see it.
  public var needs: String?

  /// The part of the id in front of its number: `T1`.
  public var area: String { String(id.prefix { $0 != "-" }) }
}
