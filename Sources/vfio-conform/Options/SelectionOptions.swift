import ArgumentParser
import Journal
import Runner
import SuiteModel

/// Which cases a command is about.
struct SelectionOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Suites (type1.map), areas (type1), cases (type1.overlap/overlap), instances by some of their values ('type1.overlap/overlap[at=4KiB]'), patterns of these with * and ?, or paths of suites.",
      valueName: "selector"), completion: .cases)
  var selectors: [String] = []

  @Option(help: ArgumentHelp("Only cases with this tag (repeatable).", valueName: "tag"), completion: .tags)
  var tag: [String] = []

  @Option(
    help: ArgumentHelp("Only cases that cover this requirement, or one of a pattern (repeatable).", valueName: "id"),
    completion: .requirements)
  var requirement: [String] = []

  /// The selection as it was given.
  var words: [String] {
    selectors + tag.flatMap { ["--tag", $0] } + requirement.flatMap { ["--requirement", $0] }
  }

  /// Which suites can be left unread; nil where all are meant.
  func filter(in folder: SuiteFolder) -> SuiteFilter? {
    guard !words.isEmpty else { return nil }
    return SuiteFilter(
      patterns: selectors.map { folder.place(of: $0)?.suite ?? $0 }, tags: tag, requirements: requirement)
  }

  /// What is selected.
  ///
  /// - Throws: Where a part of it selects nothing, most likely because it is mistyped; what was probably meant. Of names
  ///   that only a machine's plan has, that plan is the judge.
  func selector(_ names: SuiteNames) throws -> Selector {
    try names.checked { Selector(patterns: selectors.map($0.selector), tags: tag, requirements: requirement) }
  }
}

extension SuiteNames {
  /// The selection, each part of which selects some case.
  ///
  /// - Parameter selection: Made of other names where these are not all that there are.
  func checked(_ selection: (SuiteNames) -> Selector) throws -> Selector {
    let selector = selection(self)
    guard !selector.isEmpty else { return selector }
    let outlines = Outline.all(of: library.suites)
    let unused = selector.unused(in: outlines.lazy.map { ($0.planned, $0.isOpen) }).filter { pattern in
      let mayBeOpen = pattern.contains { $0 == "*" || $0 == "?" } && selector.patterns.contains(pattern)
      return !mayBeOpen
        || !outlines.contains { $0.isOpen && Glob(pattern).mayMatch(beginning: $0.planned.caseID + "[") }
    }
    guard let first = unused.first else { return selector }
    // All names there are tell what was meant.
    guard library.isWhole else { return try SuiteNames(suites.library(), suites).checked(selection) }
    let words = unused.map { "'\($0)'" }.joined(separator: ", ")
    throw CommandFailure("\(words) selects no case; \(hint(first, selector))", .usage)
  }

  private func hint(_ word: String, _ selector: Selector) -> String {
    if selector.patterns.contains(word) { return hint(forSelector: word) }
    if selector.tags.contains(word) { return hint(forTag: word) }
    return selector.requirements.contains(word)
      ? hint(forRequirement: word) : "each of these words does, but not all at once"
  }
}
