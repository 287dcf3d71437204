/// Which cases of the suites are meant. Empty lists select everything.
public struct Selector: Sendable, Hashable {
  /// A suite (`type1.map`), a folder of suites (`type1`), a case (`type1.map/overlap`), an instance
  /// (`type1.map/overlap[at=4KiB]`), or a glob over any of these.
  public var patterns: [String]
  public var tags: [String]
  /// Requirements by id, or globs over ids.
  public var requirements: [String]

  public init(patterns: [String] = [], tags: [String] = [], requirements: [String] = []) {
    self.patterns = patterns
    self.tags = tags
    self.requirements = requirements
  }

  public func selects(_ planned: PlannedCase) -> Bool {
    let bySubject = patterns.isEmpty || patterns.contains { Self.pattern($0, matches: planned) }
    let byTag = tags.isEmpty || tags.contains { planned.tags.contains($0) }
    return bySubject && byTag
      && (requirements.isEmpty
        || requirements.contains { pattern in planned.covers.contains { Glob(pattern).matches($0) } })
  }

  /// The parts of the selection that select nothing of a plan: most likely a slip of the pen.
  public func unused(in plan: [PlannedCase]) -> [String] {
    patterns.filter { pattern in !plan.contains { Self.pattern(pattern, matches: $0) } }
      + tags.filter { tag in !plan.contains { $0.tags.contains(tag) } }
      + requirements.filter { id in !plan.contains { $0.covers.contains(where: Glob(id).matches) } }
  }

  private static func pattern(_ pattern: String, matches planned: PlannedCase) -> Bool {
    let glob = Glob(pattern)
    let subjects = [planned.suite, planned.caseID, planned.id]
    return planned.suite.hasPrefix(pattern + ".") || subjects.contains(where: glob.matches)
  }
}

extension PlannedCase {
  /// `suite/case`, without parameters.
  public var caseID: String {
    parameters.isEmpty ? id : String(id.prefix { $0 != "[" })
  }
}
