import Journal
import Reports
import SuiteModel

/// What is promised, which cases hold a kernel to it, and what they found: requirement × cases × runs.
package struct RequirementMatrix: Sendable {
  /// The runs whose results are shown, the oldest first.
  package let runs: [RunStarted]
  /// Areas in the order of their files.
  package let sections: [Section]
  /// Cases of the runs that no suite has any more.
  package let strangers: Int

  /// The requirements of one area.
  package struct Section: Sendable {
    package var area: String
    package var title: String
    /// Why cases are still missing; nil where the area is done.
    package var planned: String?
    package var rows: [Row]
  }

  /// One requirement.
  package struct Row: Sendable {
    package var requirement: Requirement
    package var cases: [CaseRow]
    package var status: Status
    /// Why no case covers it, where there is a reason.
    package var reason: String?
  }

  /// One case that covers it, all values of its parameters together.
  package struct CaseRow: Sendable {
    /// `suite/case`.
    package var id: String
    package var title: String
    /// What each run found; nil where the case was not in its plan.
    package var results: [Outcome?]

    /// What was found last.
    package var last: Outcome? { results.lazy.compactMap(\.self).last }
  }

  /// What the matrix says of a requirement.
  package enum Status: String, Sendable, Encodable, CaseIterable {
    /// At least one case passed, and none failed.
    case passed
    /// A case did not end as expected.
    case failed
    /// A case failed, as a known defect says that it would.
    case knownDefect = "known defect"
    /// Cases of severity `info` alone decide nothing.
    case observed
    /// No case could run on the machine.
    case skipped
    /// No run had a case of it.
    case notRun = "not run"
    /// No machine of the suites can show it.
    case unreachable
    /// Its area is not done yet.
    case planned
    /// Its area is not done yet, and a kernel that was run has it.
    case notJudged = "not judged"
    /// No case covers it, and nobody said why.
    case uncovered
  }

  /// - Parameters:
  ///   - ids: The requirements that are shown; all of them where it is nil.
  ///   - records: In any order; those whose journal does not tell how they began are left out.
  package init(
    _ suites: [Suite], _ catalogue: RequirementCatalogue, only ids: Set<String>? = nil, runs records: [RunRecord]
  ) {
    let records = records.filter { $0.started != nil }.sorted {
      ($0.started?.time.milliseconds ?? 0) < ($1.started?.time.milliseconds ?? 0)
    }
    runs = records.compactMap(\.started)
    let found = records.map(Self.outcomes)
    let notJudged = Set(runs.flatMap(\.notJudged))
    var covering: [String: [CaseRow]] = [:]
    var known: Set<String> = []
    for suite in suites {
      for definition in suite.cases {
        let id = "\(suite.name)/\(definition.name)"
        known.insert(id)
        let row = CaseRow(id: id, title: definition.title, results: found.map { $0[id] })
        for reference in definition.covers { covering[reference.id, default: []].append(row) }
      }
    }
    strangers = Set(found.flatMap(\.keys)).subtracting(known).count
    let all = catalogue.sections.map { section in
      Section(
        area: section.area, title: section.title, planned: section.planned,
        rows: section.requirements.filter { ids?.contains($0.id) ?? true }.map { requirement in
          let cases = covering[requirement.id] ?? []
          let unreachable = catalogue.unreachable[requirement.id]?.reason
          return Row(
            requirement: requirement, cases: cases,
            status: Status(
              cases, isUnreachable: unreachable != nil, isPlanned: section.planned != nil,
              isNotJudged: notJudged.contains(requirement.id)),
            reason: cases.isEmpty ? unreachable ?? section.planned : nil)
        })
    }
    sections = ids == nil ? all : all.filter { !$0.rows.isEmpty }
  }

  /// How each case of a run ended, all its instances together.
  private static func outcomes(_ record: RunRecord) -> [String: Outcome] {
    var outcomes: [String: Outcome] = [:]
    // What the run did not come to, nothing was found of.
    for instance in record.cases where instance.begun != nil || instance.final != nil {
      let id = String(instance.planned.id.prefix { $0 != "[" })
      outcomes[id] =
        outcomes[id].map { $0.weight >= instance.outcome.weight ? $0 : instance.outcome } ?? instance.outcome
    }
    return outcomes
  }
}

extension RequirementMatrix.Status {
  init(_ cases: [RequirementMatrix.CaseRow], isUnreachable: Bool, isPlanned: Bool, isNotJudged: Bool) {
    guard !cases.isEmpty else {
      self = isNotJudged ? .notJudged : isUnreachable ? .unreachable : isPlanned ? .planned : .uncovered
      return
    }
    guard let outcome = cases.compactMap(\.last).max(by: { $0.weight < $1.weight }) else {
      self = .notRun
      return
    }
    switch outcome {
    case .passed: self = .passed
    case .failed, .errored, .unexpectedPass, .flaky: self = .failed
    case .expectedFailure: self = .knownDefect
    case .observed: self = .observed
    case .skipped: self = .skipped
    }
  }
}

extension Outcome {
  /// Of several outcomes the weightiest stands for all: a failure hides no pass, a skipped instance takes nothing away.
  fileprivate var weight: Int {
    switch self {
    case .skipped: 0
    case .observed: 1
    case .passed: 2
    case .expectedFailure: 3
    case .unexpectedPass: 4
    case .flaky: 5
    case .errored: 6
    case .failed: 7
    }
  }
}

/// How many requirements stand how.
package struct MatrixCounts: Sendable, Hashable, Encodable {
  package var requirements = 0
  package var must = 0
  /// `must` with a case.
  package var covered = 0
  /// `must` that no machine can show.
  package var unreachable = 0
  /// `must` without a case in an area that is planned.
  package var planned = 0
  /// `must` without a case in an area that is planned, and that a kernel that was run has.
  package var notJudged = 0
  /// `must` without a case or a reason.
  package var uncovered = 0
  /// Requirements of any severity with a case that passed last.
  package var passed = 0
  /// Requirements of any severity with a case that did not end as expected.
  package var failed = 0

  package init(_ rows: some Sequence<RequirementMatrix.Row>) {
    for row in rows {
      requirements += 1
      if row.status == .passed { passed += 1 }
      if row.status == .failed { failed += 1 }
      guard row.requirement.severity == .must else { continue }
      must += 1
      switch row.status {
      case .unreachable: unreachable += 1
      case .planned: planned += 1
      case .notJudged: notJudged += 1
      case .uncovered: uncovered += 1
      default: covered += 1
      }
    }
  }
}

extension RequirementMatrix {
  package var counts: MatrixCounts { MatrixCounts(sections.flatMap(\.rows)) }
}
