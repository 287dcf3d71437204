import Journal

/// A comparison of two runs as one page.
package struct ComparisonPage {
  /// Regressions that are shown at once.
  private static let openChanges = 20

  private let comparison: RunComparison

  package init(_ comparison: RunComparison) { self.comparison = comparison }

  package var html: String {
    let verdict = comparison.verdict
    let isGood = comparison.changes(.regression).isEmpty && comparison.gaps.isEmpty
    let gaps = comparison.gaps.map { HTMLText.element("p", HTMLText.escaped($0)) }.joined()
    let header = """
      <h1>vfio-conform: two runs compared</h1>
      <div class="verdict \(isGood ? "good" : "bad")"><strong>\(verdict)</strong>
      <p>\(HTMLText.escaped(comparison.countsText))</p>\(gaps)</div>
      """
    let kinds = RunComparison.Kind.allCases.filter { !comparison.changes($0).isEmpty }
    let filter = PageFrame.filter(
      kinds.map { ($0.rawValue, $0.heading.lowercased(), comparison.changes($0).count, $0.style) })
    let entries = comparison.changes.map(entry).joined(separator: "\n")
    let changes = comparison.changes.isEmpty ? HTMLText.element("p", "None.") : filter + entries
    return PageFrame(
      title: "vfio-conform: \(verdict)", header: header,
      sections: [
        ("changes", "Changes", changes), ("runs", "Runs", facts(comparison.old, comparison.new)),
      ]
    ).html
  }

  private func entry(_ change: RunComparison.Change) -> String {
    var rows: [(name: String, value: String)] = []
    if let before = change.before { rows.append(("was", HTMLText.escaped(before))) }
    if let after = change.after { rows.append(("now", HTMLText.element("strong", HTMLText.escaped(after)))) }
    rows += change.planned.covers.map { ("covers", HTMLText.code($0)) }
    rows.append(("suite", HTMLText.code("\(change.planned.file):\(change.planned.line)")))
    let isOpen = change.kind == .regression && comparison.changes(.regression).count <= Self.openChanges
    return """
      <details class="entry" data-kind="\(change.kind.rawValue)" data-style="\(change.kind.style)"\(isOpen ? " open" : "")>\
      <summary><span class="tag \(change.kind.style)">\(change.kind.phrase(1))</span>\(HTMLText.name(change.planned.id))\
      <small>\(HTMLText.escaped(change.planned.title))</small></summary>
      <div>\(PageFrame.facts(rows))</div></details>
      """
  }

  private func facts(_ runs: RunRecord...) -> String {
    HTMLText.table(
      heads: ["run", "system", "outcomes", "command"],
      rows: zip(["old", "new"], runs).map { word, record in
        let started = record.started
        return HTMLText.element(
          "tr",
          HTMLText.head("\(word): \(HTMLText.code(started?.id ?? "without a plan"))", scope: "row")
            + HTMLText.cell(HTMLText.escaped(started?.system.shortText ?? ""), label: "system")
            + HTMLText.cell(HTMLText.escaped(record.counts.text), label: "outcomes")
            + HTMLText.cell(HTMLText.code(started?.command ?? ""), label: "command"))
      })
  }
}

extension RunComparison.Kind {
  /// The class that colours it on a page.
  fileprivate var style: String {
    switch self {
    case .regression: "bad"
    case .fix, .gained: "good"
    case .changed, .slower: "known"
    case .lost, .new, .missing: "quiet"
    }
  }
}
