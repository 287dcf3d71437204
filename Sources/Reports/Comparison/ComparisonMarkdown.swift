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
    let groups = changes.grouped(by: RunComparison.Answers.init)
    let shown = groups.prefix(Self.limit)
    let rows = shown.map { answers, members in
      let others = members.count > 1 ? " and \(members.count - 1) more" : ""
      return [MarkdownText.code(members.first?.planned.id ?? "") + others]
        + [answers.before ?? "", answers.after ?? ""].map(MarkdownText.code)
    }
    let table = [""] + MarkdownText.table(["case", "before", "after"], rows)
    let more = changes.count - shown.reduce(0) { $0 + $1.members.count }
    let rest = more > 0 ? ["", "… and \(more) more."] : []
    let heading = "\(kind.heading): \(changes.count)"
    // What asks for nothing is folded up.
    if kind == .regression || kind == .changed { return ["", "### \(heading)"] + table + rest }
    return ["", "<details><summary>\(heading)</summary>"] + table + rest + ["", "</details>"]
  }
}
