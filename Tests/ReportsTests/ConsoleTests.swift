import Foundation
import Journal
import TestSupport
import Testing

@testable import Reports

struct ConsoleTests {
  @Test(arguments: [("plain", ConsoleView.Medium.plain, Style.plain), ("terminal", .terminal, .coloured)])
  func looksAsKept(name: String, medium: ConsoleView.Medium, style: Style) throws {
    try expectSnapshot(shown(SampleRun.complete, medium, style), "console-\(name).txt")
  }

  /// What a kernel logs, or a case is named, gives a system of CI no command.
  @Test(arguments: [
    ("::error::x", "\\::error::x"), ("  ::stop-commands::x", "  \\::stop-commands::x"),
    ("log ##[group]x", "log #\\#[group]x"), ("##vso[task.complete]", "#\\#vso[task.complete]"),
    ("a::b", "a::b"),
  ]) func noLineIsACommand(text: String, shown: String) {
    #expect(StyledLine(text).text(.plain) == shown)
    let parts: StyledLine = "  \(text)"
    #expect(parts.text(.plain) == "  " + shown)
  }

  @Test func theMovingLineFitsTheTerminal() {
    let output = shown(SampleRun.complete, .terminal, .plain, width: 20)
    let lines = output.split(separator: "\r\u{1b}[K").filter { $0.first?.isNumber == true && $0.contains("/9") }
    #expect(!lines.isEmpty)
    for line in lines { #expect(line.count <= 19) }
  }

  @Test func nothingOfATerminalReachesAPlainFile() {
    let output = shown(SampleRun.complete, .plain, .plain)
    #expect(!output.contains("\u{1b}") && !output.contains("\r"))
  }

  @Test func quietShowsOnlyWhatWentWrong() {
    var output = ""
    var view = ConsoleView(
      medium: .plain, style: .plain, detail: .init(isQuiet: true), clock: { 0 }, write: { output += $0 })
    for event in SampleRun.complete { view.show(event) }
    #expect(!output.contains("passed   type1.map/passes") && output.contains("FAILED type1.map/fails"))
  }

  /// Calls never stand without the case that made them, and those of cases that ended as expected only where asked for.
  @Test(
    arguments: [
      (.terminal, .init(), false, false), (.terminal, .init(hasTraces: true), true, true),
      (.terminal, .init(isQuiet: true, hasTraces: true), false, false), (.plain, .init(), true, false),
      (.plain, .init(hasTraces: true), true, true), (.plain, .init(isQuiet: true), false, false),
      (.plain, .init(isQuiet: true, hasTraces: true), false, false),
    ] as [(ConsoleView.Medium, ConsoleView.Detail, Bool, Bool)])
  func callsHaveAHeading(medium: ConsoleView.Medium, detail: ConsoleView.Detail, heading: Bool, calls: Bool) {
    let outcome = Outcome.expectedFailure(defect: "d", reason: "r")
    let id = "type1.map/case"
    var output = ""
    var view = ConsoleView(medium: medium, style: .plain, detail: detail, clock: { 0 }, write: { output += $0 })
    for event in [
      SampleRun.started([SampleRun.planned("case")]), SampleRun.finished(id, outcome, trace: ["close(3) = 0"]),
    ] { view.show(event) }
    #expect(output.contains("xfail    type1.map/case: d: r\n") == heading)
    #expect(output.contains("  close(3) = 0\n") == calls)
  }

  /// The verdict is the last line, a screen holds what leads to it, and its numbers add up.
  @Test func aThousandReasonsFitAScreen() {
    let plan = (0..<2000).map { SampleRun.planned("case\($0)") }
    let ends = plan.enumerated().map { index, planned in
      Event.caseFinished(
        CaseFinished(
          id: planned.id, time: SampleRun.start, outcome: .skipped(reason: "needs the module m\(index)"),
          lack: "module m\(index % 100): absent"))
    }
    let record = RunRecord(SampleRun.whole([SampleRun.started(plan)] + ends))
    let lines = SummaryText(record).lines.map { $0.text(.plain) }
    #expect(lines.count <= 22 && lines.allSatisfy { $0.count <= 79 })
    #expect(lines.last == "NOTHING RAN: 2000 skipped")
    let numbers = lines.filter { $0.hasPrefix("  ") }.compactMap { Int($0.split(separator: " ")[0]) }
    #expect(numbers.reduce(0, +) == record.counts.skipped)
    let all = SummaryText(record, isVerbose: true).lines.map { $0.text(.plain) }
    #expect(all.count == 2003 && all.contains("     1  needs the module m1999"))
  }

  @Test(
    arguments: [
      (StyledLine("a\u{1b}[31m\u{202e}b\nc"), "a\\u{1B}[31m\\u{202E}b c"),
      ("\("x\u{9b}", .bad)\u{200b}", "x\\u{9B}\\u{200B}"),
      ("\(1) of \(StyledLine("é→…"))", "1 of é→…"),
    ] as [(StyledLine, String)])
  func aLineShowsWhatItHolds(line: StyledLine, shown: String) {
    #expect(line.text(.plain) == shown)
    let coloured = line.text(.coloured)
    #expect(coloured.replacing("\u{1b}[31;1m", with: "").replacing("\u{1b}[0m", with: "") == shown)
  }

  @Test(arguments: [
    ("\u{0}\u{1f}\u{7f}\u{80}", "\\u{0}\\u{1F}\\u{7F}\\u{80}"),
    ("\u{2066}\u{feff}\u{fffe}", "\\u{2066}\\u{FEFF}\\u{FFFE}"),
    ("\u{e000}\u{10ffff}\u{e0041}", "\\u{E000}\\u{10FFFF}\\u{E0041}"), ("\u{3164}\u{fe0f}", "\\u{3164}\\u{FE0F}"),
    ("plain ü 漢 →", "plain ü 漢 →"), ("a\r\nb\u{2028}c", "a b c"),
  ])
  func whatATerminalWouldObeyIsSpeltOut(text: String, shown: String) throws {
    #expect(VisibleText.line(text) == shown)
    let json = String(decoding: try JSONText.line([text]), as: UTF8.self)
    #expect(try JSONDecoder().decode([String].self, from: Data(json.utf8)) == [text])
    #expect(VisibleText.lines(json) == json)
  }

  @Test(arguments: [
    (ConsoleView.Medium.terminal, false, "booting a"), (.plain, false, "booting a guest\n"),
    (.plain, true, ""),
  ])
  func aWaitIsTold(medium: ConsoleView.Medium, isQuiet: Bool, expected: String) {
    var output = ""
    var view = ConsoleView(
      medium: medium, style: .plain, detail: .init(isQuiet: isQuiet), width: { 10 }, clock: { 0 },
      write: { output += $0 })
    view.showWait(for: "booting a guest")
    #expect(output == expected)
  }

  @Test func whatIsUnderWayIsShown() {
    let plan = ["a", "b", "c"].map { SampleRun.planned($0) }
    let events =
      [SampleRun.started(plan)] + plan.map { SampleRun.begun($0.id) } + [SampleRun.finished(plan[1].id, .passed)]
    let drawn = shown(events, .terminal, .plain, width: 200).split(separator: "\r\u{1b}[K").map(String.init)
    #expect(drawn.suffix(2).first?.hasSuffix("type1.map/a, type1.map/b, type1.map/c") == true, "\(drawn)")
    #expect(drawn.last?.hasSuffix("type1.map/a, type1.map/c") == true, "\(drawn)")
  }

  @Test func summaryLooksAsKept() throws {
    let cutOff = RunRecord(Array(SampleRun.complete.prefix(6)))
    let text = [RunRecord(SampleRun.complete), cutOff].map { SummaryText($0).lines.text(.plain) }
    try expectSnapshot(text.joined(separator: "--\n"), "summary.txt")
  }

  @Test func reportsLookAsKept() throws {
    let record = RunRecord(SampleRun.complete)
    try expectSnapshot(TextReport(record).text, "report.txt")
    try expectSnapshot(String(decoding: SummaryReport(record).encoded(), as: UTF8.self), "report.json")
  }

  private func shown(_ events: [Event], _ medium: ConsoleView.Medium, _ style: Style, width: Int = 60) -> String {
    var output = ""
    var time = 0.0
    var view = ConsoleView(
      medium: medium, style: style, width: { width },
      clock: {
        time += 1
        return time
      }, write: { output += $0 })
    for event in events { view.show(event) }
    return output
  }
}
