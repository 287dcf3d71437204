import Foundation
import TestSupport
import Testing

@testable import Journal

/// What a journal looks like is settled by what is kept here and in docs/journal.md, whatever becomes of the model.
@Suite struct FormatTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  /// Every event, with each key that it can have and without each that it can lack, and every word of the format.
  private static let events: [Event] = {
    let time = Timestamp(milliseconds: 1_767_268_800_123)
    var bare = RunStarted(
      id: "r", time: time, program: "1.0", commandLine: ["vfio-conform", "run"],
      system: SystemDescription(
        backend: "sim", release: "6.1.0-sim", version: "#1", architecture: "x86_64", pageSize: 4096, kernel: "6.1",
        machine: nil, devices: ["0000:00:05.0 edu (1234:11e8)"]),
      plan: PlannedCase.Severity.allCases.map { severity in
        PlannedCase(
          id: "a/b[at=4KiB]", suite: "a", name: "b[at=4KiB]",
          formerly: severity == .info ? ["c"] : [], title: "t", parameters: ["at": "4KiB"],
          covers: ["T1-001"], severity: severity, tags: ["dma"], file: "a.yaml", line: 3)
      })
    var events = [Event.runStarted(bare)]
    bare.system.machine = "x86-intel"
    bare.system.offers = ["TYPE1v2_IOMMU"]
    events.append(.runStarted(bare))
    bare.suites = "0123456789abcdef"
    bare.randomOrder = 7
    bare.leftOut = [LeftOut(count: 3, by: "--exclude irq.msi")]
    bare.shard = Shard(index: 2, count: 3, positions: [1, 4], total: 6, checksum: "0123456789abcdef")
    bare.merged = ["r1", "r2"]
    bare.notJudged = ["CDEV-001"]
    bare.baseline = BaselineDescription(file: "ci/baseline.yaml", checksum: "0123456789abcdef")
    events.append(.runStarted(bare))
    events.append(.caseStarted(CaseStarted(id: "a/b[at=4KiB]", time: time)))
    events += [nil, "a/b"].map { .note(Note(time: time, text: "line one\nline two", id: $0)) }
    events.append(.note(Note(time: time, text: "the run goes on", goesOn: true)))
    events.append(.note(Note(time: time, text: "it complained", kernelLog: ["WARNING: at x.c"])))
    let outcomes: [Outcome] =
      [.passed, .failed, .skipped(reason: "no device"), .observed]
      + Outcome.Cause.allCases.map { .errored($0) }
      + [.expectedFailure(defect: "D1", reason: "known"), .unexpectedPass(defect: "D1", reason: "known")]
      + [.flaky(failed: 1, of: 2)]
    events.append(.attemptFinished(CaseFinished(id: "a/b", time: time, outcome: .failed)))
    events += outcomes.map { .caseFinished(CaseFinished(id: "a/b", time: time, outcome: $0)) }
    let requirements = [CoveredRequirement(id: "T1-001", text: "MAP_DMA maps.")]
    let steps = [nil, "at=4KiB"].map {
      StepLocation(
        file: "a.yaml", line: 4, column: 9, text: "ioctl X", bindings: $0, usedAt: $0.map { _ in "b.yaml:7" })
    }
    let failures = [
      CaseFailure(step: nil, expected: "fails with EEXIST", actual: "returned 0", requirements: requirements),
      CaseFailure(step: steps[0], expected: "", actual: "", because: "one hides the other", requirements: requirements),
      CaseFailure(
        step: steps[1], expected: "", actual: "", complaint: "WARN: WARNING: CPU: 0", remarks: ["it was lost"],
        requirements: requirements),
    ]
    events += failures.map { failure in
      .caseFinished(
        CaseFinished(
          id: "a/b", time: time, outcome: .failed, lack: "a device", duration: 0.25, virtualDuration: 1.5,
          observations: ["returned 0"], failure: failure, trace: ["ioctl(3) = 0"], kernelLog: ["<4>vfio: a/b"],
          console: ["Kernel panic"]))
    }
    let counts = Counts(
      passed: 1, failed: 2, errored: 3, skipped: 4, expectedFailures: 5, unexpectedPasses: 6, observed: 7, flaky: 8)
    events += [nil, "why"].flatMap { reason in
      RunFinished.Ending.allCases.map {
        .runFinished(RunFinished(time: time, ending: $0, reason: reason, counts: counts))
      }
    }
    events.append(.runFinished(RunFinished(time: time, ending: .complete, counts: Counts(passed: 1))))
    return events
  }()

  private static func lines() throws -> [String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try events.map { String(decoding: try encoder.encode(JournalLine($0)), as: UTF8.self) }
  }

  @Test func theFormatIsAsKept() throws {
    try expectSnapshot(try Self.lines().map { $0 + "\n" }.joined(), "format-\(JournalLine.format).jsonl")
  }

  /// Journals of every version that there was are read.
  @Test(arguments: 1...JournalLine.format) func whatIsKeptIsRead(version: Int) throws {
    let kept = try String(
      contentsOf: Self.folder.appendingPathComponent("Snapshots/format-\(version).jsonl"), encoding: .utf8)
    let events = try kept.split(separator: "\n").map {
      try JSONDecoder().decode(JournalLine.self, from: Data($0.utf8)).event
    }
    #expect(events == Self.events)
  }

  /// Before there were versions, nothing was said of them, and empty lists were written.
  @Test func journalsWithoutAVersionAreRead() throws {
    let text = """
      {"event":"caseFinished","id":"c","time":"2026-01-01T12:00:00.123Z","outcome":{"kind":"passed"},"duration":0.5,\
      "observations":[],"trace":[],"kernelLog":[],"console":[]}

      """
    let time = Timestamp(milliseconds: 1_767_268_800_123)
    let journal = try JournalContents(bytes: Data(text.utf8))
    #expect(journal.events == [.caseFinished(CaseFinished(id: "c", time: time, outcome: .passed, duration: 0.5))])
  }

  @Test(arguments: [#"{"format":2,"event":"begun"}"#, #"{"format":2}"#, #"{"event":"runStarted","format":2,"id":7}"#])
  func aNewerFormatIsRefused(line: String) throws {
    for before in ["", "damaged\n"] {
      #expect(throws: UnknownFormat(format: 2)) {
        try JournalContents(bytes: Data((before + line + "\n").utf8))
      }
    }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { unlink(path) }
    try Data((line + "\n").utf8).write(to: URL(fileURLWithPath: path))
    let reason = "it is of format 2, and this program reads formats up to 1; a newer one reads it"
    #expect(throws: JournalError.unreadable(path: path, reason: reason)) { try JournalContents(path: path) }
  }

  @Test(arguments: ["0", "-1", "1.5", "\"1\"", "[]", "1e99"]) func whatIsNoFormatIsDamage(value: String) throws {
    let journal = try JournalContents(bytes: Data("{\"event\":\"caseStarted\",\"format\":\(value)}\n".utf8))
    #expect(journal.damage.map(\.line) == [1])
  }

  /// The tables of the page list the keys that lines have, and mark those that lines can lack.
  @Test func thePageListsEveryKey() throws {
    var keys: [String: [String: Bool]] = [:]
    for line in try Self.lines() {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      var event = try #require(object["event"] as? String)
      // An attempt ends as a case does.
      if event == "attemptFinished" { event = "caseFinished" }
      for found in FormatKey.all(in: object, heading: event) where found.name != "event" {
        let rest = try JSONSerialization.data(withJSONObject: found.rest)
        let isOptional = (try? JSONDecoder().decode(JournalLine.self, from: rest)) != nil
        let known = keys[found.heading, default: [:]][found.name]
        #expect(known == nil || known == isOptional || found.heading == "outcome", "\(found.heading).\(found.name)")
        keys[found.heading, default: [:]][found.name] = isOptional || known == true
      }
    }
    // Of an outcome's keys but one it depends on the kind whether they are there.
    for name in keys["outcome", default: [:]].keys where name != "kind" { keys["outcome"]?[name] = true }
    #expect(try FormatPage().keys == keys)
  }

  @Test func thePageNamesEveryWord() throws {
    let page = try FormatPage()
    let words: [String: [String]] = [
      "plan": PlannedCase.Severity.allCases.map(\.word), "runFinished": RunFinished.Ending.allCases.map(\.word),
      "outcome": Outcome.Cause.allCases.map(\.word)
        + Self.events.compactMap { event in
          guard case .caseFinished(let finished) = event else { return nil }
          let data = try? JSONEncoder().encode(OutcomeForm(finished.outcome))
          return data.flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] }?["kind"] as? String
        },
    ]
    for (heading, words) in words {
      for word in words { #expect(page.sections[heading]?.contains("`\(word)`") == true, "\(heading): \(word)") }
    }
  }
}

/// A key of a line, or of an object in it.
private struct FormatKey {
  /// The event, or the key whose value holds the object.
  var heading: String
  var name: String
  /// The line without the key.
  var rest: Any

  /// The keys of an object and of all objects in it.
  static func all(in value: Any, heading: String) -> [FormatKey] {
    if let object = value as? [String: Any] {
      return object.flatMap { name, inner in
        var rest = object
        rest[name] = nil
        // Parameters have the names that a suite gave them.
        let nested = name == "parameters" ? [] : all(in: inner, heading: name)
        return [FormatKey(heading: heading, name: name, rest: rest)]
          + nested.map { key in
            var rest = object
            rest[name] = key.rest
            return FormatKey(heading: key.heading, name: key.name, rest: rest)
          }
      }
    }
    guard let array = value as? [Any] else { return [] }
    return array.indices.flatMap { index in
      all(in: array[index], heading: heading).map { key in
        var rest = array
        rest[index] = key.rest
        return FormatKey(heading: key.heading, name: key.name, rest: rest)
      }
    }
  }
}

/// docs/journal.md, as far as it tells of keys.
private struct FormatPage {
  /// The text below each heading that is a word of code.
  private(set) var sections: [String: String] = [:]
  /// What stands in the tables of keys, by heading: whether a line can lack it.
  private(set) var keys: [String: [String: Bool]] = [:]

  init() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../docs/journal.md")
    var heading = ""
    var isTable = false
    for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#") { heading = String(line.drop { $0 != "`" }.dropFirst().prefix { $0 != "`" }) }
      sections[heading, default: ""] += line + "\n"
      isTable = line.hasPrefix("| key |") || isTable && line.hasPrefix("|")
      guard isTable, line.hasPrefix("| `") else { continue }
      for match in line.dropFirst().prefix(while: { $0 != "|" }).matches(of: /`(\w+)`(\??)/) {
        keys[heading, default: [:]][String(match.1)] = !match.2.isEmpty
      }
    }
  }
}
