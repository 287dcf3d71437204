import Foundation
import Testing

/// One run with every outcome, and what each report makes of it: the same counts, each counted in the report's own way.
struct EveryOutcomeTests {
  private static let formats = [
    "junit", "junit-ant", "junit-rich", "junit-gitlab", "markdown", "github", "ktap", "kcidb", "html", "json", "text",
  ]

  private struct Run {
    var program: Program
    var outcome: Program.Outcome

    init() throws {
      program = try Program()
      let suites = try program.folder.suites(adding: OutcomeSuite.text)
      let known = try program.folder.text("Suites/known-defects.yaml")
      try program.folder.write(known + OutcomeSuite.knownDefects, to: "Suites/known-defects.yaml")
      try program.folder.write(OutcomeSuite.baseline, to: "baseline.yaml")
      outcome = try program.run(
        [
          "run", "own", "--suites", suites, "--machine", "power9", "--baseline", "baseline.yaml", "--repeat", "8",
          "--case-limit", "1s", "--output", "out",
        ] + EveryOutcomeTests.formats.flatMap { ["--report", "\($0)=out/\($0).report"] })
    }

    func report(_ format: String) throws -> String { try program.folder.text("out/\(format).report") }

    func object(_ text: String) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
  }

  private static let counts = [
    "passed": OutcomeSuite.count("passed"), "failed": OutcomeSuite.count("failed"),
    "errored": OutcomeSuite.count("errored"), "skipped": OutcomeSuite.count("skipped"),
    "expectedFailures": OutcomeSuite.count("expectedFailure"),
    "unexpectedPasses": OutcomeSuite.count("unexpectedPass"), "observed": OutcomeSuite.count("observed"),
    "flaky": OutcomeSuite.count("flaky"),
  ]
  /// How persons read them.
  private static let text =
    "1 passed, 3 failed, 3 errors, 1 flaky, 2 unexpected passes, 2 expected failures, 1 observed, 1 skipped"
  private static let bad = OutcomeSuite.count("failed", "errored", "unexpectedPass", "flaky")

  @Test func everyReportCountsTheSame() throws {
    let run = try Run()
    #expect(run.outcome.status == 1, "\(run.outcome.error)")
    #expect(run.outcome.lines.last == "NOT as expected: \(Self.text)", "\(run.outcome.output)")
    try checkScripts(run)
    try checkJUnit(run)
    try checkTools(run)
    try checkPages(run)
    // What was kept tells the same, and ends in the same way.
    let again = try run.program.run("report", "out", "--report", "json=again.json")
    #expect(again.status == 1)
    #expect(try run.program.folder.text("again.json") == run.report("json"))
  }

  private func checkScripts(_ run: Run) throws {
    for text in [try run.report("json"), try run.program.folder.text("out/summary.json")] {
      let summary = try run.object(text)
      #expect(summary["counts"] as? [String: Int] == Self.counts)
      let cases = summary["cases"] as? [[String: Any]] ?? []
      let outcomes = cases.map { ["\($0["id"] ?? "")", "\($0["outcome"] ?? "")"] }
      #expect(outcomes == OutcomeSuite.outcomes.map { ["own.test/\($0.name)", $0.outcome] })
      #expect(cases.count { $0["expected"] as? Bool == false } == Self.bad)
    }
    let lines = try run.program.folder.text("out/events.jsonl").split(separator: "\n")
    let journal = try lines.map { try run.object(String($0)) }
    #expect(journal.count { $0["event"] as? String == "caseFinished" } == OutcomeSuite.outcomes.count)
    #expect(journal.last?["counts"] as? [String: Int] == Self.counts)
  }

  private func checkJUnit(_ run: Run) throws {
    for format in ["junit", "junit-ant", "junit-rich", "junit-gitlab"] {
      let text = try run.report(format)
      func count(_ element: String) throws -> Int { text.matches(of: try Regex("<\(element)[ >/]")).count }
      #expect(try count("testcase") == OutcomeSuite.outcomes.count, "\(format)")
      #expect(try count("failure") == OutcomeSuite.count("failed", "unexpectedPass", "flaky"), "\(format)")
      #expect(try count("error") == OutcomeSuite.count("errored"), "\(format)")
      #expect(try count("skipped") == OutcomeSuite.count("skipped", "expectedFailure", "observed"), "\(format)")
      let suite = try #require(text.firstMatch(of: /<testsuite [^>]*>/)).output
      for (name, number) in [("tests", 14), ("failures", 6), ("errors", 3), ("skipped", 4)] {
        let isKnown = format != "junit-ant" || name != "skipped"
        #expect(!isKnown || suite.contains("\(name)=\"\(number)\""), "\(format): \(suite)")
      }
    }
  }

  private func checkTools(_ run: Run) throws {
    let lines = try run.report("ktap").split(separator: "\n")
    func count(_ pattern: String) throws -> Int {
      let regex = try Regex("^  \(pattern)")
      return lines.count { $0.contains(regex) }
    }
    #expect(try count("ok [0-9]+ \\S+$") == OutcomeSuite.count("passed"))
    #expect(try count("ok [0-9]+ .* # SKIP") == OutcomeSuite.count("skipped"))
    #expect(try count("ok [0-9]+ .* # XFAIL") == OutcomeSuite.count("expectedFailure", "observed"))
    #expect(try count("not ok [0-9]+ ") == Self.bad)
    let kcidb = try run.object(run.report("kcidb"))["tests"] as? [[String: Any]] ?? []
    let statuses = Dictionary(grouping: kcidb.compactMap { $0["status"] as? String }, by: { $0 }).mapValues(\.count)
    // A kernel that is known to fail fails, and one that passes passes; a case out of its time hangs.
    #expect(statuses == ["PASS": 3, "FAIL": 7, "ERROR": 2, "SKIP": 1, "DONE": 1])
  }

  private func checkPages(_ run: Run) throws {
    let page = try run.report("html")
    let cases = try #require(page.range(of: "id=\"cases\""))
    for word in Set(OutcomeSuite.outcomes.map(\.outcome)) {
      let entries = page[cases.upperBound...].ranges(of: "class=\"entry\" data-kind=\"\(word)\"").count
      #expect(entries == OutcomeSuite.count(word), "\(word)")
    }
    let markdown = try run.report("markdown")
    #expect(markdown.contains("| outcomes | \(Self.text) |"), "\(markdown)")
    #expect(markdown.contains("### Not as expected: \(Self.bad)\n"))
    let bad = ["failed", "errored", "flaky", "unexpectedPass"]
    for (name, outcome) in OutcomeSuite.outcomes where bad.contains(outcome) {
      for format in ["github", "markdown", "text", "html"] {
        #expect(try run.report(format).contains("own.test/\(name)"), "\(name) in \(format)")
      }
    }
    #expect(page.contains(Self.text))
    #expect(try run.report("github").hasSuffix("NOT as expected: \(Self.text)\n"))
    #expect(try run.report("text").hasSuffix("NOT as expected: \(Self.text)\n"))
  }
}
