import Foundation
import Journal
import Testing

@testable import Runner

/// What becomes of each case of a run that goes on, by what its journal tells of the case.
@Suite struct ResumptionTests {
  private static let time = Timestamp(milliseconds: 0)

  /// - Parameter gaps: What the machine lacked, beside the cases.
  private static func journal(_ events: [Event], gaps: [OfferGap] = []) throws -> JournalContents {
    let encoder = JSONEncoder()
    let system = SystemDescription(
      backend: "sim", release: "6.12", version: "#1", architecture: "x86_64", pageSize: 4096, kernel: "6.12",
      machine: nil, devices: [])
    let plan =
      gaps.map(\.planned)
      + ["s/a", "s/b"].map {
        PlannedCase(
          id: $0, suite: "s", name: "a", title: "T", parameters: [:], covers: [], severity: .must, tags: [],
          file: "s.yaml", line: 1)
      }
    let start = Event.runStarted(
      RunStarted(id: "r", time: time, program: "1", commandLine: [], system: system, plan: plan))
    let lines = try ([start] + events).map { String(decoding: try encoder.encode(JournalLine($0)), as: UTF8.self) }
    return try JournalContents(bytes: Data(lines.map { $0 + "\n" }.joined().utf8))
  }

  private static func begun(_ id: String) -> Event { .caseStarted(CaseStarted(id: id, time: time)) }

  private static func ended(_ id: String, _ outcome: Outcome, duration: Double = 1) -> Event {
    .caseFinished(end(id, outcome, duration))
  }

  private static func attempt(_ id: String) -> Event { .attemptFinished(end(id, .failed, 1)) }

  private static func end(_ id: String, _ outcome: Outcome, _ duration: Double) -> CaseFinished {
    let failure = CaseFailure(step: nil, expected: "this", actual: "that")
    return CaseFinished(
      id: id, time: time, outcome: outcome, duration: duration, failure: outcome.isExpected ? nil : failure)
  }

  private static func finished(_ ending: RunFinished.Ending, _ counts: Counts = Counts()) -> Event {
    .runFinished(RunFinished(time: time, ending: ending, reason: "it was so", counts: counts))
  }

  struct Row: CustomTestStringConvertible {
    var testDescription: String
    var events: [Event]
    var again = false
    var ended: Set<String> = []
    var killed: Set<String> = []
    /// Events that stay, beside `runStarted`.
    var kept: Int
  }

  private static let one = Counts(errored: 1)

  private static let rows = [
    Row(testDescription: "nothing begun", events: [], kept: 0),
    Row(testDescription: "under way", events: [begun("s/a")], killed: ["s/a"], kept: 1),
    Row(testDescription: "under way, again", events: [begun("s/a"), attempt("s/a")], again: true, kept: 0),
    Row(
      testDescription: "ended", events: [begun("s/a"), ended("s/a", .failed), begun("s/b")], ended: ["s/a"],
      killed: ["s/b"], kept: 3),
    Row(
      testDescription: "killed before", events: [begun("s/a"), ended("s/a", .errored(.killed))], ended: ["s/a"],
      kept: 2),
    Row(
      testDescription: "killed before, again", events: [begun("s/a"), ended("s/a", .errored(.killed))], again: true,
      kept: 0),
    Row(
      testDescription: "stopped",
      events: [begun("s/a"), ended("s/a", .errored(.interrupted)), finished(.interrupted, one)],
      kept: 0),
    Row(
      testDescription: "no system",
      events: [begun("s/a"), ended("s/a", .errored(.lost), duration: 0), finished(.aborted, one)], kept: 0),
    Row(
      testDescription: "lost, then no system",
      events: [begun("s/a"), ended("s/a", .errored(.lost)), finished(.aborted, one)], ended: ["s/a"], kept: 2),
    Row(
      testDescription: "stopped at a failure",
      events: [begun("s/a"), ended("s/a", .failed), finished(.stoppedAtFailure, Counts(failed: 1))], ended: ["s/a"],
      kept: 2),
  ]

  @Test(arguments: rows) func eachCaseGoesOnOrStays(row: Row) throws {
    let resumption = try Resumption(Self.journal(row.events), again: row.again)
    #expect(resumption.ended == row.ended && resumption.killed == row.killed)
    #expect(resumption.kept.count == 1 + row.kept && !resumption.isComplete)
    #expect(resumption.story.first?.goesOn == true)
  }

  private static func gap(_ name: String) -> OfferGap {
    OfferGap(name, nil, title: "T", expected: "all of it", actual: "less")
  }

  private static let first = gap("first")

  /// What is told of a machine kills nobody: it is told again where it is found again, and else has an end that says so.
  @Test(arguments: [
    ([], true), ([begun(first.planned.id)], true),
    ([begun(first.planned.id), ended(first.planned.id, .failed)], false),
  ])
  func gapsComeToTheirEnds(events: [Event], isOpen: Bool) throws {
    let resumption = try Resumption(Self.journal(events, gaps: [Self.first]), again: false)
    #expect(resumption.killed.isEmpty && resumption.kept.count == (isOpen ? 1 : 3))
    #expect(try resumption.open([Self.first]) == (isOpen ? [Self.first] : []))
    #expect(resumption.lostGaps([Self.first]).isEmpty)
    #expect(resumption.lostGaps([]) == (isOpen ? [Self.first.planned.id] : []))
  }

  /// A machine that has come to offer less is not the one that the run began on.
  @Test func aNewGapIsRefused() throws {
    let resumption = try Resumption(Self.journal([], gaps: [Self.first]), again: false)
    let error = #expect(throws: ResumptionError.self) { try resumption.open([Self.first, Self.gap("second")]) }
    #expect(error?.description.contains("vfio-conform.machine/second was as it has to be") == true)
  }

  @Test func aCompleteRunStaysAsItIs() throws {
    let events = [
      Self.begun("s/a"), Self.ended("s/a", .passed), Self.begun("s/b"), Self.ended("s/b", .errored(.killed)),
      Self.finished(.complete, Counts(passed: 1, errored: 1)),
    ]
    let resumption = try Resumption(Self.journal(events), again: false)
    #expect(resumption.isComplete && resumption.kept.count == 6 && resumption.story.isEmpty)
    #expect(try !Resumption(Self.journal(events), again: true).isComplete)
  }

  @Test(arguments: [
    ([begun("s/a"), ended("s/a", .passed), ended("s/a", .passed)], "ends twice"),
    ([begun("s/c")], "s/c is not in the plan"), ([ended("s/a", .passed)], "s/a ends without a beginning"),
    ([finished(.complete)], "no end of s/a"), ([finished(.aborted, one)], "its end counts others than it holds"),
    ([finished(.complete), begun("s/a")], "the run had ended before this line"),
  ])
  func aJournalThatCannotBeIsRefused(events: [Event], reason: String) throws {
    let journal = try Self.journal(events)
    let error = #expect(throws: ResumptionError.self) { try Resumption(journal, again: false) }
    #expect(error?.description.contains(reason) == true)
  }
}
