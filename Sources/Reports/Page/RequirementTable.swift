import Journal

/// The requirements that a run's cases cover, and what the run found of each.
struct RequirementTable {
  private let record: RunRecord

  init(_ record: RunRecord) { self.record = record }

  var html: String {
    var covering: [String: [CaseRecord]] = [:]
    for record in record.cases { for id in record.planned.covers { covering[id, default: []].append(record) } }
    guard !covering.isEmpty else { return HTMLText.element("p", "The cases of this run cover none.") }
    let rows = covering.sorted { $0.key < $1.key }.map { id, cases in row(id, cases) }
    return HTMLText.table(heads: ["requirement", "found", "cases"], rows: rows)
  }

  private func row(_ id: String, _ cases: [CaseRecord]) -> String {
    let counts = Counts(of: cases.lazy.map(\.outcome))
    let (word, style) =
      counts.unexpected > 0
      ? ("not kept", "bad")
      : counts.passed > 0
        ? counts.expectedFailures > 0 ? ("known defect", "known") : ("kept", "good")
        : counts.expectedFailures > 0 ? ("known defect", "known") : ("not judged", "quiet")
    let names = Array(Set(cases.map(\.planned.caseID))).sorted()
    let list = names.map(HTMLText.code).joined(separator: " ")
    return HTMLText.element(
      "tr",
      HTMLText.head(HTMLText.code(id), scope: "row")
        + HTMLText.cell(
          "<span class=\"tag \(style)\">\(word)</span>" + HTMLText.escaped(counts.text), label: "found")
        + HTMLText.cell("<details><summary>\(counted(names.count, "case"))</summary>\(list)</details>", label: "cases"))
  }
}
