import ArgumentParser
import Runner

/// Which cases a command is about.
struct SelectionOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Suites (type1.map), areas (type1), cases (type1.overlap/overlap), or patterns with * and ? over them.",
      valueName: "selector"))
  var selectors: [String] = []

  @Option(help: ArgumentHelp("Only cases with this tag (repeatable).", valueName: "tag"))
  var tag: [String] = []

  @Option(help: ArgumentHelp("Only cases that cover this requirement, or pattern (repeatable).", valueName: "id"))
  var requirement: [String] = []

  var selector: Selector { Selector(patterns: selectors, tags: tag, requirements: requirement) }

  /// The selection as it was given.
  var words: [String] {
    selectors + tag.flatMap { ["--tag", $0] } + requirement.flatMap { ["--requirement", $0] }
  }

  /// Fails for a selector that selects nothing: most likely it is mistyped.
  func checkUse(in plan: [PlannedCase]) throws {
    let unused = selector.unused(in: plan)
    guard !unused.isEmpty else { return }
    let names = unused.map { "'\($0)'" }.joined(separator: ", ")
    throw CommandFailure("\(names) selects no case; see 'vfio-conform list'", .usage)
  }
}
