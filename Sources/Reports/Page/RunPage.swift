import Journal

/// A run as one page: the verdict, the failures with all that is known of them, every case, the requirements, the system,
/// and how earlier runs went.
package struct RunPage {
  private let record: RunRecord
  private let history: [PastRun]
  private let writer: FailureText

  /// - Parameter history: Runs beside this one, in any order.
  package init(_ record: RunRecord, history: [PastRun] = []) {
    self.record = record
    self.history = history
    writer = FailureText(run: record.started)
  }

  package var html: String {
    var sections: [(id: String, name: String, contents: String)] = []
    sections.append(("failures", "Failures", failures))
    sections.append(("cases", "Cases", PageFrame.filter(kinds) + suites))
    sections.append(("requirements", "Requirements", RequirementTable(record).html))
    if !skips.isEmpty { sections.append(("skipped", "Skipped and left out", skips)) }
    if !record.notes.isEmpty { sections.append(("notes", "Notes", notes)) }
    sections.append(("environment", "Environment", environment))
    let chart = HistoryChart(history)
    if !chart.isEmpty { sections.append(("history", "History", chart.html)) }
    return PageFrame(title: "vfio-conform: \(SummaryText(record).verdictWord)", header: header, sections: sections).html
  }

  // MARK: The verdict

  private var header: String {
    let summary = SummaryText(record)
    let isGood = record.isComplete && record.counts.unexpected == 0 && record.counts.ran > 0
    let reason = record.ending.reason.map { HTMLText.element("p", HTMLText.escaped($0)) } ?? ""
    return """
      <h1>vfio-conform: \(HTMLText.escaped(record.started?.id ?? "a run without a plan"))</h1>
      <div class="verdict \(isGood ? "good" : "bad")"><strong>\(HTMLText.escaped(summary.verdictWord))</strong>
      <p>\(HTMLText.escaped(record.counts.text))</p>
      <p>\(HTMLText.escaped(summary.headlineText))</p>
      \(reason)</div>
      """
  }

  private var kinds: [(word: String, name: String, count: Int, style: String)] {
    let counts = record.cases.reduce(into: [:]) { $0[$1.outcome.word, default: 0] += 1 }
    let samples: [Outcome] = [
      .failed, .errored(.lost), .flaky(failed: 1, of: 2), .unexpectedPass(defect: "", reason: ""),
      .expectedFailure(defect: "", reason: ""), .observed, .skipped(reason: ""), .passed,
    ]
    return samples.compactMap { outcome in
      counts[outcome.word].map { (outcome.word, FailureText.label(outcome).lowercased(), $0, outcome.style) }
    }
  }

  // MARK: Cases

  /// Answers that are shown at once.
  private static let openAnswers = 20

  /// Each wrong answer with the case that shows it best; those that follow from the same one are folded up below it.
  private var failures: String {
    let groups = record.failures
    guard !groups.isEmpty else { return HTMLText.element("p", "None.") }
    return groups.map { lead, others in
      let entry = entry(lead, isOpen: groups.count <= Self.openAnswers)
      guard !others.isEmpty else { return entry }
      return """
        \(entry)
        <details class="same"><summary>the same answer in \(counted(others.count, "more case"))</summary>
        \(others.map { self.entry($0, isOpen: false) }.joined(separator: "\n"))
        </details>
        """
    }.joined(separator: "\n")
  }

  private var suites: String {
    record.casesBySuite.map { name, cases in
      let counts = Counts(of: cases.lazy.map(\.outcome))
      let style = counts.unexpected > 0 ? "bad" : counts.ran == 0 ? "quiet" : "good"
      return """
        <details class="suite"><summary><span class="tag \(style)">\(counts.unexpected > 0 ? "bad" : "ok")</span>\
        \(HTMLText.code(name)) <small>\(HTMLText.escaped(counts.text))</small></summary>
        \(cases.map { entry($0, isOpen: false) }.joined(separator: "\n"))
        </details>
        """
    }.joined(separator: "\n")
  }

  private func entry(_ record: CaseRecord, isOpen: Bool) -> String {
    let outcome = record.outcome
    return """
      <details class="entry" data-kind="\(outcome.word)" data-style="\(outcome.style)"\(isOpen ? " open" : "")>\
      <summary><span class="tag \(outcome.style)">\(HTMLText.escaped(FailureText.label(outcome)))</span>\
      \(HTMLText.name(record.planned.id)) <span class="time">\(record.duration.milliseconds) s</span>\
      <small>\(HTMLText.escaped(record.planned.title))</small></summary>
      <div>\(details(record))</div></details>
      """
  }

  private func details(_ record: CaseRecord) -> String {
    let planned = record.planned
    var rows: [(name: String, value: String)] = []
    if outcomeNeedsWords(record) { rows.append(("outcome", HTMLText.escaped(writer.headline(record)))) }
    if let failure = record.final?.failure {
      if let step = failure.step {
        let with = step.bindings.map { " with \($0)" } ?? ""
        rows.append(
          (
            "step",
            HTMLText.code("\(step.file):\(step.line):\(step.column)") + HTMLText.escaped("  \(step.text)\(with)")
          ))
      }
      rows += [
        ("expected", HTMLText.escaped(failure.expected)),
        ("got", HTMLText.element("strong", HTMLText.escaped(failure.actual))),
      ]
      if let because = failure.because { rows.append(("because", HTMLText.escaped(because))) }
      rows += failure.requirements.map { ("covers", HTMLText.code($0.id) + HTMLText.escaped(" \($0.text)")) }
    } else {
      rows += planned.covers.map { ("covers", HTMLText.code($0)) }
    }
    rows += record.attempts.enumerated().map { ("attempt \($0 + 1)", HTMLText.escaped(writer.headline($1))) }
    if !planned.file.isEmpty { rows.append(("suite", HTMLText.code("\(planned.file):\(planned.line)"))) }
    if !planned.file.isEmpty, let again = writer.again(planned.id) { rows.append(("again", HTMLText.code(again))) }
    return PageFrame.facts(rows) + PageFrame.lines("Calls", record.final?.trace ?? [])
      + PageFrame.lines("Kernel log", record.final?.kernelLog ?? [])
      + PageFrame.lines("Console", record.final?.console ?? [])
  }

  private func outcomeNeedsWords(_ record: CaseRecord) -> Bool {
    record.outcome != .passed && (record.final?.failure == nil || record.outcome != .failed)
  }

  // MARK: The rest

  private var skips: String {
    let rows =
      (record.started?.allLeftOut ?? []).map { ($0.count, "left out: \($0.by)") } + record.lacks.tallied
      + record.notRun.tallied.map { ($0.count, "not run: \($0.text)") }
    guard !rows.isEmpty else { return "" }
    return HTMLText.table(
      heads: ["cases", "why"],
      rows: rows.map { count, why in
        let cells = HTMLText.cell("\(count)", class: "number", label: "cases") + HTMLText.cell(HTMLText.escaped(why))
        return HTMLText.element("tr", cells)
      })
  }

  private var notes: String {
    HTMLText.element("ul", record.notes.prefix(1000).map { HTMLText.element("li", HTMLText.escaped($0.text)) }.joined())
  }

  private var environment: String {
    guard let started = record.started else { return HTMLText.element("p", "The run ended before it had a plan.") }
    let system = started.system
    var rows = [
      ("command", HTMLText.code(started.command)), ("program", HTMLText.escaped(started.program)),
      ("started", HTMLText.escaped(started.time.description)), ("kernel", HTMLText.escaped(system.release)),
      ("version", HTMLText.escaped(system.version)), ("upstream", HTMLText.escaped(system.kernel)),
      ("architecture", HTMLText.escaped("\(system.architecture), pages of \(system.pageSize) bytes")),
      ("backend", HTMLText.escaped(system.backend)),
    ]
    if let machine = system.machine { rows.append(("machine", HTMLText.escaped(machine))) }
    rows += system.devices.map { ("device", HTMLText.code($0)) }
    rows += started.choiceProperties.map { ($0.0, HTMLText.escaped($0.1)) }
    return PageFrame.facts(rows.map { (name: $0.0, value: $0.1) })
  }
}

extension Outcome {
  /// The class that colours it on a page.
  var style: String {
    switch self {
    case .passed: "good"
    case .failed, .errored, .unexpectedPass, .flaky: "bad"
    case .expectedFailure, .observed: "known"
    case .skipped: "quiet"
    }
  }
}
