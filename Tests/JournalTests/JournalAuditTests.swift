import Journal
import TestSupport
import Testing

/// A journal that somebody edited, or that a fault of the harness left, is found out wherever it says what cannot be.
@Suite struct JournalAuditTests {
  private static let (a, b) = ("type1.map/a", "type1.map/is-observed")
  private static let gap = PlannedCase(
    id: "vfio-conform.machine/offers", suite: "vfio-conform.machine", name: "offers", title: "T", parameters: [:],
    covers: [], severity: .must, tags: [], file: "", line: 0)

  private static func plan(_ change: (inout RunStarted) -> Void = { _ in }) -> Event {
    guard case .runStarted(var started) = SampleRun.started(["a", "is-observed"].map { SampleRun.planned($0) }) else {
      return SampleRun.started()
    }
    change(&started)
    return .runStarted(started)
  }

  private static func end(
    _ id: String, _ outcome: Outcome = .passed, failure: CaseFailure? = nil, log: [String] = []
  ) -> Event {
    .caseFinished(CaseFinished(id: id, time: SampleRun.start, outcome: outcome, failure: failure, kernelLog: log))
  }

  private static func attempt(_ outcome: Outcome, failure: CaseFailure? = nil) -> Event {
    .attemptFinished(CaseFinished(id: a, time: SampleRun.start, outcome: outcome, failure: failure))
  }

  private static func finish(_ ending: RunFinished.Ending, _ counts: Counts) -> Event {
    .runFinished(RunFinished(time: SampleRun.start, ending: ending, reason: nil, counts: counts))
  }

  private static func note(_ id: String? = nil, goesOn: Bool = false) -> Event {
    .note(Note(time: SampleRun.start, text: "", id: id, goesOn: goesOn))
  }

  private static let (begunA, begunB) = (SampleRun.begun(a), SampleRun.begun(b))
  private static let (passedA, passedB) = (end(a), end(b))
  private static let failed = end(a, .failed, failure: SampleRun.failure)
  private static let both = [plan(), begunA, passedA, begunB, passedB]

  private static let contradictions: [(events: [Event], reason: String)] = [
    ([plan(), plan()], "another run begins"),
    ([plan { $0.plan.append($0.plan[0]) }], "the plan has \(a) twice"),
    ([plan { $0.leftOut = [LeftOut(count: -1, by: "x")] }], "less than nothing was left out"),
    ([begunA], "\(a) is not in the plan"), ([plan(), SampleRun.begun("x")], "x is not in the plan"),
    ([plan(), end("x")], "x is not in the plan"), ([plan(), note("x")], "x is not in the plan"),
    ([plan(), begunA, begunA], "\(a) begins twice"),
    ([plan(), begunA, note(goesOn: true), begunA, begunA], "\(a) begins twice"),
    ([plan(), begunA, passedA, begunA], "\(a) begins after its end"),
    ([plan(), passedA], "\(a) ends without a beginning"), ([plan(), begunA, passedA, passedA], "\(a) ends twice"),
    ([plan(), begunA, end(a, failure: SampleRun.failure)], "\(a) has the outcome 'passed', with a failure"),
    ([plan(), begunA, end(a, log: ["WARNING"])], "\(a) passed, with a complaint of the kernel"),
    ([plan(), begunA, end(a, .failed)], "\(a) is failed, and does not say why"),
    ([plan(), begunA, end(a, .errored(.lost))], "\(a) is errored (lost), and does not say why"),
    ([plan(), begunA, end(a, .observed)], "\(a) decides, and is called observed"),
    ([plan { $0.plan = [gap] }, SampleRun.begun(gap.id), end(gap.id)], "\(gap.id) tells of what is wrong"),
    ([plan(), attempt(.passed)], "an attempt at \(a) ends that did not begin"),
    ([plan(), begunA, attempt(.flaky(failed: 1, of: 2))], "one attempt at \(a) is called flaky"),
    ([plan(), begunA, attempt(.failed)], "\(a) is failed, and does not say why"),
    (
      [plan(), begunA, attempt(.failed, failure: SampleRun.failure), attempt(.passed), passedA],
      "\(a) has the outcome 'passed', which its attempts do not have"
    ),
    ([plan(), begunA, attempt(.passed), attempt(.passed), failed], "'failed', which its attempts do not have"),
    ([plan(), begunA, end(a, .flaky(failed: 1, of: 2))], "'flaky', which its attempts do not have"),
    (
      [
        plan(), begunA, attempt(.failed, failure: SampleRun.failure), attempt(.passed),
        end(a, .flaky(failed: 2, of: 3)),
      ],
      "'flaky', which its attempts do not have"
    ),
    (both + [finish(.complete, Counts(passed: 1))], "its end counts others than it holds"),
    ([plan(), begunA, passedA, finish(.complete, Counts(passed: 1))], "it tells of no end of \(b)"),
    ([plan(), begunA, passedA, begunB, finish(.interrupted, Counts(passed: 1))], "it tells of no end of \(b)"),
    (both + [finish(.stoppedAtFailure, Counts(passed: 2))], "it ended at a failure, and has none"),
    (
      [plan(), begunB, passedB, begunA, end(a, .errored(.interrupted), failure: SampleRun.failure)]
        + [finish(.complete, Counts(passed: 1, errored: 1))], "it is called complete, and a case of it was stopped"
    ),
  ]

  @Test(arguments: contradictions.indices) func whatCannotBeIsSaid(index: Int) {
    let (events, reason) = Self.contradictions[index]
    let found = JournalAudit.contradiction(in: events)
    #expect(found?.contains(reason) == true, "\(found ?? "nothing")")
  }

  private static let journals: [[Event]] = [
    [], SampleRun.complete, both, both + [finish(.complete, Counts(passed: 2))],
    [finish(.aborted, Counts())], [plan(), begunA, finish(.aborted, Counts())],
    [plan(), begunA, note(goesOn: true), begunA, passedA],
    [plan(), begunA, attempt(.passed), end(a, .errored(.killed), failure: SampleRun.failure)],
    [plan(), begunA, attempt(.failed, failure: SampleRun.failure), attempt(.passed), end(a, .flaky(failed: 1, of: 2))],
    [plan(), begunA, attempt(.passed), attempt(.failed, failure: SampleRun.failure), failed],
    [plan { $0.plan = [gap] }, SampleRun.begun(gap.id), end(gap.id, .failed, failure: SampleRun.failure)],
  ]

  @Test(arguments: journals.indices) func whatCanBeIsAccepted(index: Int) {
    for length in 0...Self.journals[index].count {
      let found = JournalAudit.contradiction(in: Array(Self.journals[index].prefix(length)))
      #expect(found == nil, "\(length) events")
    }
  }

  private static let shards: [(change: @Sendable (inout Shard) -> Void, reason: String)] = [
    ({ $0.count = -1 }, "it calls itself shard"), ({ $0.count = 0 }, "it calls itself shard"),
    ({ $0.index = 0 }, "it calls itself shard 0"), ({ $0.index = 3 - $0.index }, "belongs to another shard"),
    ({ $0.positions = [-1] }, "the places"), ({ $0.positions = [2] }, "the places"),
    ({ $0.positions = [] }, "the places"),
    ({ $0.positions = [0, 0] }, "the places"), ({ $0.positions = [0, 1] }, "the places"),
    ({ $0.total = 0 }, "the places"),
  ]

  @Test(arguments: shards.indices) func aShardIsOfItsPlan(index: Int) {
    let (change, reason) = Self.shards[index]
    var shard = Shard(index: Shard.index(of: Self.a, among: 2), count: 2, positions: [1], total: 2, checksum: "")
    func found() -> String? {
      JournalAudit.contradiction(
        in: [
          Self.plan {
            $0.plan.removeLast()
            $0.shard = shard
          }
        ])
    }
    #expect(found() == nil)
    change(&shard)
    #expect(found()?.contains(reason) == true, "\(found() ?? "nothing")")
  }
}
