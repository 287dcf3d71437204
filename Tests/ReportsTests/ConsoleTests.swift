import Runner
import TestSupport
import Testing

@testable import Reports

struct ConsoleTests {
  @Test(arguments: [("plain", ConsoleView.Medium.plain, Style.plain), ("terminal", .terminal, .coloured)])
  func looksAsKept(name: String, medium: ConsoleView.Medium, style: Style) throws {
    try expectSnapshot(shown(SampleRun.complete, medium, style), "console-\(name).txt")
  }

  @Test func theMovingLineFitsTheTerminal() {
    let output = shown(SampleRun.complete, .terminal, .plain, width: 20)
    let lines = output.split(separator: "\r\u{1b}[K").filter { $0.first?.isNumber == true && $0.contains("/8") }
    #expect(!lines.isEmpty)
    for line in lines { #expect(line.count <= 19) }
  }

  @Test func nothingOfATerminalReachesAPlainFile() {
    let output = shown(SampleRun.complete, .plain, .plain)
    #expect(!output.contains("\u{1b}") && !output.contains("\r"))
  }

  @Test func quietShowsOnlyWhatWentWrong() {
    var output = ""
    var view = ConsoleView(medium: .plain, style: .plain, isQuiet: true, clock: { 0 }, write: { output += $0 })
    for event in SampleRun.complete { view.show(event) }
    #expect(!output.contains("passed   type1.map/passes") && output.contains("FAILED type1.map/fails"))
  }

  @Test(arguments: [
    (ConsoleView.Medium.terminal, false, "\r\u{1b}[Kbooting a"), (.plain, false, "booting a guest\n"),
    (.plain, true, ""),
  ])
  func aWaitIsTold(medium: ConsoleView.Medium, isQuiet: Bool, expected: String) {
    var output = ""
    let view = ConsoleView(
      medium: medium, style: .plain, isQuiet: isQuiet, width: { 10 }, clock: { 0 }, write: { output += $0 })
    view.showWait(for: "booting a guest")
    #expect(output == expected)
  }

  @Test func summaryLooksAsKept() throws {
    let cutOff = RunRecord(Array(SampleRun.complete.prefix(6)))
    let text = [RunRecord(SampleRun.complete), cutOff].map { SummaryText(style: .plain).lines($0, elapsed: 1.5) }
    try expectSnapshot(text.joined(separator: ["--"]).joined(separator: "\n") + "\n", "summary.txt")
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
