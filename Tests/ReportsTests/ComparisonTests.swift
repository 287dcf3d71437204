import Foundation
import Journal
import TestSupport
import Testing

@testable import Reports

struct ComparisonTests {
  /// A run of cases by name; each tells its outcome, seconds and what came back.
  private static func run(
    _ id: String, _ cases: [(name: String, outcome: Outcome, seconds: Double, actual: String)],
    _ ending: RunFinished.Ending = .complete
  ) -> RunRecord {
    guard case .runStarted(var started) = SampleRun.started(cases.map { SampleRun.planned($0.name) }) else {
      return RunRecord([])
    }
    started.id = id
    let ends = cases.map { name, outcome, seconds, actual in
      var finished = CaseFinished(id: "type1.map/\(name)", time: SampleRun.start, outcome: outcome, duration: seconds)
      if !outcome.isExpected {
        finished.failure = CaseFailure(step: nil, expected: "fails with EEXIST", actual: actual)
      } else if outcome == .passed, !actual.isEmpty {
        finished.trace = ["open(\"/dev/vfio/vfio\") = 3", actual]
      }
      return Event.caseFinished(finished)
    }
    return RunRecord(SampleRun.whole([.runStarted(started)] + ends, ending, reason: ending == .complete ? nil : "why"))
  }

  private static let rows:
    [(name: String, old: (Outcome, String)?, new: (Outcome, String)?, kind: RunComparison.Kind?)] = [
      ("stays", (.passed, ""), (.passed, ""), nil),
      ("breaks", (.passed, ""), (.failed, "returned 0"), .regression),
      ("hangs", (.passed, ""), (.errored(.timeout), "it did not"), .regression),
      ("flakes", (.passed, ""), (.flaky(failed: 1, of: 2), "returned 0"), .regression),
      ("fails-where-it-was-skipped", (SampleRun.skip, ""), (.failed, "returned 0"), .regression),
      ("fails-at-once", nil, (.failed, "returned 0"), .regression),
      ("is-mended", (.failed, "returned 0"), (.passed, ""), .fix),
      ("fails-as-before", (.failed, "returned 0"), (.failed, "returned 0"), nil),
      ("fails-with-another-errno", (.failed, "failed with EINVAL"), (.failed, "failed with ENOMEM"), .changed),
      ("dies-now", (.failed, "returned 0"), (.errored(.lost), "returned 0"), .changed),
      (
        "is-known-now", (.passed, ""), (.expectedFailure(defect: "d", reason: "r"), ""), .changed
      ),
      ("answers-otherwise", (.passed, "ioctl(3) = 0"), (.passed, "ioctl(3) = 1"), .changed),
      ("answers-alike", (.passed, "ioctl(3) = 0"), (.passed, "ioctl(3) = 0"), nil),
      ("was-not-traced", (.passed, ""), (.passed, "ioctl(3) = 0"), nil),
      ("is-skipped-now", (.passed, ""), (SampleRun.skip, ""), .lost),
      ("failed-and-is-skipped-now", (.failed, "returned 0"), (SampleRun.skip, ""), .lost),
      ("runs-now", (SampleRun.skip, ""), (.passed, ""), .gained),
      ("stays-skipped", (SampleRun.skip, ""), (SampleRun.skip, ""), nil),
      ("is-new", nil, (.passed, ""), .new), ("is-gone", (.failed, "returned 0"), nil, .missing),
    ]

  private static let runs: (old: RunRecord, new: RunRecord) = (
    run("old", rows.compactMap { row in row.old.map { (row.name, $0.0, 0.2, $0.1) } } + [("tires", .passed, 0.2, "")]),
    run("new", rows.compactMap { row in row.new.map { (row.name, $0.0, 0.25, $0.1) } } + [("tires", .passed, 0.5, "")])
  )

  @Test func eachCaseIsOfOneKind() {
    let comparison = RunComparison(Self.runs.old, Self.runs.new)
    for row in Self.rows {
      let kinds = comparison.changes.filter { $0.planned.name == row.name }.map(\.kind)
      #expect(kinds == [row.kind].compactMap(\.self), "\(row.name)")
    }
    #expect(comparison.changes(.slower).map(\.planned.name) == ["tires"])
    #expect(comparison.same == Self.rows.count { $0.kind == nil })
    #expect(comparison.gaps.isEmpty)
    #expect(RunComparison(Self.runs.old, Self.runs.new, slowerBy: 3).changes(.slower).isEmpty)
  }

  @Test func aRunIsItsOwnEqual() {
    let comparison = RunComparison(Self.runs.new, Self.runs.new)
    #expect(comparison.changes.isEmpty && comparison.same == Self.runs.new.cases.count)
  }

  @Test func aRenamedCaseIsTheSameCase() {
    let old = Self.run("old", [("before", .passed, 0, "")])
    guard case .runStarted(var started) = SampleRun.started([SampleRun.planned("after")]) else { return }
    started.plan[0].formerly = ["before"]
    started.plan[0].parameters = [:]
    let new = RunRecord(SampleRun.whole([.runStarted(started), SampleRun.finished("type1.map/after", .failed)]))
    #expect(RunComparison(old, new).changes.map(\.kind) == [.regression])
  }

  @Test(
    arguments: [
      ("f(3, A, {x=1, y=2, z=3}) = 0", "f(3, A, {x=1, y=7, z=3}) = 0", "y=2, → y=7,"),
      ("f(3, A, {x=1, y=2, z=3}) = 0", "f(3, A, {x=1, y=2, z=3}) = -1 EIO", "0 → -1 EIO"),
      ("passed", "failed: expected 0, got 1", nil), ("f(3) = 0", "g(4) = 1", nil), ("f(3) = 0", "f(3) = 0", nil),
    ] as [(String, String, String?)])
  func theWordsThatDifferAreFound(before: String, after: String, words: String?) {
    let change = RunComparison.Change(
      kind: .changed, planned: SampleRun.planned("c"), before: before, after: after)
    let difference = RunComparison.Answers(change).difference
    #expect(difference.map { "\($0.0) → \($0.1)" } == words)
  }

  @Test func anIncompleteRunIsAGap() {
    let cut = Self.run("new", [("stays", .passed, 0, "")], .interrupted)
    let comparison = RunComparison(Self.runs.old, cut)
    #expect(comparison.gaps == ["the new run is incomplete: why"])
    #expect(!comparison.changes.contains { $0.planned.suite == "vfio-conform" })
  }

  @Test func looksAsKept() throws {
    let comparison = RunComparison(Self.runs.old, Self.runs.new)
    try expectSnapshot(ComparisonText(comparison).lines.text(.plain), "comparison.txt")
    try expectSnapshot(ComparisonMarkdown(comparison).text, "comparison.md")
    try expectSnapshot(String(decoding: try ComparisonReport(comparison).encoded(), as: UTF8.self), "comparison.json")
  }

  /// A merge request takes a page of some size, however much changed.
  @Test func aPageIsBounded() {
    let many = (0..<5000).map { ("case\($0)", Outcome.passed, 0.0, "") }
    let text = ComparisonMarkdown(
      RunComparison(Self.run("old", many), Self.run("new", many.map { ($0.0, .failed, 0, $0.0) }))
    ).text
    #expect(text.utf8.count < 65_536 && text.contains("… and 4950 more."))
    let equal = ComparisonMarkdown(
      RunComparison(Self.run("old", many), Self.run("new", many.map { ($0.0, .failed, 0, "x") }))
    ).text
    #expect(equal.contains("| `type1.map/case0` and 4999 more | `passed` |"), "\(equal.prefix(1000))")
  }

  @Test(arguments: [
    ("plain", "`plain`"), ("a|b", "`a\\|b`"), ("`", "`` ` ``"), ("a``b", "``` a``b ```"), ("", ""),
    ("@somebody <img src=x>", "`@somebody <img src=x>`"), ("two\nlines", "`two lines`"), ("\u{202e}", "`\\u{202E}`"),
  ])
  func textIsNeverMarkup(text: String, code: String) {
    #expect(MarkdownText.code(text) == code)
  }
}
