import Foundation
import Journal
import TestSupport
import Testing

@testable import Reports

/// Reports for other programs to read, and for browsers.
struct FormatReportTests {
  private static let record = RunRecord(SampleRun.complete)

  @Test func looksAsKept() throws {
    try expectSnapshot(KTAPReport(Self.record).text, "report.ktap")
    try expectSnapshot(MarkdownReport(Self.record).text, "report.md")
    try expectSnapshot(GitHubReport(Self.record).text, "report.github.txt")
    try expectSnapshot(String(decoding: try KCIDBReport(Self.record).encoded(), as: UTF8.self), "report.kcidb.json")
    try expectSnapshot(RunPage(Self.record, history: Self.history).html, "report.html")
  }

  private static let history = (1...3).map { day in
    PastRun(
      name: "run-\(day)", started: "2026-01-0\(day)T00:00:00.000Z", system: "6.12 on x86-intel (sim)",
      isComplete: day != 2, counts: Counts(passed: 90 + day, failed: day % 2, skipped: 5), duration: Double(day))
  }

  /// A run whose every text means harm.
  private static func hostile(_ text: String) -> RunRecord {
    var planned = SampleRun.planned(text, suite: text)
    (planned.title, planned.covers, planned.tags, planned.file) = (text, [text], [text], text)
    guard case .runStarted(var started) = SampleRun.started([planned]) else { return record }
    (started.id, started.program, started.commandLine) = (text, text, [text, text])
    started.system.release = text
    started.system.devices = [text]
    started.leftOut = [LeftOut(count: 1, by: text)]
    let failure = CaseFailure(
      step: StepLocation(file: text, line: 1, column: 1, text: text, bindings: text), expected: text, actual: text,
      because: text, requirements: [CoveredRequirement(id: text, text: text)])
    let end = CaseFinished(
      id: planned.id, time: SampleRun.start, outcome: .failed, failure: failure, trace: [text], kernelLog: [text],
      console: [text])
    let note = Event.note(Note(time: SampleRun.start, text: text))
    return RunRecord(SampleRun.whole([.runStarted(started), note, .caseFinished(end)]))
  }

  private static let harm = [
    "</code></pre></script><script>alert(1)</script><img src=x onerror=alert(1)>", "\"><b onclick='x'>", "&lt;b&gt;",
    "ok 1 - fine # SKIP", "\nok 2 fine\n1..9\n# Subtest: x\nKTAP version 1", "x # SKIP y", "```\n# heading\n",
    "` | ** @somebody ]( ", "\n::error::x\r::warning file=a::", "%0A,:%", "\u{1b}[31m\u{202e}\u{0}", "",
  ]

  @Test(arguments: harm) func noTextIsMarkupOnAPage(text: String) {
    let record = Self.hostile(text)
    for html in [RunPage(record).html, ComparisonPage(RunComparison(record, Self.record)).html] {
      #expect(html.components(separatedBy: "<script").count == 2, "the page's own alone")
      #expect(!html.contains("<img") && !html.contains("<b onclick") && !html.contains("\u{202e}"))
      for element in ["details", "summary", "div", "dl", "pre", "table", "section", "code", "small", "span"] {
        let opened =
          html.components(separatedBy: "<\(element) ").count + html.components(separatedBy: "<\(element)>").count - 2
        #expect(opened == html.components(separatedBy: "</\(element)>").count - 1, "\(element)")
      }
    }
  }

  @Test(arguments: harm) func noTextIsAResultOfKTAP(text: String) {
    let lines = KTAPReport(Self.hostile(text)).text.split(separator: "\n", omittingEmptySubsequences: false)
    let results = lines.filter { $0.contains(#/^ *(not )?ok /#) }
    #expect(results.count == 2 && results.allSatisfy { $0.contains(/^ *not ok 1 [^#]+$/) }, "\(results)")
    #expect(lines.count { $0.contains(/^ *(KTAP version|1\.\.)/) } == 4)
    #expect(lines.count { $0.contains(/^ *# Subtest: [^#]+$/) } == 1)
    for line in lines.dropLast() {
      #expect(line.contains(/^ *(KTAP version 1|1\.\.1|# Subtest: |#   |not ok 1 )/), "\(line)")
    }
  }

  @Test(arguments: harm) func noTextIsACommandOfGitHub(text: String) {
    let lines = GitHubReport(Self.hostile(text)).text.split(separator: "\n")
    #expect(lines.count == 2)
    for line in lines { #expect(line.contains(/^::error [^:]*::[^\r]*$/), "\(line)") }
  }

  @Test(arguments: harm) func noTextIsMarkdown(text: String) {
    let lines = MarkdownReport(Self.hostile(text)).text.split(separator: "\n")
    #expect(!lines.contains { $0.hasPrefix("# ") || $0.hasPrefix("::") })
    // Outside of code there is nothing of the run but numbers.
    var fence: Substring?
    for line in lines {
      if let open = fence {
        if line == open { fence = nil }
      } else if let match = line.firstMatch(of: /^(```+)text$/) {
        fence = match.1
      } else {
        let plain = line.replacing(/(`+)[^`].*?[^`]?\1/, with: "")
        #expect(!plain.contains("@somebody") && !plain.contains("<script") && !plain.contains("<img"), "\(line)")
      }
    }
    #expect(fence == nil)
  }

  @Test func theWordsOfKCIDBAreThoseOfTheSchema() throws {
    for text in Self.harm {
      let data = try KCIDBReport(Self.hostile(text)).encoded()
      let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let test = try #require((report["tests"] as? [[String: Any]])?.first)
      let path = try #require(test["path"] as? String)
      #expect(path.contains(/^[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*$/), "\(path)")
      #expect((test["id"] as? String)?.contains(/^[a-z0-9_]+:[^\0]*$/) == true)
      #expect((test["log_excerpt"] as? String ?? "").unicodeScalars.count <= 16_384)
    }
  }

  @Test func aLongFailureIsCut() throws {
    let id = "type1.map/case"
    let trace = [String](repeating: String(repeating: "x", count: 900), count: 400)
    let record = RunRecord(
      SampleRun.whole([SampleRun.started([SampleRun.planned("case")]), SampleRun.finished(id, .failed, trace: trace)]))
    #expect(MarkdownReport(record).text.utf8.count < 65_536)
    #expect(GitHubReport(record).text.utf8.count < 8_192)
    #expect(RunPage(record).html.utf8.count < 300_000)
    let report = try JSONSerialization.jsonObject(with: try KCIDBReport(record).encoded()) as? [String: Any]
    let excerpt = (report?["tests"] as? [[String: Any]])?.first?["log_excerpt"] as? String
    #expect((8_000...16_384).contains(excerpt?.utf8.count ?? 0))
  }

  @Test func aSummaryIsHistory() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try SummaryReport(Self.record).encoded().write(to: URL(fileURLWithPath: path))
    let run = try #require(PastRun(summary: path))
    #expect(run.counts == Self.record.counts && run.isComplete && run.name == "r1")
    for damage in ["", "{}", "[]", "{\"run\": 7}", "nonsense"] {
      try Data(damage.utf8).write(to: URL(fileURLWithPath: path))
      #expect(PastRun(summary: path) == nil)
    }
    #expect(PastRun(summary: "/nowhere") == nil && PastRun(summary: "/") == nil)
  }

  @Test func oneRunIsNoHistory() {
    #expect(HistoryChart([Self.history[0]]).isEmpty && !HistoryChart(Self.history).isEmpty)
    let many = (0..<500).map { index in
      PastRun(
        name: "r\(index)", started: "\(index)", system: "", isComplete: true,
        counts: Counts(passed: Int(UInt32.max), failed: 1, skipped: Int(UInt32.max)), duration: 1e9)
    }
    #expect(HistoryChart(many).html.components(separatedBy: "<g>").count == 81)
  }
}
