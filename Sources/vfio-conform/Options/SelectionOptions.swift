import ArgumentParser
import Journal
import Runner

/// Which cases a command is about.
struct SelectionOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Suites (type1.map), areas (type1), cases (type1.overlap/overlap), instances by some of their values ('type1.overlap/overlap[at=4KiB]'), patterns of these with * and ?, or paths of suites.",
      valueName: "selector"))
  var selectors: [String] = []

  @Option(help: ArgumentHelp("Only cases with this tag (repeatable).", valueName: "tag"))
  var tag: [String] = []

  @Option(
    help: ArgumentHelp("Only cases that cover this requirement, or one of a pattern (repeatable).", valueName: "id"))
  var requirement: [String] = []

  /// The selection as it was given.
  var words: [String] {
    selectors + tag.flatMap { ["--tag", $0] } + requirement.flatMap { ["--requirement", $0] }
  }

  /// What is selected.
  ///
  /// - Throws: Where a part of it selects nothing, most likely because it is mistyped; what was probably meant. Of names
  ///   that only a machine's plan has, that plan is the judge.
  func selector(_ names: SuiteNames) throws -> Selector {
    let selector = Selector(patterns: selectors.map(names.selector), tags: tag, requirements: requirement)
    let outlines = Outline.all(of: names.library.suites)
    let unused = selector.unused(in: outlines.lazy.map { ($0.planned, $0.isOpen) }).filter { pattern in
      let mayBeOpen = pattern.contains { $0 == "*" || $0 == "?" } && selector.patterns.contains(pattern)
      return !mayBeOpen
        || !outlines.contains { $0.isOpen && Glob(pattern).mayMatch(beginning: $0.planned.caseID + "[") }
    }
    guard let first = unused.first else { return selector }
    let words = unused.map { "'\($0)'" }.joined(separator: ", ")
    throw CommandFailure("\(words) selects no case; \(hint(first, selector, names))", .usage)
  }

  private func hint(_ word: String, _ selector: Selector, _ names: SuiteNames) -> String {
    if selector.patterns.contains(word) { return names.hint(forSelector: word) }
    if tag.contains(word) { return names.hint(forTag: word) }
    return requirement.contains(word)
      ? names.hint(forRequirement: word) : "each of these words does, but not all at once"
  }
}
