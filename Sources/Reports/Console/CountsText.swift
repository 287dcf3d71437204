import Journal

extension Counts {
  /// `5 passed, 1 failed`: the passed, and whatever else there is.
  package var text: String { line.text(.plain) }

  /// The same, for a person.
  var line: StyledLine {
    var line = StyledLine("\(passed) passed", passed > 0 ? .good : .plain)
    func add(_ count: Int, _ one: String, _ many: String, _ tone: StyledLine.Tone) {
      if count > 0 { line += ", \("\(count) \(count == 1 ? one : many)", tone)" }
    }
    add(failed, "failed", "failed", .bad)
    add(errored, "error", "errors", .bad)
    add(flaky, "flaky", "flaky", .bad)
    add(unexpectedPasses, "unexpected pass", "unexpected passes", .bad)
    add(expectedFailures, "expected failure", "expected failures", .doubtful)
    add(observed, "observed", "observed", .doubtful)
    add(skipped, "skipped", "skipped", .faint)
    return line
  }
}
