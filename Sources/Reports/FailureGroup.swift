import Journal

/// Cases whose first wrong answer is the same: one broken rule makes many cases fail, most of them on the way to what
/// they are about.
struct FailureGroup {
  /// The answer that differs first.
  struct Answer: Hashable {
    var step: String?
    var expected: String
    var actual: String

    /// In one line.
    var headline: String { "\(step.map { "\($0): " } ?? "")expected \(expected), got \(actual)" }
  }

  let answer: Answer
  /// The most direct case first: one that says of itself that the kernel disagreed, with the fewest calls before that and
  /// the fewest requirements.
  let cases: [CaseRecord]

  private init(_ answer: Answer, _ cases: [CaseRecord]) {
    self.answer = answer
    self.cases = cases.sorted(by: Self.isMoreDirect)
  }

  /// The groups of a run, the one with the most direct case first.
  static func all(of cases: [CaseRecord]) -> [FailureGroup] {
    cases.grouped(by: Answer.init).map { FailureGroup($0.key, $0.members) }.sorted { one, other in
      guard let mine = one.cases.first, let theirs = other.cases.first else { return false }
      return isMoreDirect(mine, theirs)
    }
  }

  private static func isMoreDirect(_ one: CaseRecord, _ other: CaseRecord) -> Bool { rank(one) < rank(other) }

  private static func rank(_ record: CaseRecord) -> (Int, Int, Int, Int) {
    let attempt = record.firstFailure
    // What belongs to no case of the suites was looked at before all of them.
    let isOfMachine = record.planned.file.isEmpty ? 0 : 1
    let isDisagreement = attempt?.outcome == .failed ? 0 : 1
    return (isOfMachine, isDisagreement, attempt?.trace.count ?? .max, record.planned.covers.count)
  }
}

extension FailureGroup.Answer {
  /// Nothing where no answer differs: a run that was stopped, a known defect that is gone.
  init?(_ record: CaseRecord) {
    guard let attempt = record.firstFailure, let failure = attempt.failure else { return nil }
    // A system that was lost, or a case that fails now and then, needs words of its own.
    guard attempt.outcome == .failed || attempt.outcome == .errored(.setup) else { return nil }
    self.init(step: failure.step?.text, expected: failure.expected, actual: failure.actual)
  }
}

extension RunRecord {
  /// What did not end as expected, as one report after the other tells it: the most direct case of each wrong answer with
  /// the others that have the same, and then those that need words of their own.
  var failures: [(lead: CaseRecord, others: [CaseRecord])] {
    let groups = FailureGroup.all(of: cases)
    let grouped = Set(groups.flatMap(\.cases).map(\.planned.id))
    let alone = cases.filter { !$0.outcome.isExpected && !grouped.contains($0.planned.id) }
    return groups.compactMap { group in group.cases.first.map { ($0, Array(group.cases.dropFirst())) } }
      + alone.map { ($0, []) }
  }
}

extension CaseRecord {
  /// The end that made the verdict a bad one.
  var firstFailure: CaseFinished? { outcome.isExpected ? nil : final }
}
