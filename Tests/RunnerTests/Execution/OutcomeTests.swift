import Documents
import Journal
import SuiteModel
import SystemCalls
import Testing
import VFIOInterface

@testable import Runner

/// Suites that make every outcome, so that the harness's own failure paths are known to work.
@Suite struct OutcomeTests {
  private static let cases = """
      - case: passes
        title: T
        steps: [{ open: /dev/vfio/vfio }]
      - case: fails
        title: T
        covers: [X-001]
        steps: [{ open: /dev/vfio/vfio, fails: EBUSY, because: it is busy }]
      - case: setup-fails
        title: T
        setup: [{ read-file: /nowhere }]
        steps: [{ eventfd: 0 }]
      - case: hangs
        title: T
        timeout: 250ms
        steps: [{ read-file: /hangs }]
      - case: after-the-hang
        title: T
        steps: [{ open: /dev/vfio/vfio }]
      - case: dies
        title: T
        steps: [{ open: /dev/vfio/vfio, as: fd }, { read-file: /dies }]
      - case: harness
        title: T
        steps: [{ close: nobody }]
      - case: idle
        title: T
        steps: [{ eventfd: 0, when: kernel >= 99 }, { let: { x: 1 } }, { sleep: 1ms }]
      - case: skipped
        title: T
        needs: { kernel: kernel >= 99 }
        steps: [{ eventfd: 0 }]
      - case: informative
        title: T
        severity: info
        steps: [{ open: /dev/vfio/vfio, fails: EBUSY }]
      - case: known
        title: T
        steps: [{ open: /dev/vfio/vfio, fails: EBUSY }]
      - case: mended
        title: T
        steps: [{ open: /dev/vfio/vfio }]
      - case: warns
        title: T
        steps: [{ read-file: /warns }]
      - case: known-otherwise
        title: T
        steps: [{ read-file: /nowhere, fails: EBUSY }]
      - case: known-and-warns
        title: T
        steps: [{ read-file: /warns, fails: EBUSY }]
      - case: known-to-warn
        title: T
        steps: [{ read-file: /warns }]
      - case: known-to-die
        title: T
        steps: [{ read-file: /dies }]
    """

  private static func system() -> FakeSystem {
    let system = FakeSystem.twoDevices
    system.files = system.files.merging(["/warns": "", "/dies": "", "/hangs": ""]) { first, _ in first }
    func isReading(_ path: String) -> (SystemCall) -> Bool {
      { call in if case .readFile(path, _) = call { true } else { false } }
    }
    system.hangs = isReading("/hangs")
    system.dies = isReading("/dies")
    system.comment = { isReading("/warns")($0) ? "WARNING: CPU: 0 PID: 1 at x.c:1" : nil }
    return system
  }

  private static func library() throws -> RunnableLibrary {
    var library = try RunnableLibrary(cases: cases)
    let place = SourceLocation(file: "known-defects.yaml", line: 1, column: 1)
    let (defects, diagnostics) = KnownDefect.parse(
      """
      broken-open:
        cases: [t/known, t/mended]
        kernel: kernel < 6.2
        shows: [{ step: open /dev/vfio/vfio, got: "succeeded, returned *" }]
        reason: Opening is broken
        evidence: commit 1234
      broken-reading:
        cases: [t/known-otherwise, t/known-and-warns]
        shows:
          - { step: read-file *, number: 1, got: "succeeded, returned *" }
        reason: Reading is broken
        evidence: commit 1235
      warning:
        cases: [t/known-to-warn]
        shows: [{ warns: "WARNING: * at x.c*" }]
        reason: Reading warns
        evidence: commit 1236
      dying:
        cases: [t/known-to-die]
        shows: [{ step: read-file /dies, lost: true }]
        reason: Reading kills
        evidence: commit 1237
      newer-only:
        cases: [t/passes]
        kernel: kernel >= 7
        shows: [{ step: open /dev/vfio/vfio, got: failed with EIO }]
        reason: Not here
        evidence: commit 5678
      """, file: place.file)
    #expect(diagnostics.isEmpty)
    library.defects = defects
    return library
  }

  @Test func everyOutcomeIsReached() async throws {
    let recording = Recording()
    let counts = try await recording.run(try Self.library(), on: Self.system)
    let expected: [(String, Outcome)] = [
      ("t/passes", .passed), ("t/fails", .failed), ("t/setup-fails", .errored(.setup)),
      ("t/hangs", .errored(.timeout)), ("t/after-the-hang", .passed), ("t/dies", .errored(.lost)),
      ("t/harness", .errored(.harness)), ("t/idle", .errored(.harness)),
      ("t/skipped", .skipped(reason: "needs kernel >= 99, and the kernel is 6.1.192")), ("t/informative", .observed),
      ("t/known", .expectedFailure(defect: "broken-open", reason: "Opening is broken")),
      ("t/mended", .unexpectedPass(defect: "broken-open", reason: "Opening is broken")), ("t/warns", .failed),
      ("t/known-otherwise", .failed), ("t/known-and-warns", .failed),
      ("t/known-to-warn", .expectedFailure(defect: "warning", reason: "Reading warns")),
      ("t/known-to-die", .expectedFailure(defect: "dying", reason: "Reading kills")),
    ]
    for (id, outcome) in expected { #expect(recording.outcome(id) == outcome, "\(id)") }
    let idle = recording.finished.first { $0.id == "t/idle" }
    #expect(idle?.failure?.actual == "the case made no call and checked nothing")
    #expect(counts == Counts(recording.events))
    #expect(counts.finished == expected.count)
    // The hang and the deaths each cost a system; behind the last one none is needed.
    #expect(recording.systems.count == 3)
    #expect(recording.systems.filter { !$0.isShutDown }.isEmpty)
    guard case .runFinished(let finished) = recording.events.last else {
      Issue.record("the journal has no end")
      return
    }
    #expect(finished.ending == .complete)
    #expect(finished.counts == counts)
  }

  @Test func aFailureTellsAll() async throws {
    var library = try Self.library()
    let (section, _) = RequirementSection.parse(
      """
      area: X
      title: T
      requirements: [{ id: X-001, severity: must, do: Open it, outcome: It is busy }]
      """, file: "requirements/x.yaml")
    library.requirements["X-001"] = section?.requirements.first
    let recording = Recording()
    try await recording.run(library, selector: Selector(patterns: ["t/fails"]), on: Self.system)
    let finished = try #require(recording.finished.first)
    let failure = try #require(finished.failure)
    #expect(failure.expected == "fails with EBUSY")
    #expect(failure.actual == "succeeded, returned 3")
    #expect(failure.because == "it is busy")
    #expect(failure.requirements == [CoveredRequirement(id: "X-001", text: "Open it: It is busy")])
    #expect(failure.step?.file == "t.yaml")
    #expect(failure.step?.text == "open /dev/vfio/vfio")
    #expect(finished.trace.last == #"open("/dev/vfio/vfio", O_RDWR|O_CLOEXEC) = 3"#)
  }

  @Test func aLostSystemLeavesItsConsole() async throws {
    let recording = Recording()
    try await recording.run(try Self.library(), selector: Selector(patterns: ["t/dies"]), on: Self.system)
    let finished = try #require(recording.finished.first)
    #expect(finished.console == ["last words"])
    #expect(finished.failure?.actual == "the kernel is gone")
    #expect(finished.trace.count == 3)
    #expect(finished.trace.last?.hasSuffix("= ?") == true)
  }

  /// What a known defect does not explain is news, and said to be.
  @Test(arguments: [
    ("t/known-otherwise", "failed with ENOENT", nil),
    ("t/known-and-warns", "succeeded, returned 0", "WARN: WARNING: CPU"),
  ])
  func aDefectExplainsWhatItIsKnownFor(id: String, actual: String, complaint: String?) async throws {
    let recording = Recording()
    try await recording.run(try Self.library(), selector: Selector(patterns: [id]), on: Self.system)
    let failure = try #require(recording.finished.first?.failure)
    #expect(failure.actual == actual)
    #expect(failure.complaint.map { $0.prefix(18) } == complaint.map { $0.prefix(18) })
    #expect(failure.remarks == ["broken-reading says that the case fails, but in another way"])
  }

  @Test func theKernelsComplaintIsAttached() async throws {
    let recording = Recording()
    try await recording.run(try Self.library(), selector: Selector(patterns: ["t/warns"]), on: Self.system)
    let finished = try #require(recording.finished.first)
    #expect(finished.kernelLog == ["WARNING: CPU: 0 PID: 1 at x.c:1"])
    #expect(finished.failure?.actual == "WARN: WARNING: CPU: 0 PID: 1 at x.c:1")
  }

  /// What comes while no case is under way is charged to none, and not lost. The log is read when a system is there, and
  /// before and behind each case.
  @Test(arguments: [
    (0, "before its first case the kernel complained: WARN: WARNING: late", false),
    (1, "before t/first: WARN: WARNING: late", true),
    (3, "between t/first and t/second: WARN: WARNING: late", true),
    (5, "behind t/second: WARN: WARNING: late", true),
  ])
  func aComplaintBetweenCasesIsToldByItself(reads: Int, text: String, isVerdict: Bool) async throws {
    let recording = Recording()
    let cases = ["first", "second"].map { "  - { case: \($0), title: T, steps: [{ open: /x }] }" }
    try await recording.run(try RunnableLibrary(cases: cases.joined(separator: "\n"))) {
      let system = Self.system()
      system.afterthoughts = [reads: "WARNING: late"]
      return system
    }
    let notes = recording.events.compactMap { if case .note(let note) = $0 { note } else { nil } }
    #expect(notes.map(\.text) == [text])
    #expect(notes.map(\.kernelLog) == [isVerdict ? ["WARNING: late"] : []])
    #expect(recording.finished.map(\.outcome) == [.passed, .passed])
  }

  @Test func aRunThatIsStoppedEndsInOrder() async throws {
    let cancellation = Cancellation()
    let recording = Recording()
    try await recording.run(try Self.library(), cancellation: cancellation) {
      let system = Self.system()
      system.answer = { call, _ in
        if case .open(path: "/dev/vfio/vfio", _) = call, recording.events.count > 1 { cancellation.cancel() }
        return nil
      }
      return system
    }
    #expect(recording.finished.map(\.outcome) == [.errored(.interrupted)])
    guard case .runFinished(let finished) = recording.events.last else {
      Issue.record("the journal has no end")
      return
    }
    #expect(finished.ending == .interrupted)
    #expect(recording.systems.filter { !$0.isShutDown }.isEmpty)
  }

  @Test func withoutAFreshSystemTheRunIsAborted() async throws {
    struct NoSystem: Error {}
    var events: [Event] = []
    var isFirst = true
    let runner = Runner(
      try Self.library(), options: .init(id: "run", program: "1.0"),
      alone: {
        guard isFirst else { throw NoSystem() }
        isFirst = false
        return Self.system()
      },
      record: { events.append($0) })
    let counts = try await runner.run()
    guard case .runFinished(let finished) = events.last else {
      Issue.record("the journal has no end")
      return
    }
    #expect(finished.ending == .aborted)
    #expect(counts.finished == 5)
  }

  @Test func aCaseThatIsIsolatedGetsItsOwnSystem() async throws {
    let recording = Recording()
    try await recording.run(
      try RunnableLibrary(
        cases: """
            - { case: alone, title: T, isolated: true, steps: [{ open: /x }] }
            - { case: first, title: T, steps: [{ open: /x }] }
            - { case: second, title: T, steps: [{ open: /x }] }
          """), on: Self.system)
    #expect(recording.finished.map(\.id) == ["t/first", "t/second", "t/alone"])
    #expect(recording.systems.count == 2)
  }
}
