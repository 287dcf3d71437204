import Runner

/// The end of a run in a few lines: what ran on what, how it ended, what was left out and why.
public struct SummaryText: Sendable {
  /// The most reasons for skips that are shown, the commonest first.
  static let reasonLimit = 20

  private let style: Style

  public init(style: Style) { self.style = style }

  /// - Parameter elapsed: Seconds from start to end, where the time in cases is not the whole of it.
  public func lines(_ record: RunRecord, elapsed: Double? = nil) -> [String] {
    var lines = [headline(record, elapsed: elapsed), "  " + outcomes(record.counts)]
    lines += skips(record)
    lines += record.notes.map { "  note: " + ReportText.line($0.text) }
    if case .incomplete(let reason) = record.ending {
      lines.append(style.bad("incomplete") + ": " + ReportText.line(reason))
    }
    return lines
  }

  private func headline(_ record: RunRecord, elapsed: Double?) -> String {
    let count = record.cases.count
    let text = "\(count) case\(count == 1 ? "" : "s") in \((elapsed ?? record.duration).milliseconds) s"
    guard let system = record.started?.system else { return style.strong(text) }
    let machine = system.machine.map { ", \($0)" } ?? ""
    return style.strong(text) + " on \(Self.place(system)), kernel \(system.release)\(machine)"
  }

  private static func place(_ system: SystemDescription) -> String {
    switch system.backend {
    case "sim": "the simulator"
    case "local": "this machine"
    default: "a \(system.backend)"
    }
  }

  private func outcomes(_ counts: Counts) -> String {
    var parts = [style.good("\(counts.passed) passed")]
    func add(_ count: Int, _ text: String, _ paint: (String) -> String) {
      if count > 0 { parts.append(paint("\(count) \(text)")) }
    }
    add(counts.failed, "failed", style.bad)
    add(counts.errored, counts.errored == 1 ? "error" : "errors", style.bad)
    add(counts.unexpectedPasses, counts.unexpectedPasses == 1 ? "unexpected pass" : "unexpected passes", style.bad)
    add(
      counts.expectedFailures, counts.expectedFailures == 1 ? "expected failure" : "expected failures", style.doubtful)
    add(counts.observed, "observed", style.doubtful)
    add(counts.skipped, "skipped", style.faint)
    return parts.joined(separator: ", ")
  }

  private func skips(_ record: RunRecord) -> [String] {
    var tally: [String: Int] = [:]
    for case .skipped(let reason) in record.cases.map(\.outcome) { tally[reason, default: 0] += 1 }
    let sorted = tally.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var lines = sorted.prefix(Self.reasonLimit).map { reason, count in
      let number = String(count)
      let padding = String(repeating: " ", count: max(0, 5 - number.count))
      return style.faint("  \(padding)\(number) skipped: \(ReportText.line(reason))")
    }
    if sorted.count > Self.reasonLimit {
      lines.append(style.faint("        and for \(sorted.count - Self.reasonLimit) other reasons"))
    }
    return lines
  }
}
