import Journal

/// The end of a run in a few lines: what was left out and why, what ran on what, and the verdict last.
package struct SummaryText {
  /// Lines on what the machine lacks, the commonest first, and on notes: a screen holds them and the verdict.
  static let limit = 10
  /// Columns of a line that say what is lacking.
  private static let width = 70

  private let record: RunRecord
  private let isVerbose: Bool

  /// - Parameter isVerbose: Everything is said, and at length.
  package init(_ record: RunRecord, isVerbose: Bool = false) {
    self.record = record
    self.isVerbose = isVerbose
  }

  package var lines: [StyledLine] { skips + notes + [headline, verdict] }

  // MARK: The verdict

  private var headline: StyledLine {
    let count = record.cases.count
    let text = "\(counted(count, "case")) in \(record.elapsed.milliseconds) s"
    guard let system = record.started?.system else { return "\(text, .strong)" }
    let machine = system.machine.map { ", \($0)" } ?? ""
    return "\(text, .strong) on \(Self.place(system)), kernel \(system.release)\(machine)"
  }

  private static func place(_ system: SystemDescription) -> String {
    switch system.backend {
    case "sim": "the simulator"
    case "local": "this machine"
    default: "a \(system.backend)"
    }
  }

  private var verdict: StyledLine {
    let counts = record.counts
    switch record.ending {
    case .incomplete(let reason): return "\("INCOMPLETE", .bad), \(reason): \(outcomes)"
    case .stoppedAtFailure(let reason): return "\("ENDED EARLY", .bad), \(reason): \(outcomes)"
    case .complete: break
    }
    if counts.unexpected > 0 { return "\("NOT as expected", .bad): \(outcomes)" }
    if counts.ran == 0 { return "\("NOTHING RAN", .bad): \(outcomes)" }
    return "\("as expected", .good): \(outcomes)"
  }

  private var outcomes: StyledLine {
    let counts = record.counts
    var line = StyledLine("\(counts.passed) passed", counts.passed > 0 ? .good : .plain)
    func add(_ count: Int, _ one: String, _ many: String, _ tone: StyledLine.Tone) {
      if count > 0 { line += ", \("\(count) \(count == 1 ? one : many)", tone)" }
    }
    add(counts.failed, "failed", "failed", .bad)
    add(counts.errored, "error", "errors", .bad)
    add(counts.unexpectedPasses, "unexpected pass", "unexpected passes", .bad)
    add(counts.expectedFailures, "expected failure", "expected failures", .doubtful)
    add(counts.observed, "observed", "observed", .doubtful)
    add(counts.skipped, "skipped", "skipped", .faint)
    return line
  }

  // MARK: What was left out

  private var skips: [StyledLine] {
    var reasons: [String] = []
    for case (.skipped(let reason), let record) in record.cases.map({ ($0.outcome, $0) }) {
      reasons.append(isVerbose ? reason : record.final?.lack ?? reason)
    }
    let lines = tally(reasons)
    return lines.isEmpty ? [] : ["skipped"] + lines
  }

  private var notes: [StyledLine] {
    let lines = tally(record.notes.map(\.text))
    return lines.isEmpty ? [] : ["notes"] + lines
  }

  /// How often each text stands for something, the commonest first. The numbers add up to all that there are.
  private func tally(_ texts: [String]) -> [StyledLine] {
    let counts = texts.reduce(into: [:]) { $0[$1, default: 0] += 1 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    // One more line costs as much as the line that would stand for it.
    let shown = isVerbose || counts.count <= Self.limit + 1 ? counts.count : Self.limit
    var rows = counts.prefix(shown).map { ($0.value, isVerbose ? $0.key : ReportText.line($0.key, limit: Self.width)) }
    if shown < counts.count {
      rows.append(
        (
          counts.dropFirst(shown).reduce(0) { $0 + $1.value },
          "for \(counts.count - shown) more reasons; --verbose shows all"
        ))
    }
    return rows.map { count, text in
      "\(String(repeating: " ", count: max(0, 6 - "\(count)".count)) + "\(count)  \(text)", .faint)"
    }
  }
}
