import Foundation
import Testing

@testable import Journal

@Suite struct JournalTests {
  static let time = Timestamp(milliseconds: 1_767_268_800_123)

  static let outcomes: [Outcome] = [
    .passed, .failed, .errored(.setup), .errored(.timeout), .errored(.lost), .errored(.harness),
    .errored(.interrupted), .skipped(reason: "no device"), .expectedFailure(defect: "D1", reason: "known"),
    .unexpectedPass(defect: "D1", reason: "known"), .observed, .flaky(failed: 1, of: 3),
  ]

  static let events: [Event] = [
    .runStarted(
      RunStarted(
        id: "r", time: time, program: "1.0", commandLine: ["run"],
        system: SystemDescription(
          backend: "sim", release: "6.1.0", version: "#1", architecture: "x86_64", pageSize: 4096, kernel: "6.1",
          machine: "x86-intel", devices: ["0000:00:05.0 edu"]),
        plan: [
          PlannedCase(
            id: "a/b[at=4KiB]", suite: "a", name: "b[at=4KiB]", title: "t", parameters: ["at": "4KiB"],
            covers: ["T1-001"], severity: .must, tags: [], file: "a.yaml", line: 3)
        ])),
    .caseStarted(CaseStarted(id: "a/b[at=4KiB]", time: time)),
    .note(Note(time: time, text: "line one\nline two")),
    .caseFinished(
      CaseFinished(
        id: "a/b[at=4KiB]", time: time, outcome: .failed, duration: 0.25,
        failure: CaseFailure(
          step: StepLocation(file: "a.yaml", line: 4, column: 9, text: "ioctl X"), expected: "fails with EEXIST",
          actual: "returned 0", requirements: [CoveredRequirement(id: "T1-001", text: "…")]),
        trace: ["ioctl(3) = 0"])),
    .runFinished(RunFinished(time: time, ending: .complete, counts: Counts())),
  ]

  private func bytes(of events: [Event]) throws -> Data {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { unlink(path) }
    let writer = try JournalWriter(path: path)
    for event in events { try writer.append(event) }
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let data = try bytes(of: Self.events)
    #expect(data.filter { $0 == UInt8(ascii: "\n") }.count == Self.events.count)
    let journal = try JournalContents(bytes: data)
    #expect(journal.events == Self.events)
    #expect(!journal.isTorn)
  }

  @Test func everyOutcomeSurvives() throws {
    let events = Self.outcomes.map { Event.caseFinished(CaseFinished(id: "c", time: Self.time, outcome: $0)) }
    let journal = try JournalContents(bytes: bytes(of: events))
    #expect(journal.events == events)
    #expect(journal.counts.errored == 5)
    #expect(journal.counts.finished == Self.outcomes.count)
    #expect(journal.counts.ran == Self.outcomes.count - 1)
    #expect(journal.counts.unexpected == 8)
  }

  /// However the journal was cut, what stands before the cut is read.
  @Test func aTornLastLineIsTolerated() throws {
    let data = try bytes(of: Array(Self.events.prefix(3)))
    for length in 0...data.count {
      let journal = try JournalContents(bytes: data.prefix(length))
      #expect(journal.events == Array(Self.events.prefix(journal.events.count)))
      #expect(journal.isTorn == (length > 0 && data[length - 1] != UInt8(ascii: "\n")))
    }
  }

  static let hostile = [
    "{}\n", "[]\n", "\n", "null\n", #"{"event":"unheardOf"}"# + "\n", #"{"event":"caseStarted","id":7}"# + "\n",
    #"{"event":"caseStarted","id":"a","time":"999999999999-01-01T00:00:00.000Z"}"# + "\n",
    #"{"event":"runFinished","time":"2026-01-01T00:00:00.000Z","ending":"complete","counts":{"passed":1e99}}"# + "\n",
    String(repeating: "[", count: 100_000) + "\n", "\u{0}\n",
  ]

  /// What is damaged is named, and costs nothing of the rest.
  @Test(arguments: hostile) func badLinesAreNamed(_ text: String) throws {
    let whole = try bytes(of: Self.events)
    let second = try #require(whole.firstIndex(of: UInt8(ascii: "\n"))) + 1
    let journal = try JournalContents(bytes: whole.prefix(second) + Data(text.utf8) + whole.dropFirst(second))
    #expect(journal.events == Self.events)
    #expect(journal.damage.map(\.line) == [2])
    #expect(journal.damage.first?.reason.isEmpty == false)
    #expect(!journal.isWhole)
  }

  @Test func aJournalIsOfOneRun() throws {
    let journal = try JournalContents(bytes: bytes(of: Array(Self.events.prefix(2)) + Self.events))
    #expect(journal.events == Array(Self.events.prefix(2)))
    #expect(journal.damage == [JournalContents.Damage(line: 3, reason: "another run begins here")])
    let longer = try JournalContents(bytes: bytes(of: Self.events + [Self.events[2]]))
    #expect(longer.events == Self.events)
    #expect(longer.damage == [JournalContents.Damage(line: 6, reason: "the run had ended before this line")])
  }

  @Test func damageIsCountedNotKept() throws {
    let journal = try JournalContents(bytes: Data(repeating: UInt8(ascii: "\n"), count: 100_000))
    #expect(journal.events.isEmpty)
    #expect(journal.damagedLines == 100_000 && journal.damage.count == JournalContents.damageLimit)
  }

  @Test func moreEventsThanAnyRunHasAreNotRead() throws {
    let line = try bytes(of: [Self.events[1]])
    let journal = try JournalContents(
      bytes: Data(repeatElement(line, count: JournalLimits.standard.events + 5).joined()))
    #expect(journal.events.count == JournalLimits.standard.events)
    #expect(journal.damage.map(\.line) == [JournalLimits.standard.events + 1])
  }

  @Test func aLongLineIsDamage() throws {
    let line = Data(repeating: UInt8(ascii: " "), count: JournalLimits.lineBytes + 1)
    let journal = try JournalContents(bytes: line + Data("\n".utf8) + bytes(of: Self.events))
    #expect(journal.events == Self.events)
    #expect(
      journal.damage == [JournalContents.Damage(line: 1, reason: "longer than \(JournalLimits.lineBytes) bytes")])
  }

  @Test func nobodyWaitsForWhatIsNoFile() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try #require(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    for other in [path, "/dev/zero", "/"] {
      #expect(throws: JournalError.unreadable(path: other, reason: "it is not a file")) {
        try JournalContents(path: other)
      }
    }
  }

  @Test func noEventIsWrittenThatCannotBeRead() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { unlink(path) }
    let writer = try JournalWriter(path: path)
    let text = String(repeating: "x", count: JournalLimits.lineBytes)
    #expect(throws: JournalError.self) { try writer.append(.note(Note(time: Self.time, text: text))) }
    #expect(try JournalContents(path: path).damagedLines == 0)
  }

  /// What a writer takes a reader reads, and the end of a run finds room.
  @Test(arguments: [JournalLimits(bytes: 70_000, events: 100), JournalLimits(bytes: 1 << 20, events: 10)])
  func aFullJournalCanBeReadAndEnds(limits: JournalLimits) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { unlink(path) }
    let writer = try JournalWriter(path: path, limits: limits)
    let note = Event.note(Note(time: Self.time, text: String(repeating: "x", count: 500)))
    var written = 0
    #expect(throws: JournalIsFull.self) {
      while written < 1000 {
        try writer.append(note)
        written += 1
      }
    }
    #expect(writer.isFull && written > 5)
    try writer.append(
      .runFinished(RunFinished(time: Self.time, ending: .aborted, reason: "\(JournalIsFull())", counts: Counts())))
    let journal = try JournalContents(bytes: Data(contentsOf: URL(fileURLWithPath: path)), limits: limits)
    #expect(journal.isWhole && journal.events.count == written + 1)
  }

  @Test func aPathThatCannotBeWrittenIsNamed() {
    #expect(throws: JournalError.unwritable(path: "/nowhere/j", reason: "No such file or directory")) {
      try JournalWriter(path: "/nowhere/j")
    }
  }

  @Test func aFullDiskIsNamed() throws {
    let writer = try JournalWriter(path: "/dev/full")
    #expect(throws: JournalError.unwritable(path: "/dev/full", reason: "No space left on device")) {
      try writer.append(Self.events[1])
    }
  }

  @Test func timesAreUTC() throws {
    #expect(Self.time.description == "2026-01-01T12:00:00.123Z")
    #expect(Timestamp(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
    #expect(Timestamp("2026-02-30T00:00:00.000Z") == nil)
    #expect(Timestamp("2026-01-01 12:00:00.123Z") == nil)
  }
}
