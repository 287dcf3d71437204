import Journal
import SuiteModel
import SystemCalls
import Testing

@testable import Runner

/// Cases that are run several times, and those that take too long.
@Suite struct AttemptTests {
  private static let one = "  - { case: c, title: T, steps: [{ read-file: /flaky }] }"

  /// A run of one case whose reads fail where the list says so.
  private func run(_ failures: [Bool], _ attempts: Attempts) async throws -> Recording {
    let recording = Recording()
    var reads = 0
    try await recording.run(try RunnableLibrary(cases: Self.one), attempts: attempts) {
      let system = FakeSystem.twoDevices
      system.files["/flaky"] = ""
      system.answer = { call, _ in
        guard case .readFile("/flaky", _) = call else { return nil }
        reads += 1
        return failures[(reads - 1) % failures.count] ? .failure(.EBUSY) : nil
      }
      return system
    }
    return recording
  }

  private static let rows: [(failures: [Bool], attempts: Attempts, tried: [Outcome], outcome: Outcome)] = [
    ([true], .once, [], .failed),
    ([false], .retries(3), [], .passed),
    ([false], .each(1), [], .passed),
    ([true, false], .retries(3), [.failed, .passed], .flaky(failed: 1, of: 2)),
    ([true, true, false], .retries(3), [.failed, .failed, .passed], .flaky(failed: 2, of: 3)),
    ([true], .retries(2), [.failed, .failed, .failed], .failed),
    ([false], .each(3), [.passed, .passed, .passed], .passed),
    ([true], .each(2), [.failed, .failed], .failed),
    ([false, false, true], .each(3), [.passed, .passed, .failed], .flaky(failed: 1, of: 3)),
  ]

  @Test(arguments: rows.indices) func attemptsAddUpToAVerdict(index: Int) async throws {
    let row = Self.rows[index]
    let recording = try await run(row.failures, row.attempts)
    #expect(recording.attempts == row.tried)
    #expect(recording.outcome("t/c") == row.outcome)
    #expect(recording.end?.counts == Counts(recording.events))
    // What went wrong is shown, though the last attempt may have passed.
    #expect((recording.finished.first?.failure != nil) == !row.outcome.isExpected)
  }

  @Test func aSkippedCaseIsNotTriedAgain() async throws {
    let recording = Recording()
    let library = try RunnableLibrary(
      cases: "  - { case: c, title: T, needs: { kernel: kernel >= 99 }, steps: [{ open: /x }] }")
    try await recording.run(library, attempts: .each(5)) { .twoDevices }
    #expect(recording.attempts.isEmpty && recording.finished.count == 1)
  }

  @Test func aStopIsNoVerdictOfAnAttempt() async throws {
    let cancellation = Cancellation()
    let recording = Recording()
    var reads = 0
    try await recording.run(try RunnableLibrary(cases: Self.one), attempts: .each(5), cancellation: cancellation) {
      let system = FakeSystem.twoDevices
      system.files["/flaky"] = ""
      system.answer = { call, _ in
        guard case .readFile("/flaky", _) = call else { return nil }
        reads += 1
        if reads == 2 { cancellation.cancel() }
        return nil
      }
      return system
    }
    #expect(recording.attempts == [.passed, .errored(.interrupted)])
    #expect(recording.outcome("t/c") == .errored(.interrupted))
    #expect(recording.end?.ending == .interrupted)
  }

  /// Attempts that were wanted and not made leave no verdict behind.
  @Test(arguments: [1, 2]) func aStopBetweenAttemptsIsNoPass(made: Int) async throws {
    let cancellation = Cancellation()
    let recording = Recording()
    recording.heard = { event in
      if case .attemptFinished = event, recording.attempts.count == made { cancellation.cancel() }
    }
    try await recording.run(try RunnableLibrary(cases: Self.one), attempts: .each(3), cancellation: cancellation) {
      let system = FakeSystem.twoDevices
      system.files["/flaky"] = ""
      return system
    }
    #expect(recording.attempts == Array(repeating: .passed, count: made))
    #expect(recording.outcome("t/c") == .errored(.interrupted) && recording.end?.ending == .interrupted)
  }

  private static let missing: [(limit: TimeLimit?, isStopped: Bool, outcome: Outcome?)] = [
    (nil, false, nil), (TimeLimit(.seconds(3600), of: .instance), false, nil),
    (TimeLimit(.zero, of: .instance), false, .errored(.timeout)),
    (TimeLimit(.zero, of: .run), false, .errored(.interrupted)), (nil, true, .errored(.interrupted)),
    (TimeLimit(.zero, of: .instance), true, .errored(.interrupted)),
  ]

  @Test(arguments: missing.indices) func attemptsThatAreNotBegunSayWhy(index: Int) {
    let row = Self.missing[index]
    let missing = CaseReport(notBegunFor: row.limit, isStopped: row.isStopped)
    #expect(missing?.outcome == row.outcome && missing?.isCutOff == row.outcome.map { _ in true })
    guard let missing else { return }
    #expect(CaseReport(attempts: [CaseReport(.passed), missing]).outcome == row.outcome)
  }

  /// A journal that no reader takes is not begun.
  @Test(arguments: [(Attempts.each(600_000), false), (.each(3), true), (.retries(600_000), true)])
  func aRunThatCouldNotBeReadIsRefused(attempts: Attempts, isTaken: Bool) async throws {
    let recording = Recording()
    let library = try RunnableLibrary(cases: "  - { case: c, title: T, steps: [{ open: /dev/vfio/vfio }] }")
    let run = { try await recording.run(library, attempts: attempts) { .twoDevices } }
    guard !isTaken else { return #expect(try await run().ran == 1) }
    let error = await #expect(throws: PlanError.self) { try await run() }
    #expect(error?.description.contains("make a journal of 600002 events") == true && recording.events.isEmpty)
  }

  private static let slow = """
      - { case: goes-on, title: T, steps: [{ expect: page > 0, repeat: 1000000 }] }
      - { case: quick, title: T, steps: [{ open: /dev/vfio/vfio }] }
    """

  @Test func aCaseThatTakesTooLongIsAnErrorAndTheRunGoesOn() async throws {
    let recording = Recording()
    try await recording.run(try RunnableLibrary(cases: Self.slow), limits: (.milliseconds(1), nil)) { .twoDevices }
    #expect(recording.outcome("t/goes-on") == .errored(.timeout))
    #expect(recording.finished.first?.failure?.expected == "the case ends within the case's limit of 0.001 s")
    #expect(recording.finished.count == 2 && recording.end?.ending == .complete)
  }

  /// The limit is for all attempts together: one that has no time left is not one that fails now and then.
  @Test func attemptsThatHaveNoTimeLeftAreNotFlaky() {
    var late = CaseReport(.errored(.timeout), failure: CaseFailure(step: nil, expected: "in time", actual: "not"))
    late.isOverdue = true
    let report = CaseReport(attempts: [CaseReport(.passed), CaseReport(.passed), late])
    #expect(report.outcome == .errored(.timeout))
    #expect(report.failure?.expected == "in time")
    #expect(report.failure?.remarks == ["attempts that ended before: 2"])
  }

  @Test func aRunThatTakesTooLongEndsThere() async throws {
    let recording = Recording()
    try await recording.run(try RunnableLibrary(cases: Self.slow), limits: (nil, .milliseconds(1))) { .twoDevices }
    #expect(recording.finished.map(\.outcome).filter { $0 != .errored(.interrupted) }.isEmpty)
    #expect(recording.end?.ending == .outOfTime)
    #expect(recording.end?.reason == "it took longer than the run's limit of 0.001 s")
    #expect(recording.systems.filter { !$0.isShutDown }.isEmpty)
  }
}
