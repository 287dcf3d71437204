import Journal

/// A comparison for a person: what changed, kind by kind, and the verdict last.
package struct ComparisonText {
  private let comparison: RunComparison

  package init(_ comparison: RunComparison) { self.comparison = comparison }

  package var lines: [StyledLine] {
    var lines: [StyledLine] = []
    for kind in RunComparison.Kind.allCases {
      let changes = comparison.changes(kind)
      guard !changes.isEmpty else { continue }
      lines.append("\(kind.heading, kind.tone)")
      for group in changes.grouped(by: RunComparison.Answers.init) {
        lines += group.members.map { "  \($0.planned.id, .strong)" }
        if let before = group.key.before { lines.append("    \("was", .faint)  \(before)") }
        if let after = group.key.after { lines.append("    \("now", .faint)  \(after)") }
        if let (old, new) = group.key.difference {
          lines.append("    \("where", .faint)  \(old, .strong) → \(new, .strong)")
        }
      }
      lines.append("")
    }
    lines += [
      "\("old", .faint)  \(comparison.old.nameLine)", "\("new", .faint)  \(comparison.new.nameLine)",
    ]
    return lines + comparison.gaps.map { "\("INCOMPLETE", .bad), \($0)" } + [verdict]
  }

  private var verdict: StyledLine {
    let isGood = comparison.changes(.regression).isEmpty
    return "\(comparison.verdict, isGood ? .good : .bad), \(comparison.countsText)"
  }
}

extension RunComparison {
  /// What both runs say of a case; those of which they say the same are told together.
  struct Answers: Hashable {
    var before: String?
    var after: String?

    init(_ change: Change) {
      before = change.before
      after = change.after
    }

    /// The words in which two lines differ; nil where they have few others in common.
    var difference: (String, String)? {
      guard let before, let after else { return nil }
      let (old, new) = (before.split(separator: " "), after.split(separator: " "))
      let start = zip(old, new).prefix { $0 == $1 }.count
      let end = zip(old.dropFirst(start).reversed(), new.dropFirst(start).reversed()).prefix { $0 == $1 }.count
      let (mine, other) = (old.dropFirst(start).dropLast(end), new.dropFirst(start).dropLast(end))
      guard !mine.isEmpty, !other.isEmpty, start + end > 2 * max(mine.count, other.count) else { return nil }
      return (mine.joined(separator: " "), other.joined(separator: " "))
    }
  }

  /// All of it in one line.
  package var summaryText: String { ([verdict] + gaps + [countsText]).joined(separator: ", ") }

  /// Whether there are regressions, and how many.
  var verdict: String {
    let count = changes(.regression).count
    return count == 0 ? "no regression" : counted(count, "regression")
  }

  /// How many cases of each other kind there are.
  package var countsText: String {
    let changed = Kind.allCases.filter { $0 != .regression }.compactMap { kind -> String? in
      let count = changes(kind).count
      return count == 0 ? nil : "\(count) \(kind.phrase(count))"
    }
    return (changed + ["\(same) the same"]).joined(separator: ", ")
  }
}

extension RunComparison.Kind {
  package var heading: String {
    switch self {
    case .regression: "Regressions"
    case .fix: "Fixes"
    case .changed: "Changed"
    case .lost: "No longer run"
    case .gained: "Run now"
    case .new: "New cases"
    case .missing: "Missing cases"
    case .slower: "Slower"
    }
  }

  func phrase(_ count: Int) -> String {
    switch self {
    case .regression: "regression"
    case .fix: count == 1 ? "fix" : "fixes"
    case .changed, .new, .missing, .slower: rawValue
    case .lost: "no longer run"
    case .gained: "run now"
    }
  }

  fileprivate var tone: StyledLine.Tone {
    switch self {
    case .regression: .bad
    case .fix, .gained: .good
    case .changed, .lost, .new, .missing, .slower: .doubtful
    }
  }
}

extension RunRecord {
  /// `2026-01-31T12-00-00-sim: 6.12.1 on x86-intel (sim), 100 cases`
  package var nameLine: String {
    let cases = counted(self.cases.count, "case")
    guard let started else { return "a run that ended before it had a plan" }
    return "\(started.id): \(started.system.shortText), \(cases)"
  }
}
