import Journal
import Synchronization
import SystemCalls
import Testing

@testable import Runner

/// What is told of cases is the same, however many of them run side by side.
@Suite struct JobTests {
  private static let cases = """
      - { case: fails, title: T, steps: [{ open: /x, fails: EBUSY }] }
      - { case: dies, title: T, steps: [{ read-file: /dies }] }
      - { case: skipped, title: T, needs: { kernel: kernel >= 99 }, steps: [{ open: /x }] }
      - { case: alone, title: T, isolated: true, steps: [{ open: /x }] }

    """ + (0..<24).map { "  - { case: c\($0), title: T, steps: [{ open: /x }] }\n" }.joined()

  private static func system() -> FakeSystem {
    let system = FakeSystem.twoDevices
    system.files["/dies"] = ""
    system.dies = { call in if case .readFile("/dies", _) = call { true } else { false } }
    return system
  }

  private struct NoSystem: Error {}

  /// Counts the systems that were started, of which there are so many.
  private final class Systems: Sendable {
    private let count = Mutex(0)
    let limit: Int

    init(limit: Int) { self.limit = limit }

    func start() throws -> FakeSystem {
      let number = count.withLock { count in
        count += 1
        return count
      }
      guard number <= limit else { throw NoSystem() }
      return JobTests.system()
    }
  }

  private static func events(
    jobs: Int, attempts: Attempts = .once, runLimit: Duration? = nil, stopsAtFailure: Bool = false, systems: Int = .max
  ) async throws -> [Event] {
    var options = Runner.Options(
      id: "run", program: "1.0", stopsAtFailure: stopsAtFailure, attempts: attempts, limits: (nil, runLimit))
    options.jobs = jobs
    let systems = Systems(limit: systems)
    var events: [Event] = []
    let runner = Runner(
      try RunnableLibrary(cases: cases), options: options, makeSystem: { _ in try systems.start() },
      record: { events.append($0) })
    _ = try await runner.run()
    return events
  }

  /// How each instance ended, and each attempt at it.
  private static func verdicts(_ events: [Event]) -> [String: [Outcome]] {
    var verdicts: [String: [Outcome]] = [:]
    for event in events {
      switch event {
      case .attemptFinished(let event), .caseFinished(let event): verdicts[event.id, default: []].append(event.outcome)
      default: break
      }
    }
    return verdicts
  }

  private static func ending(_ events: [Event]) -> RunFinished? {
    if case .runFinished(let finished) = events.last { finished } else { nil }
  }

  @Test(arguments: [2, 5, 64], [Attempts.once, .each(3), .retries(2)])
  func verdictsAreThoseOfOneAfterTheOther(jobs: Int, attempts: Attempts) async throws {
    let one = try await Self.events(jobs: 1, attempts: attempts)
    let many = try await Self.events(jobs: jobs, attempts: attempts)
    #expect(Self.verdicts(one) == Self.verdicts(many))
    #expect(Self.ending(many)?.ending == .complete && Self.ending(many)?.counts == Counts(many))
    #expect(Self.ending(many)?.counts == Self.ending(one)?.counts)
    // The plan is that of the suites, and cases begin in its order.
    guard case .runStarted(let started) = many.first else { Issue.record("no beginning"); return }
    let begun = many.compactMap { if case .caseStarted(let event) = $0 { event.id } else { nil } }
    #expect(begun == started.plan.map(\.id))
  }

  /// Nothing is told of a case before it has begun, or after it has ended.
  @Test func eachCaseIsToldOfInOrder() async throws {
    var open: Set<String> = []
    var most = 0
    for event in try await Self.events(jobs: 4, attempts: .each(2)) {
      switch event {
      case .caseStarted(let event):
        open.insert(event.id)
        most = max(most, open.count)
      case .attemptFinished(let event): #expect(open.contains(event.id))
      case .caseFinished(let event): #expect(open.remove(event.id) != nil)
      case .runStarted, .note, .runFinished: break
      }
    }
    #expect(open.isEmpty && most > 1 && most <= 4)
  }

  @Test(arguments: [1, 4]) func aRunThatEndsEarlyTellsOfWhatWasUnderWay(jobs: Int) async throws {
    let failing = try await Self.events(jobs: jobs, stopsAtFailure: true)
    #expect(Self.ending(failing)?.ending == .stoppedAtFailure)
    let late = try await Self.events(jobs: jobs, runLimit: .nanoseconds(1))
    #expect(Self.ending(late)?.ending == .outOfTime)
    // The systems that there are at first are all that there ever are: the case that dies takes one along.
    let poor = try await Self.events(jobs: jobs, systems: jobs)
    #expect(Self.ending(poor)?.ending == .aborted)
    for events in [failing, late, poor] {
      let begun = events.compactMap { if case .caseStarted(let event) = $0 { event.id } else { nil } }
      let ended = events.compactMap { if case .caseFinished(let event) = $0 { event.id } else { nil } }
      #expect(begun.sorted() == ended.sorted() && begun.count < 28)
    }
  }
}
