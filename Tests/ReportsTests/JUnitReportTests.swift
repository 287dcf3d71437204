import Foundation
import Journal
import TestSupport
import Testing

@testable import Reports

struct JUnitReportTests {
  @Test(arguments: JUnitFlavour.allCases)
  func looksAsKept(flavour: JUnitFlavour) throws {
    try expectSnapshot(try xml(SampleRun.complete, flavour), "junit-\(flavour.rawValue).xml")
  }

  @Test(arguments: [
    (JUnitFlavour.strict, "junit-10.xsd"), (.ant, "junit-10.xsd"), (.ant, "ant.xsd"),
  ])
  func isValid(flavour: JUnitFlavour, schema: String) throws {
    for run in Self.runs {
      let complaint = try xmllint(try xml(run.events, flavour), schema: schema)
      #expect(complaint == nil, "\(run.name)")
    }
  }

  @Test func theSchemaChecksCanFail() throws {
    let rich = try xml(SampleRun.complete, .rich)
    #expect(try xmllint(rich, schema: "junit-10.xsd") != nil)
    #expect(try xmllint(try xml(SampleRun.complete, .strict), schema: "ant.xsd") != nil)
  }

  @Test(
    arguments: [
      (Outcome.passed, nil, nil),
      (.failed, "failure", "failed"),
      (.errored(.setup), "error", "setup"),
      (.errored(.timeout), "error", "timeout"),
      (.errored(.lost), "error", "lost"),
      (.errored(.harness), "error", "harness"),
      (.errored(.interrupted), "error", "interrupted"),
      (.skipped(reason: "no"), "skipped", nil),
      (.expectedFailure(defect: "d", reason: "r"), "skipped", nil),
      (.unexpectedPass(defect: "d", reason: "r"), "failure", "UnexpectedPass"),
      (.observed, "skipped", nil),
      (.flaky(failed: 1, of: 2), "failure", "flaky"),
    ] as [(Outcome, String?, String?)])
  func outcomeBecomesOneChild(outcome: Outcome, element: String?, type: String?) throws {
    let planned = SampleRun.planned(outcome == .observed ? "is-observed" : "case")
    let events = [SampleRun.started([planned]), SampleRun.finished(planned.id, outcome)]
    let text = try xml(SampleRun.whole(events), .strict)
    let children = ["failure", "error", "skipped"].filter { text.contains("<\($0) ") }
    #expect(children == [element].compactMap(\.self))
    if let type { #expect(text.contains("<\(element ?? "") type=\"\(type)\"")) }
  }

  @Test func namesThatACaseHadAreProperties() throws {
    var planned = SampleRun.planned("case[at=4KiB]")
    planned.formerly = ["old"]
    let text = try xml([SampleRun.started([planned])], .rich)
    #expect(text.contains("<property name=\"formerly\" value=\"type1.map/old\" />"))
    #expect(!text.contains("name=\"old"), "the case bears its own name alone")
  }

  @Test func countsAreThoseOfTheElements() throws {
    let text = try xml(SampleRun.complete, .strict)
    #expect(text.contains("<testsuites name=\"vfio-conform\" time=\"0.112\" tests=\"9\" failures=\"3\" errors=\"2\">"))
    #expect(text.contains("tests=\"9\" failures=\"3\" errors=\"2\" skipped=\"3\""))
  }

  @Test func attemptsBeforeAPassMakeItFlaky() throws {
    let text = try attempts([.failed, .errored(.timeout), .passed], .flaky(failed: 2, of: 3))
    #expect(text.contains("<flakyFailure ") && text.contains("<flakyError "))
    #expect(text.contains("<failure type=\"flaky\" message=\"failed 2 of 3 times: ") && !text.contains("<error "))
    #expect(text.contains("failures=\"1\" errors=\"0\""))
  }

  @Test func attemptsAfterAFailureAreReruns() throws {
    let text = try attempts([.failed, .failed, .errored(.lost)], .failed)
    #expect(text.contains("<rerunFailure ") && text.contains("<rerunError "))
    #expect(!text.contains("<flaky"))
    #expect(text.components(separatedBy: "<rerun").count == 3, "the first failure is the verdict's own")
    #expect(text.contains("failures=\"1\" errors=\"0\""))
  }

  @Test func forbiddenCharactersAreShown() throws {
    let id = "type1.map/case"
    let trace = ["bell \u{7} escape \u{1b}[31m zero \u{0} nonsense \u{fffe} ampersand & angle <tag> ]]> quote \" \r"]
    let text = try xml(
      [SampleRun.started([SampleRun.planned("case")]), SampleRun.finished(id, .failed, trace: trace)], .strict)
    #expect(
      text.contains(#"bell \u{7} escape \u{1B}[31m zero \u{0} nonsense \u{FFFE} ampersand &amp; angle &lt;tag&gt;"#))
    #expect(try xmllint(text, schema: "junit-10.xsd") == nil)
  }

  @Test func outputIsCapped() throws {
    let id = "type1.map/case"
    let trace = (0..<5000).map { "call number \($0) of very many, each of them on a line of its own" }
    let text = try xml(
      [SampleRun.started([SampleRun.planned("case")]), SampleRun.finished(id, .failed, trace: trace)], .strict)
    #expect(text.utf8.count < 80 << 10)
    #expect(text.contains("call number 1 of") && text.contains("call number 4999 of"))
    #expect(text.contains("bytes left out; the whole is in events.jsonl"))
  }

  @Test func allBodiesTogetherKeepToTheBudget() throws {
    let trace = [String](repeating: String(repeating: "x", count: 1000), count: 10)
    let plan = (0..<100).map { SampleRun.planned("case\($0)") }
    let record = RunRecord(
      SampleRun.whole([SampleRun.started(plan)] + plan.map { SampleRun.finished($0.id, .failed, trace: trace) }))
    let data = JUnitReport(record, flavour: .strict, bodyBudget: 100_000).encoded()
    #expect(data.count < 100_000 + 100 * 2 * JUnitReport.shortBody)
    #expect(String(decoding: data, as: UTF8.self).components(separatedBy: "<failure ").count == 101)
    // Escaping may make a file half as large again, which must still be less than GitLab takes.
    #expect(JUnitReport.bodyBudget < 30_000_000 * 3 / 4)
  }

  @Test(
    arguments: [
      (0, "0.000"), (0.0004, "0.000"), (0.0005, "0.001"), (1, "1.000"), (61.0625, "61.063"), (1e9, "1000000000.000"),
      (-1, "0.000"), (.nan, "0.000"), (.infinity, "0.000"),
    ] as [(Double, String)])
  func secondsHaveThreeDecimals(seconds: Double, text: String) {
    #expect(seconds.milliseconds == text)
  }

  private func attempts(_ outcomes: [Outcome], _ verdict: Outcome) throws -> String {
    let id = "type1.map/case"
    let attempts = outcomes.map { outcome -> Event in
      guard case .caseFinished(let finished) = SampleRun.finished(id, outcome) else { return SampleRun.begun(id) }
      return .attemptFinished(finished)
    }
    let events = [SampleRun.begun(id)] + attempts + [SampleRun.finished(id, verdict)]
    let text = try xml(SampleRun.whole([SampleRun.started([SampleRun.planned("case")])] + events), .strict)
    #expect(try xmllint(text, schema: "junit-10.xsd") == nil)
    #expect(text.components(separatedBy: "<testcase ").count == 2)
    return text
  }

  /// Journals of all kinds, cut off ones too.
  private static let runs: [(name: String, events: [Event])] = [
    ("complete", SampleRun.complete), ("nothing", []), ("only begun", [SampleRun.started()]),
    ("empty plan", SampleRun.whole([SampleRun.started([])])),
    ("interrupted", SampleRun.whole(Array(SampleRun.complete.prefix(4)), .interrupted, reason: "Ctrl-C")),
    ("killed", Array(SampleRun.complete.prefix(4))),
  ]
}

func xml(_ events: [Event], _ flavour: JUnitFlavour) throws -> String {
  String(decoding: JUnitReport(RunRecord(events), flavour: flavour).encoded(), as: UTF8.self)
}

/// What xmllint says against a file; nil where it is valid.
func xmllint(_ text: String, schema: String) throws -> String? {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
  let file = FileManager.default.temporaryDirectory.appendingPathComponent("junit-\(UUID().uuidString).xml")
  try text.write(to: file, atomically: true, encoding: .utf8)
  defer { try? FileManager.default.removeItem(at: file) }
  let process = Process()
  let complaints = Pipe()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/xmllint")
  process.arguments = ["--noout", "--schema", folder.appendingPathComponent(schema).path, file.path]
  process.standardError = complaints
  try process.run()
  let said = complaints.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return process.terminationStatus == 0 ? nil : String(decoding: said, as: UTF8.self)
}
