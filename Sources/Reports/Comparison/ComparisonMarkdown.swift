import Journal

/// A comparison for a merge request: the verdict first, and no more than such a page takes.
package struct ComparisonMarkdown {
  /// Changes of one kind that are told one by one.
  static let limit = 50

  private let comparison: RunComparison

  package init(_ comparison: RunComparison) { self.comparison = comparison }

  package var text: String {
    var lines = ["## vfio-conform: \(comparison.verdict)", ""]
    for gap in comparison.gaps { lines += ["**Incomplete**: \(MarkdownText.code(gap))", ""] }
    lines += ["\(comparison.countsText).", ""]
    lines += MarkdownText.table(
      ["run", "system", "outcomes"],
      [comparison.old, comparison.new].map { record in
        [
          MarkdownText.code(record.started?.id ?? "no plan"),
          MarkdownText.code(record.started?.system.shortText ?? ""), record.counts.text,
        ]
      })
    for kind in RunComparison.Kind.allCases { lines += section(kind) }
    return lines.map { $0 + "\n" }.joined()
  }

  private func section(_ kind: RunComparison.Kind) -> [String] {
    let changes = comparison.changes(kind)
    guard !changes.isEmpty else { return [] }
    let rows = changes.prefix(Self.limit).map { change in
      [change.planned.id, change.before ?? "", change.after ?? ""].map(MarkdownText.code)
    }
    let table = [""] + MarkdownText.table(["case", "before", "after"], rows)
    let more = changes.count - rows.count
    let rest = more > 0 ? ["", "… and \(more) more."] : []
    let heading = "\(kind.heading): \(changes.count)"
    // What asks for nothing is folded up.
    if kind == .regression || kind == .changed { return ["", "### \(heading)"] + table + rest }
    return ["", "<details><summary>\(heading)</summary>"] + table + rest + ["", "</details>"]
  }
}
