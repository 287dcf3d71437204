/// What the suites saw of one deliberate deviation of a system.
public struct MutantReport<Quirk: Sendable>: Sendable {
  public var quirk: Quirk
  /// Cases that cover the broken requirement and hold where it is kept, by id: those that could have noticed.
  public internal(set) var tried: Set<String> = []
  /// Instances that failed with the quirk and cover the broken requirement, by id, in the order of the plan.
  public internal(set) var noticedBy: [String] = []
  /// Instances that failed and do not cover it, which proves nothing. Only a thorough run looks for them.
  public internal(set) var disturbed: [String] = []
}

/// What every case saw of the quirks, and every quirk of the cases.
public struct MutantSurvey<Quirk: Sendable>: Sendable {
  /// In the order of the quirks; each was tried, unless the run was cancelled.
  public internal(set) var reports: [MutantReport<Quirk>]
  /// The cases of the suites, by id, in the order of the plan.
  public internal(set) var cases: [String: CaseSurvey] = [:]

  /// How one case fared.
  public struct CaseSurvey: Sendable {
    /// Whether it decides anything: a case of severity `info` cannot fail.
    public internal(set) var canFail: Bool
    /// Whether it passed anywhere without a quirk; one that did not could notice nothing.
    public internal(set) var passed = false
    /// How many quirks it noticed.
    public internal(set) var noticed = 0
  }

  /// Cases that passed whatever was broken: nothing shows that they can fail.
  public var blind: [String] { ids { $0.canFail && $0.passed && $0.noticed == 0 } }
  /// Cases that no host could serve.
  public var untried: [String] { ids { $0.canFail && !$0.passed } }

  private func ids(where condition: (CaseSurvey) -> Bool) -> [String] {
    cases.filter { condition($0.value) }.map(\.key).sorted()
  }
}
