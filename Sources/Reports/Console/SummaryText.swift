import Journal

/// The end of a run in a few lines: what was left out and why, what ran on what, and the verdict last.
package struct SummaryText {
  /// Lines on what the machine lacks, the commonest first, and on notes: a screen holds them and the verdict.
  static let limit = 10
  /// Wrong answers that a screen has room for, and the columns of one.
  private static let groupLimit = 5
  private static let answerWidth = 160
  /// Columns of a line that say what is lacking.
  private static let width = 70

  private let record: RunRecord
  private let isVerbose: Bool
  private let slowest: Int

  /// - Parameters:
  ///   - isVerbose: Everything is said, and at length.
  ///   - slowest: How many cases are named that took longest.
  package init(_ record: RunRecord, isVerbose: Bool = false, slowest: Int = 0) {
    self.record = record
    self.isVerbose = isVerbose
    self.slowest = slowest
  }

  /// What was run on what, and the verdict, a line each.
  var headlineText: String { headline.text(.plain) }
  var verdictText: String { verdict.text(.plain) }

  /// The verdict in few words.
  var verdictWord: String {
    switch record.ending {
    case .incomplete: return "incomplete"
    case .stoppedAtFailure: return "ended early"
    case .complete: break
    }
    if record.counts.unexpected > 0 { return "not as expected" }
    return record.counts.ran == 0 ? "nothing ran" : "as expected"
  }

  package var lines: [StyledLine] {
    slowestCases + skips + notRun + leftOut + notes + failures + notJudged + [headline, verdict]
  }

  // MARK: The verdict

  private var headline: StyledLine {
    let count = record.cases.count
    let text = "\(counted(count, "case")) in \(record.elapsed.milliseconds) s"
    guard let system = record.started?.system else { return "\(text, .strong)" }
    let machine = system.machine.map { ", \($0)" } ?? ""
    let choice = record.started?.choice.map { ", \($0)" }.joined() ?? ""
    return "\(text, .strong) on \(Self.place(system)), kernel \(system.release)\(machine)\(choice)"
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
    if counts.ran == 0 { return "\("NOTHING RAN", .bad)\(counts.skipped == 0 ? "" : ": \(counts.skipped) skipped")" }
    return "\("as expected", .good): \(outcomes)"
  }

  private var outcomes: StyledLine {
    let unseen = record.started?.notJudged.count ?? 0
    guard unseen > 0 else { return record.counts.line }
    return "\(record.counts.line), \(counted(unseen, "requirement") + " not judged", .doubtful)"
  }

  // MARK: What went wrong

  /// The answers that differ first, the most telling first, each with the case that shows it best.
  private var failures: [StyledLine] {
    let groups = FailureGroup.all(of: record.cases)
    guard !groups.isEmpty else { return [] }
    let shown = isVerbose ? groups.count : min(groups.count, Self.groupLimit)
    var lines: [StyledLine] = ["what went wrong first"]
    for group in groups.prefix(shown) {
      guard let first = group.cases.first else { continue }
      let others = group.cases.count > 1 ? ", and \(group.cases.count - 1) more" : ""
      lines.append("  \(ReportText.line(group.answer.headline, limit: Self.answerWidth), .bad)")
      lines.append("    \(ReportText.line(first.planned.id), .strong)\(others, .faint)")
      lines.append("    \(ReportText.line(first.planned.title), .faint)")
    }
    let rest = groups.dropFirst(shown)
    if !rest.isEmpty {
      let cases = rest.reduce(0) { $0 + $1.cases.count }
      lines.append(
        "  \("\(counted(rest.count, "more answer")) in \(counted(cases, "case")): report.txt has all", .faint)")
    }
    return lines
  }

  // MARK: What was left out

  private var skips: [StyledLine] {
    let lines = tally(isVerbose ? record.lackReasons : record.lacks)
    return lines.isEmpty ? [] : ["skipped"] + lines
  }

  private var notRun: [StyledLine] {
    let lines = tally(record.notRun)
    return lines.isEmpty ? [] : ["not run"] + lines
  }

  private var leftOut: [StyledLine] {
    let entries = record.started?.allLeftOut ?? []
    return entries.isEmpty ? [] : ["left out"] + entries.map { row($0.count, $0.by) }
  }

  private var slowestCases: [StyledLine] {
    let ran = record.cases.filter { $0.duration > 0 }.sorted {
      ($1.duration, $0.planned.id) < ($0.duration, $1.planned.id)
    }
    guard slowest > 0, !ran.isEmpty else { return [] }
    return ["slowest"] + ran.prefix(slowest).map { "\("  \($0.duration.milliseconds) s  \($0.planned.id)", .faint)" }
  }

  private var notes: [StyledLine] {
    let lines = tally(record.notes.map(\.text), width: nil)
    return lines.isEmpty ? [] : ["notes"] + lines
  }

  private var notJudged: [StyledLine] {
    let areas = (record.started?.notJudged ?? []).map {
      "of \($0.prefix { $0 != "-" }), which the kernel has and no case"
    }
    let lines = tally(areas)
    return lines.isEmpty ? [] : ["not judged"] + lines
  }

  /// How often each text stands for something, the commonest first. The numbers add up to all that there are.
  ///
  /// - Parameter width: Columns of a text; nil for all of it.
  private func tally(_ texts: [String], width: Int? = Self.width) -> [StyledLine] {
    let counts = texts.tallied
    // One more line costs as much as the line that would stand for it.
    let shown = isVerbose || counts.count <= Self.limit + 1 ? counts.count : Self.limit
    var rows = counts.prefix(shown).map {
      ($0.count, isVerbose ? $0.text : ReportText.line($0.text, limit: width ?? ReportText.messageLimit))
    }
    if shown < counts.count {
      rows.append(
        (
          counts.dropFirst(shown).reduce(0) { $0 + $1.count },
          "for \(counts.count - shown) more reasons; --verbose shows all"
        ))
    }
    return rows.map { row($0, $1) }
  }

  private func row(_ count: Int, _ text: String) -> StyledLine {
    "\(String(repeating: " ", count: max(0, 6 - "\(count)".count)) + "\(count)  \(text)", .faint)"
  }
}
