/// What the suites saw of one deliberate deviation of a system.
package struct MutantReport<Quirk: Sendable>: Sendable {
  package var quirk: Quirk
  /// Cases that cover the broken requirement and hold where it is kept, by id: those that could have noticed.
  package internal(set) var tried: Set<String> = []
  /// Instances that failed with the quirk and cover the broken requirement, by id, in the order of the plan; behind them
  /// what the machine offered less or more than it must.
  package internal(set) var noticedBy: [String] = []
  /// Instances that failed and do not cover it, which proves nothing. Only a thorough run looks for them.
  package internal(set) var disturbed: [String] = []
}

/// What every case saw of the quirks, and every quirk of the cases.
package struct MutantSurvey<Quirk: Sendable>: Sendable {
  /// In the order of the quirks; each was tried, unless the run was cancelled.
  package internal(set) var reports: [MutantReport<Quirk>]
  /// The cases of the suites, by id, in the order of the plan.
  package internal(set) var cases: [String: CaseSurvey] = [:]

  /// How one case fared.
  package struct CaseSurvey: Sendable {
    /// Whether it decides anything: a case of severity `info` cannot fail.
    package internal(set) var canFail: Bool
    /// Whether it passed anywhere without a quirk; one that did not could notice nothing.
    package internal(set) var passed = false
    /// How many quirks it noticed.
    package internal(set) var noticed = 0
  }

  /// Cases that passed whatever was broken: nothing shows that they can fail.
  package var blind: [String] { ids { $0.canFail && $0.passed && $0.noticed == 0 } }
  /// Cases that no host could serve.
  package var untried: [String] { ids { $0.canFail && !$0.passed } }

  /// Whether the suites have a gap: a quirk that nobody noticed, or a case that noticed none.
  ///
  /// - Parameter judgesCases: Whether cases count: only where every quirk was tried everywhere is one blind.
  package func isWanting(judgesCases: Bool) -> Bool {
    reports.contains(where: \.noticedBy.isEmpty) || judgesCases && !blind.isEmpty
  }

  private func ids(where condition: (CaseSurvey) -> Bool) -> [String] {
    cases.filter { condition($0.value) }.map(\.key).sorted()
  }
}
