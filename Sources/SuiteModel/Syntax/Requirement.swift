import Documents

/// How much a requirement, and so a case, weighs.
package enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
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

  package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// A file of requirements: what one area of the VFIO user API promises.
package struct RequirementSection: Sendable, Hashable {
  /// The part of the ids in front of their numbers: `T1`.
  package var area: String
  package var title: String
  /// Where the area is named, or where it is said to be planned.
  package var location: SourceLocation
  /// Why cases are still missing; nil where each `must` has to have one.
  package var planned: String?
  /// Files that kernels show where they have the area; with one of them its requirements without a case are not judged.
  package var present: [String]
  package var requirements: [Requirement]
}

/// One thing that the VFIO user API promises.
package struct Requirement: Sendable, Hashable {
  /// An area and a number: `T1-024`.
  package var id: String
  package var location: SourceLocation
  package var severity: Severity
  /// What is done.
  package var action: String
  /// What comes of it.
  package var outcome: String
  /// Whether somebody looked, and one case shows all its clauses.
  package var isShownTogether: Bool
  /// What differs between the kernel's versions; nil where nothing does.
  package var versions: String?
  /// Where the kernel says so.
  package var source: String?
  /// What it takes to see it.
  package var needs: String?

  /// Whether the text joins clauses, one of which may hold without the other.
  var hasSeveralClauses: Bool { sentence.contains(Self.clauses) }

  private static nonisolated(unsafe) let clauses =
    #/;\ |,\ (and|or)\b|\ and\ (?:the|it|its|they|that|those|nothing|no|others|returns?|fails?|removes?|changes?|reads?|writes?|succeeds?|moves?|ignores?|works?|stays?|is|are|has|have)\b|\ or\ (?:the|it|its|they|one|that|those|behind|with|without|whose|fails?|returns?)\b/#

  /// What is promised, as one sentence.
  package var sentence: String { "\(action): \(outcome)" }

  /// The part of the id in front of its number: `T1`.
  package var area: String { String(id.prefix { $0 != "-" }) }
}
