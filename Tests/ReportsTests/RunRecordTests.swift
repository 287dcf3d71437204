import Foundation
import Journal
import Reports
import TestSupport
import Testing

struct RunRecordTests {
  /// A run whose kernel complained between two cases is not as expected, though each case was.
  @Test func aComplaintBetweenCasesMakesABadRun() throws {
    var events = SampleRun.whole([
      SampleRun.started([SampleRun.planned("passes")]), SampleRun.begun("type1.map/passes"),
      SampleRun.finished("type1.map/passes", .passed),
    ])
    let notes = ["between a and b: WARN: WARNING: x", "behind b: WARN: WARNING: y"].map {
      Event.note(Note(time: SampleRun.start, text: $0, kernelLog: ["WARNING"]))
    }
    events.insert(contentsOf: notes, at: 3)
    let record = RunRecord(events)
    #expect(record.isComplete && record.counts == Counts(passed: 1, failed: 1))
    let complaint = try #require(record.cases.last)
    #expect(complaint.planned.id == "vfio-conform/kernel-log")
    #expect(complaint.final?.failure?.actual == "between a and b: WARN: WARNING: x")
    #expect(complaint.final?.failure?.remarks == ["behind b: WARN: WARNING: y"])
    #expect(SummaryText(record).lines.last?.text(.plain) == "NOT as expected: 1 passed, 1 failed")
  }

  @Test func aCompleteRunHasTheOutcomesOfItsEvents() {
    let record = RunRecord(SampleRun.complete)
    #expect(record.isComplete)
    #expect(record.cases.map(\.outcome) == SampleRun.outcomes.map(\.outcome))
  }

  @Test func aCaseUnderWayIsInterruptedAndTheRestWasNotRun() {
    let events = [SampleRun.started(), SampleRun.begun("type1.map/passes")]
    let record = RunRecord(events)
    #expect(record.cases[0].outcome == .errored(.interrupted))
    #expect(record.cases[0].explanation == "the case was under way: the run has not come to its end")
    #expect(record.cases[1].outcome == .skipped(reason: "not run: the run has not come to its end"))
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
    let begin = [SampleRun.started(plan), SampleRun.begun("type1.map/a"), SampleRun.finished("type1.map/a", .passed)]
    let record = RunRecord(SampleRun.whole(begin, .interrupted, reason: "Ctrl-C"))
    let expected: [Outcome] = [.passed, .errored(.interrupted), .skipped(reason: "not run: Ctrl-C")]
    #expect(record.cases.map(\.outcome) == expected)
  }

  /// Whatever a run had seen when it was cut off, green as it may be: its record has an error that says so.
  @Test func aGreenRunThatWasCutOffHasAnError() {
    let plan = [SampleRun.planned("a")]
    let green = [SampleRun.started(plan), SampleRun.begun("type1.map/a"), SampleRun.finished("type1.map/a", .passed)]
    for length in 0...green.count {
      let record = RunRecord(Array(green.prefix(length)))
      #expect(!record.isComplete && record.counts.errored == 1, "\(length)")
    }
    #expect(RunRecord(SampleRun.whole(green)).counts.unexpected == 0)
  }

  @Test func aLostLineIsMissed() {
    let whole = SampleRun.complete
    for index in whole.indices.dropFirst().dropLast() {
      guard case .caseFinished = whole[index] else { continue }
      var events = whole
      events.remove(at: index)
      #expect(!RunRecord(events).isComplete, "line \(index + 1)")
    }
  }

  @Test func aCaseEndsOnce() {
    let plan = [SampleRun.planned("a")]
    let end = SampleRun.finished("type1.map/a", .passed)
    let record = RunRecord(SampleRun.whole([SampleRun.started(plan), SampleRun.begun("type1.map/a"), end, end]))
    #expect(record.ending == .incomplete("the journal contradicts itself: type1.map/a ends twice"))
  }

  /// Attempts are no end: a run that was killed between two of them has no verdict on the case.
  @Test func attemptsAreNoEnd() {
    let id = "type1.map/a"
    let attempt = Event.attemptFinished(CaseFinished(id: id, time: SampleRun.start, outcome: .passed, duration: 2))
    let record = RunRecord([SampleRun.started([SampleRun.planned("a")]), SampleRun.begun(id), attempt])
    #expect(record.cases.map(\.outcome) == [.errored(.interrupted)] && record.duration == 2)
  }

  @Test func aDamagedJournalIsOfAnIncompleteRun() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("bad-\(UUID().uuidString).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let writer = try JournalWriter(path: path)
    for event in SampleRun.complete { try writer.append(event) }
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let record = RunRecord(try JournalContents(bytes: whole + Data("[]\n".utf8)))
    #expect(record.cases.map(\.outcome).prefix(8) == SampleRun.outcomes.map(\.outcome).prefix(8))
    guard case .incomplete(let reason) = record.ending else { Issue.record("it looks complete"); return }
    #expect(reason.hasPrefix("the journal is damaged: line \(SampleRun.complete.count + 1): "))
    // What is not a whole line behind the end is no end either.
    #expect(try !RunRecord(JournalContents(bytes: whole + Data("{".utf8))).isComplete)
    #expect(try RunRecord(JournalContents(bytes: whole)).isComplete)
  }

  /// Cases that run side by side end in any order; their notes stand in that of the plan.
  @Test func notesStandInTheOrderOfThePlan() {
    let plan = [SampleRun.planned("a"), SampleRun.planned("b")]
    let notes = [(nil, "first"), ("b", "b"), (nil, "last"), ("a", "a")].map { name, text in
      Event.note(Note(time: SampleRun.start, text: text, id: name.map { SampleRun.planned($0).id }))
    }
    #expect(RunRecord([SampleRun.started(plan)] + notes).notes.map(\.text) == ["first", "a", "b", "last"])
  }

  @Test func theTimeWhileARunWasCutOffIsNoneOfIt() {
    func note(_ seconds: Int64, goesOn: Bool = false) -> Event {
      .note(Note(time: .init(milliseconds: SampleRun.start.milliseconds + seconds * 1000), text: "", goesOn: goesOn))
    }
    let record = RunRecord([SampleRun.started([]), note(2), note(1000, goesOn: true), note(1003)])
    #expect(record.elapsed == 5)
  }

  @Test func noTimeOfAJournalMakesAReportImpossible() throws {
    let plan = [SampleRun.planned("a"), SampleRun.planned("b")]
    let ends = plan.map {
      Event.caseFinished(CaseFinished(id: $0.id, time: SampleRun.start, outcome: .passed, duration: 1.7e308))
    }
    let record = RunRecord(SampleRun.whole([SampleRun.started(plan)] + ends))
    #expect(try !SummaryReport(record).encoded().isEmpty)
    #expect(!JUnitReport(record).encoded().isEmpty)
  }

  @Test func aTornLineIsAllThatAKilledHarnessLoses() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("torn-\(UUID().uuidString).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let writer = try JournalWriter(path: path)
    for event in SampleRun.complete { try writer.append(event) }
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let torn = try JournalContents(bytes: whole.dropLast(40))
    #expect(torn.isTorn)
    let record = RunRecord(torn)
    #expect(!record.isComplete)
    // Every case has its verdict, and the run, which lost its end, is an error.
    #expect(record.cases.map(\.outcome) == SampleRun.outcomes.map(\.outcome) + [.errored(.interrupted)])
  }
}
