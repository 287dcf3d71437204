import Foundation
import Journal
import Reports
import SuiteModel
import TestSupport
import Testing

@testable import Matrix

/// Requirements of every status, and cases with markup in their words.
private struct SampleMatrix {
  static let files = [
    "map.yaml": """
    suite: type1.map
    title: Maps
    cases:
    \(SampleRun.outcomes.map { "  - { case: \($0.name), title: \"A <b> & 'c'\", covers: [T1-\($0.name.count)], steps: [] }" }.joined(separator: "\n"))
      - { case: is-new, title: Not run yet, covers: [T1-100], steps: [] }
    """,
    "t1.yaml": """
    area: T1
    title: Type1 <maps> & "unmaps"
    requirements:
    \(Set(SampleRun.outcomes.map(\.name.count)).sorted().map { "  - { id: T1-\($0), severity: must, do: Map <script>, outcome: \"0 & more\" }" }.joined(separator: "\n"))
      - { id: T1-100, severity: should, do: New, outcome: Unknown, versions: differ, source: type1.c, needs: root }
      - { id: T1-101, severity: must, do: Impossible, outcome: Nothing }
      - { id: T1-102, severity: must, do: Forgotten, outcome: Nothing }
    """,
    "kvm.yaml": """
    area: KVM
    title: KVM
    planned: needs <KVM>
    present: [/dev/kvm]
    requirements: [{ id: KVM-001, severity: must, do: Ask, outcome: Answer }]
    """,
    "unreachable.yaml": "T1-101: no machine & none to come",
  ]

  static func make(runs: [[Event]]) throws -> RequirementMatrix {
    let folder = FileManager.default.temporaryDirectory.appending(path: "matrix-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, text) in files {
      let place = name == "map.yaml" ? "type1" : "requirements"
      try FileManager.default.createDirectory(atPath: "\(folder)/\(place)", withIntermediateDirectories: true)
      try text.write(toFile: "\(folder)/\(place)/\(name)", atomically: true, encoding: .utf8)
    }
    let library = SuiteLibrary(try SuiteFolder(folder))
    #expect(library.diagnostics.map(\.description) == [])
    return RequirementMatrix(library.suites, library.requirements(), runs: runs.map { RunRecord($0) })
  }
}

@Test func matrixLooksAsKept() throws {
  let matrix = try SampleMatrix.make(runs: [SampleRun.complete])
  try expectSnapshot(MatrixText(matrix).text, "matrix.txt")
  try expectSnapshot(MatrixPage(matrix).html, "matrix.html")
  try expectSnapshot(String(decoding: try MatrixReport(matrix).encoded(), as: UTF8.self), "matrix.json")
}

@Test func noWordBecomesMarkup() throws {
  let page = MatrixPage(try SampleMatrix.make(runs: [SampleRun.complete])).html
  for word in ["<script>", "<b>", "<maps>", "<KVM>", "& more"] { #expect(!page.contains(word), "\(word)") }
  #expect(page.contains("Map &lt;script&gt;: 0 &amp; more"))
}

/// Compared runs are told apart by their names, in the heads of a wide page and in the cells of a narrow one.
@Test func comparedRunsHaveNames() throws {
  func run(_ name: String, at milliseconds: Int64) -> [Event] {
    guard case .runStarted(var started) = SampleRun.started() else { return [] }
    (started.id, started.time) = (name, Timestamp(milliseconds: milliseconds))
    return [.runStarted(started)] + SampleRun.complete.dropFirst()
  }
  let page = MatrixPage(try SampleMatrix.make(runs: [run("old & 6.1", at: 1), run("new", at: 2)])).html
  #expect(page.contains("<th scope=\"col\"><code>old &amp; 6.1</code><small>"))
  #expect(
    page.contains(
      "<td class=\"passed\" data-label=\"old &amp; 6.1\">passed</td><td class=\"passed\" data-label=\"new\">"))
}

@Test func lastResultCounts() throws {
  func run(_ outcome: Outcome, at milliseconds: Int64) -> [Event] {
    let plan = [SampleRun.planned("passes"), SampleRun.planned("passes[at=4KiB]")]
    guard case .runStarted(var started) = SampleRun.started(plan) else { return [] }
    started.time = Timestamp(milliseconds: milliseconds)
    return SampleRun.whole([
      .runStarted(started), SampleRun.finished("type1.map/passes", .skipped(reason: "no device")),
      SampleRun.finished("type1.map/passes[at=4KiB]", outcome),
    ])
  }
  let matrix = try SampleMatrix.make(runs: [run(.passed, at: 2), run(.failed, at: 1)])
  let row = try #require(matrix.sections.last?.rows.first { $0.requirement.id == "T1-6" })
  #expect(row.cases.map(\.id) == ["type1.map/passes"])
  #expect(row.cases.first?.results == [.failed, .passed])
  #expect(row.status == .passed)
}

@Test func whatARunDidNotComeToIsNotRun() throws {
  let matrix = try SampleMatrix.make(runs: [[SampleRun.started()]])
  #expect(Set(matrix.sections.flatMap(\.rows).filter { !$0.cases.isEmpty }.map(\.status)) == [.notRun])
}

@Test func requirementsWithoutARunHaveNoResults() throws {
  let matrix = try SampleMatrix.make(runs: [])
  let statuses = Set(matrix.sections.flatMap(\.rows).map(\.status))
  #expect(statuses == [.notRun, .unreachable, .planned, .uncovered])
  #expect(matrix.counts.uncovered == 1)
}
