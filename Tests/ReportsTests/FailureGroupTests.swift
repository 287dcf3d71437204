import Journal
import TestSupport
import Testing

@testable import Reports

/// One broken rule makes many cases fail: a report names first what shows it best.
struct FailureGroupTests {
  private static func record(
    _ name: String, _ outcome: Outcome = .failed, step: String = "ioctl X", got: String = "returned 0", calls: Int
  ) -> CaseRecord {
    let planned = SampleRun.planned(name)
    let failure = CaseFailure(
      step: StepLocation(file: "a.yaml", line: calls, column: 1, text: step), expected: "fails with EINVAL", actual: got
    )
    let finished = CaseFinished(
      id: planned.id, time: SampleRun.start, outcome: outcome, failure: failure,
      trace: Array(repeating: "close(3) = 0", count: calls))
    return CaseRecord(planned, end: finished, begun: nil, ending: .complete)
  }

  @Test func theMostDirectCaseComesFirst() {
    let groups = FailureGroup.all(of: [
      Self.record("unrelated", .errored(.setup), step: "open y", calls: 1), Self.record("far", calls: 30),
      Self.record("set-up", .errored(.setup), calls: 2), Self.record("near", calls: 3),
      Self.record("otherwise", got: "failed with EIO", calls: 12), Self.record("good", .passed, calls: 1),
    ])
    #expect(
      groups.map { $0.cases.map(\.planned.name) } == [["near", "far", "set-up"], ["otherwise"], ["unrelated"]])
    #expect(groups[0].answer.headline == "ioctl X: expected fails with EINVAL, got returned 0")
  }

  @Test func theSummaryNamesItFirst() {
    let plan = [SampleRun.planned("far"), SampleRun.planned("near")]
    let ends = [Self.record("far", calls: 30), Self.record("near", calls: 3)].compactMap(\.final).map(
      Event.caseFinished)
    let run = RunRecord(SampleRun.whole([SampleRun.started(plan)] + ends))
    let lines = SummaryText(run).lines.map { $0.text(.plain) }
    #expect(
      lines.prefix(3) == [
        "what went wrong first", "  ioctl X: expected fails with EINVAL, got returned 0",
        "    type1.map/near, and 1 more",
      ])
    let report = TextReport(run).text
    #expect(report.contains("in 1 more case\n    FAILED type1.map/far\n"))
  }
}
