import Foundation
import Reports
import Runner
import Testing

struct RunRecordTests {
  @Test func aCompleteRunHasTheOutcomesOfItsEvents() {
    let record = RunRecord(SampleRun.complete)
    #expect(record.isComplete)
    #expect(record.cases.map(\.outcome) == SampleRun.outcomes.map(\.outcome))
  }

  @Test func aCaseUnderWayIsInterruptedAndTheRestWasNotRun() {
    let events = [SampleRun.started(), SampleRun.begun("type1.map/passes")]
    let record = RunRecord(events)
    #expect(record.cases[0].outcome == .errored(.interrupted))
    #expect(record.cases[0].explanation == "the case was under way: the harness ended before the run did")
    #expect(record.cases[1].outcome == .skipped(reason: "not run: the harness ended before the run did"))
    #expect(!record.isComplete)
  }

  @Test(arguments: 0..<SampleRun.complete.count)
  func aRunThatWasCutOffIsNeverGreen(length: Int) {
    let record = RunRecord(Array(SampleRun.complete.prefix(length)))
    #expect(!record.isComplete)
    #expect(record.counts.unexpected > 0 || record.cases.isEmpty)
    #expect(record.counts.finished == record.cases.count)
  }

  @Test func aStopBetweenTwoCasesIsAnErrorOfTheNext() {
    let plan = ["a", "b", "c"].map { SampleRun.planned($0) }
    let record = RunRecord([
      SampleRun.started(plan), SampleRun.begun("type1.map/a"), SampleRun.finished("type1.map/a", .passed),
      SampleRun.ended(.interrupted, reason: "Ctrl-C"),
    ])
    let expected: [Outcome] = [.passed, .errored(.interrupted), .skipped(reason: "not run: Ctrl-C")]
    #expect(record.cases.map(\.outcome) == expected)
  }

  @Test func aTornLineIsAllThatAKilledHarnessLoses() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("torn-\(UUID().uuidString).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let writer = try JournalWriter(path: path)
    for event in SampleRun.complete { try writer.append(event) }
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let torn = try Journal(bytes: whole.dropLast(40), path: path)
    #expect(torn.isTorn)
    let record = RunRecord(torn)
    #expect(!record.isComplete)
    #expect(record.cases.map(\.outcome) == SampleRun.outcomes.map(\.outcome))
  }
}
