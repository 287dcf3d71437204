import Journal

/// A run as a page of Markdown, for the summary of a CI job: the verdict first, and no more than such a page takes.
package struct MarkdownReport {
  /// Failures that are shown whole, and those that are named.
  private static let limits = (whole: 10, named: 100)
  /// Lines of one failure.
  private static let lines = 40

  private let record: RunRecord
  private let writer: FailureText

  package init(_ record: RunRecord) {
    self.record = record
    writer = FailureText(run: record.started)
  }

  package var text: String {
    let sections = [
      ["## vfio-conform: \(SummaryText(record).verdictWord)", ""], facts, failures, skips, notRun, leftOut,
    ]
    return sections.joined().map { $0 + "\n" }.joined()
  }

  private var facts: [String] {
    var rows = [["outcomes", record.counts.text]]
    if let reason = record.ending.reason { rows.append(["incomplete", MarkdownText.code(reason)]) }
    if let started = record.started {
      rows += [
        ["system", MarkdownText.code(started.system.shortText)], ["command", MarkdownText.code(started.command)],
      ]
      if !started.choice.isEmpty { rows.append(["choice", started.choice.joined(separator: ", ")]) }
    }
    rows.append(["time", "\(record.elapsed.milliseconds) s"])
    return MarkdownText.table(["", ""], rows)
  }

  private var failures: [String] {
    let bad = record.cases.filter { !$0.outcome.isExpected }
    guard !bad.isEmpty else { return [] }
    var lines = ["", "### Not as expected: \(bad.count)", ""]
    let groups = record.failures
    lines += MarkdownText.table(
      ["case", "cases", "outcome", "what happened"],
      groups.prefix(Self.limits.named).map { record, others in
        [
          MarkdownText.code(record.planned.id), "\(others.count + 1)", FailureText.label(record.outcome),
          MarkdownText.code(writer.headline(record)),
        ]
      })
    let rest = groups.dropFirst(Self.limits.named)
    if !rest.isEmpty { lines += ["", "… and \(rest.reduce(0) { $0 + $1.others.count + 1 }) more."] }
    for (number, (record, others)) in groups.prefix(Self.limits.whole).enumerated() {
      var body = writer.lines(record).map { $0.text(.plain) }
      if !others.isEmpty { body += ["", "  the same answer:"] + others.map { "    \($0.planned.id)" } }
      let shown = body.prefix(Self.lines) + (body.count > Self.lines ? ["… \(body.count - Self.lines) more lines"] : [])
      lines += ["", "<details><summary>\(number + 1) of \(groups.count)</summary>", ""]
      lines += MarkdownText.block(Array(shown)) + ["", "</details>"]
    }
    return lines
  }

  private var skips: [String] { folded("Skipped", counting: record.lacks) }

  private var notRun: [String] { folded("Not run", counting: record.notRun) }

  private var leftOut: [String] {
    let entries = record.started?.allLeftOut ?? []
    guard !entries.isEmpty else { return [] }
    return ["", "### Left out", ""]
      + MarkdownText.table(["cases", "by"], entries.map { ["\($0.count)", MarkdownText.code($0.by)] })
  }

  private func folded(_ heading: String, counting texts: [String]) -> [String] {
    let counts = texts.tallied
    guard !counts.isEmpty else { return [] }
    let rows = counts.prefix(Self.limits.named).map { ["\($0.count)", MarkdownText.code($0.text)] }
    let more = counts.count > rows.count ? ["", "… and \(counts.count - rows.count) more reasons."] : []
    return ["", "<details><summary>\(heading): \(texts.count)</summary>", ""]
      + MarkdownText.table(["cases", "why"], rows) + more + ["", "</details>"]
  }
}
