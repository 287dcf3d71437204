import Journal

/// Two runs, held against each other case by case.
package struct RunComparison: Sendable {
  /// What became of a case from one run to the other.
  package enum Kind: String, Sendable, CaseIterable {
    /// It went wrong, and did not before.
    case regression
    /// It went wrong before, and ended as expected.
    case fix
    /// It ended otherwise, or with other errnos or values, and is neither of the above.
    case changed
    /// It ran before, and was skipped.
    case lost
    /// It was skipped before, and ran.
    case gained
    /// Only the new run has it.
    case new
    /// Only the old run has it.
    case missing
    /// It took longer.
    case slower
  }

  package struct Change: Sendable {
    package var kind: Kind
    /// The case, as the newer of both runs that have it knows it.
    package var planned: PlannedCase
    /// A line for each run; nil where the run has no such case.
    package var before: String?
    package var after: String?
  }

  /// What took longer has to differ by so many seconds: less is chance.
  static let slowness = 0.1

  package let old: RunRecord
  package let new: RunRecord
  /// By kind; within a kind in the order of the plans.
  package let changes: [Change]
  /// Cases of both runs of which nothing is to be told.
  package let same: Int
  /// Cases that ran in both.
  package let compared: Int

  /// - Parameter factor: How many times longer a case has to take to be slower.
  package init(_ old: RunRecord, _ new: RunRecord, slowerBy factor: Double = 2) {
    (self.old, self.new) = (old, new)
    let pairs = Pairs(old.cases, new.cases)
    let text = (old: FailureText(run: old.started), new: FailureText(run: new.started))
    var changes = pairs.both.compactMap { Self.change($0, $1, text, factor) }
    same = pairs.both.count - changes.count
    compared = pairs.both.count { $0.ran && $1.ran }
    changes += pairs.new.map {
      Change(
        kind: $0.outcome.isExpected ? .new : .regression, planned: $0.planned, before: nil,
        after: Self.line($0, text.new))
    }
    changes += pairs.old.map {
      Change(kind: .missing, planned: $0.planned, before: Self.line($0, text.old), after: nil)
    }
    self.changes = Kind.allCases.flatMap { kind in changes.filter { $0.kind == kind } }
  }

  package func changes(_ kind: Kind) -> [Change] { changes.filter { $0.kind == kind } }

  /// Why the comparison tells less than it could: a run that is incomplete.
  package var gaps: [String] {
    let runs = [("old", old), ("new", new)]
    let ends = runs.compactMap { name, record in
      record.ending.reason.map { "the \(name) run is incomplete: \($0)" }
    }
    guard old.shardText != new.shardText else { return ends }
    return ends
      + runs.compactMap { name, record in
        record.shardText.map { "the \(name) run is shard \($0) of its plan, and the other is not" }
      }
  }

  // MARK: One case

  private static func change(
    _ old: CaseRecord, _ new: CaseRecord, _ text: (old: FailureText, new: FailureText), _ factor: Double
  ) -> Change? {
    func change(_ kind: Kind, _ before: String, _ after: String) -> Change {
      Change(kind: kind, planned: new.planned, before: before, after: after)
    }
    let (before, after) = (line(old, text.old), line(new, text.new))
    switch (old.outcome.isExpected, new.outcome.isExpected) {
    case (true, false): return change(.regression, before, after)
    // What is expected to fail is mended no more for that.
    case (false, true) where new.outcome.isExpectedFailure: return change(.changed, before, after)
    case (false, true) where new.ran: return change(.fix, before, after)
    case (false, false):
      return old.finding == new.finding ? slower(old, new, factor, change) : change(.changed, before, after)
    case (false, true), (true, true): break
    }
    guard old.ran == new.ran else { return change(old.ran ? .lost : .gained, before, after) }
    guard new.ran else { return nil }
    if old.finding != new.finding { return change(.changed, before, after) }
    if let (one, other) = differingCalls(old, new) { return change(.changed, one, other) }
    return slower(old, new, factor, change)
  }

  private static func slower(
    _ old: CaseRecord, _ new: CaseRecord, _ factor: Double, _ change: (Kind, String, String) -> Change
  ) -> Change? {
    guard new.duration > old.duration * factor, new.duration - old.duration > slowness else { return nil }
    return change(.slower, "\(old.duration.milliseconds) s", "\(new.duration.milliseconds) s")
  }

  /// The first call of a case that did not end alike, where both runs kept the calls of cases that passed.
  private static func differingCalls(_ old: CaseRecord, _ new: CaseRecord) -> (String, String)? {
    guard let one = old.final?.trace, let other = new.final?.trace, !one.isEmpty, !other.isEmpty else { return nil }
    let nothing = "no further call"
    return (0..<max(one.count, other.count)).lazy.map { index in
      (index < one.count ? one[index] : nothing, index < other.count ? other[index] : nothing)
    }.first { $0 != $1 }
  }

  private static func line(_ record: CaseRecord, _ text: FailureText) -> String {
    let headline = ReportText.line(text.headline(record))
    return record.outcome == .passed ? headline : "\(record.outcome.name): \(headline)"
  }
}

extension RunRecord {
  fileprivate var shardText: String? { started?.shard.map { "\($0.index)/\($0.count)" } }
}

extension CaseRecord {
  fileprivate var ran: Bool { !outcome.isSkipped }

  /// What was found, without the places in files, which move.
  fileprivate var finding: [String] {
    [
      outcome.name, outcome.defect ?? "", final?.failure?.expected ?? "", final?.failure?.actual ?? "",
      explanation ?? "",
    ]
      + (final?.observations ?? [])
  }
}

/// The cases of two runs, by their names and those that they had before.
private struct Pairs {
  var both: [(CaseRecord, CaseRecord)] = []
  var old: [CaseRecord] = []
  var new: [CaseRecord] = []

  init(_ olds: [CaseRecord], _ news: [CaseRecord]) {
    var left = Dictionary(olds.map { ($0.planned.id, $0) }, uniquingKeysWith: { first, _ in first })
    for record in news {
      // The run itself, where it stands for a case, is told as a gap.
      guard record.planned != .run else { continue }
      if let name = record.planned.ids.first(where: { left[$0] != nil }), let old = left.removeValue(forKey: name) {
        both.append((old, record))
      } else {
        new.append(record)
      }
    }
    old = olds.filter { left[$0.planned.id] != nil && $0.planned != .run }
  }
}
