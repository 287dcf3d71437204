import Journal
import SuiteModel

/// Which cases of the suites are meant. Empty lists select everything.
package struct Selector: Sendable, Hashable {
  /// A suite (`type1.map`), a folder of suites (`type1`), a case (`type1.map/overlap`), instances by some of their
  /// values (`type1.map/overlap[at=4KiB]`), or a glob over any of these.
  package var patterns: [String]
  package var tags: [String]
  /// Requirements by id, or globs over ids.
  package var requirements: [String]
  /// Patterns that are the name of an instance, and so mean just that one, whatever they match as a glob.
  private var names: Set<String> = []

  package init(patterns: [String] = [], tags: [String] = [], requirements: [String] = []) {
    self.patterns = patterns
    self.tags = tags
    self.requirements = requirements
  }

  /// Whether all is meant.
  package var isEmpty: Bool { patterns.isEmpty && tags.isEmpty && requirements.isEmpty }

  /// - Parameter isOpen: Whether the values of the case's parameters are not known: then each instance that is named of
  ///   it may be this one.
  package func selects(_ planned: PlannedCase, isOpen: Bool = false) -> Bool {
    let bySubject = patterns.isEmpty || patterns.contains { matches($0, planned, isOpen: isOpen) }
    let byTag = tags.isEmpty || tags.contains { planned.tags.contains($0) }
    return bySubject && byTag
      && (requirements.isEmpty
        || requirements.contains { pattern in planned.covers.contains { Glob(pattern).matches($0) } })
  }

  /// The selection with its patterns held against the names that there are.
  package func knowing(_ names: some Sequence<String>) -> Selector {
    var selector = self
    selector.names = Set(patterns).intersection(names)
    return selector
  }

  /// The parts of the selection that select nothing: most likely slips of the pen. Where each selects something but all
  /// together do not, that is one part.
  package func unused(in plan: some Sequence<(planned: PlannedCase, isOpen: Bool)>) -> [String] {
    guard !isEmpty else { return [] }
    let plan = Array(plan)
    let selector = knowing(plan.flatMap(\.planned.ids))
    let alone =
      patterns.filter { pattern in !plan.contains { selector.matches(pattern, $0.planned, isOpen: $0.isOpen) } }
      + tags.filter { tag in !plan.contains { $0.planned.tags.contains(tag) } }
      + requirements.filter { id in !plan.contains { $0.planned.covers.contains(where: Glob(id).matches) } }
    guard alone.isEmpty, !plan.contains(where: { selector.selects($0.planned, isOpen: $0.isOpen) }) else {
      return alone
    }
    return [(patterns + tags + requirements).joined(separator: " ")]
  }

  private func matches(_ pattern: String, _ planned: PlannedCase, isOpen: Bool) -> Bool {
    guard !names.contains(pattern) else { return planned.ids.contains(pattern) }
    let glob = Glob(pattern)
    let subjects = [planned.suite] + planned.caseIDs + planned.ids
    return planned.suite.hasPrefix(pattern + ".") || subjects.contains(where: glob.matches)
      || InstancePattern(pattern)?.matches(planned, isOpen: isOpen) == true
      || isOpen && Self.mayMatch(pattern, planned)
  }

  /// Whether a pattern names instances of a case by values that are not known, of parameters that it has.
  private static func mayMatch(_ pattern: String, _ planned: PlannedCase) -> Bool {
    guard let bracket = pattern.firstIndex(of: "["),
      planned.caseIDs.contains(where: Glob(String(pattern[..<bracket])).matches)
    else { return false }
    let values = Glob(String(pattern[bracket...]))
    let parameters = planned.parameters.keys + [Role.mediatedType]
    return parameters.contains { values.mayMatch(beginning: "[\($0)=") }
  }
}
