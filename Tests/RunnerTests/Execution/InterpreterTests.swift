import Documents
import Journal
import SuiteModel
import SystemCalls
import Testing
import VFIOInterface

@testable import Runner

/// Steps and the calls that they become.
@Suite struct InterpreterTests {
  /// Runs one case and returns how it ended and what it called.
  private func run(
    _ steps: String, setup: String = "[]", needs: String = "{}", on system: FakeSystem = .twoDevices,
    adding fixtures: [String] = []
  ) async throws -> (finished: CaseFinished, calls: [SystemCall]) {
    let indented = steps.split(separator: "\n", omittingEmptySubsequences: false).map { "      " + $0 }
    var library = try RunnableLibrary(
      cases: "  - case: c\n    title: T\n    setup: \(setup)\n    steps:\n" + indented.joined(separator: "\n"),
      needs: needs)
    for text in fixtures {
      let (fixture, diagnostics) = Fixture.parse(text, file: "fixture.yaml")
      for diagnostic in diagnostics where diagnostic.severity == .error { throw diagnostic }
      if let fixture { library.fixtures[fixture.name] = fixture }
    }
    let recording = Recording()
    try await recording.run(library, on: { system })
    return (try #require(recording.finished.first), system.calls.filter { $0.process.rawValue == 1 }.map(\.call))
  }

  private func expectPass(
    _ steps: String, on system: FakeSystem = .twoDevices, adding fixtures: [String] = [],
    _ location: Testing.SourceLocation = #_sourceLocation
  ) async throws {
    let finished = try await run(steps, on: system, adding: fixtures).finished
    #expect(finished.outcome == .passed, "\(finished.failure.map { "\($0)" } ?? "")", sourceLocation: location)
  }

  static let passing = [
    "- let: { a: 3, b: a + 1 }\n- expect: [a == 3, b == 4]",
    "- { open: /x, as: fd }\n- expect: fd == 3",
    "- { for: { a: [1, 2], b: [3, 4] }, let: { last: a * 10 + b } }\n- expect: last == 24",
    "- { repeat: 5, let: { last: n } }\n- expect: last == 4",
    "- { when: kernel > 7, open: /x, fails: EBUSY }\n- eventfd: 0",
    "- { open: /x, returns: \">= 3\" }\n- { open: /x, returns: { \"kernel > 7\": 99, else: 4 } }",
    "- { read-file: /nowhere, fails: [EBUSY, ENOENT] }",
    "- { read-file: /nowhere, fails: { \"kernel > 7\": 0, else: ENOENT } }",
    "- { list: /sys/bus/pci/drivers, as: names }\n- expect: 'names[0] == \"pci-stub\" && len(names) == 2'",
    "- { mmap: { length: 4KiB }, as: a }\n- { mmap: { length: 4KiB }, as: b }\n- expect: b >= a + 8KiB",
    "- { mmap: { length: 2MiB }, as: a }\n- expect: a % 2MiB == 0",
    "- { eventfd: 0, as: e }\n- { drain: e, returns: 0 }\n- { quiet: e }",
    "- spawn: other\n  steps: [{ open: /x, as: fd }]\n- { close: fd, process: other }\n- kill: other",
    "- { peek: 0x1000, count: 4, returns: 00 00 00 00 }",
    "- { read-file: /nowhere, any: true, returns: 7, as: end, because: B }\n- expect: end.outcome == \"ENOENT\"",
    "- { open: /x, any: true, as: end, because: B }\n- expect: 'end.outcome == \"success\" && end.value == 3'",
    "- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: {}, as: end, any: true, because: B }\n"
      + "- expect: 'end.outcome == \"success\" && end.argsz == 8'",
  ]

  @Test(arguments: passing) func stepsPass(_ steps: String) async throws {
    try await expectPass(steps)
  }

  static let failing: [(steps: String, expected: String, actual: String)] = [
    ("- { open: /x, returns: 7 }", "returns 7", "returned 3"),
    ("- { open: /x, fails: [EBUSY, ENOENT] }", "fails with EBUSY or fails with ENOENT", "succeeded, returned 3"),
    ("- { read-file: /nowhere }", "succeeds", "failed with ENOENT"),
    ("- { read-file: /nowhere, fails: EBUSY }", "fails with EBUSY", "failed with ENOENT"),
    ("- let: { a: 3 }\n- expect: a + 1 == 5", "a + 1 == 5", "a + 1 is 4"),
    ("- { eventfd: 0, as: e }\n- { await: e, within: 20ms }", "a signal within 20 ms", "no signal"),
    (
      "- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: {}, out: { flags: has VIABLE } }", "flags has VIABLE",
      "flags is 0"
    ),
    ("- { peek: 0x1000, count: 2, returns: 01 02 }", "returns \"01 02\"", "returned \"00 00\""),
    ("- { open: /x, as: r, any: true, returns: 7, because: B }", "returns 7", "returned 3"),
  ]

  @Test(arguments: failing.indices) func whatDiffersIsSaid(_ index: Int) async throws {
    let row = Self.failing[index]
    let finished = try await run(row.steps).finished
    #expect(finished.outcome == .failed)
    #expect(finished.failure?.expected == row.expected)
    #expect(finished.failure?.actual == row.actual)
  }

  /// A call that fails returns -1, a signal returns nothing.
  @Test func aSignalIsNoValue() async throws {
    let system = FakeSystem.twoDevices
    system.answer = { call, _ in if case .load = call { .fault(.bus) } else { nil } }
    let finished = try await run("- { load: 0x1000, width: 4, returns: -1 }", on: system).finished
    #expect(finished.failure?.expected == "returns -1" && finished.failure?.actual == "raised SIGBUS")
    try await expectPass(
      "- { load: 0x1000, width: 4, as: end, any: true, because: B }\n- expect: end.outcome == \"SIGBUS\"", on: system)
  }

  /// What a group's status comes back as, and what is said of that.
  static let answers: [(change: [Int: UInt8], error: Errno?, step: String, actual: String?)] = [
    ([4: 1], nil, "in: {}", nil), ([9: 0], nil, "in: { argsz: 12 }, room: 12", nil),
    ([9: 7], nil, "in: { argsz: 12 }, room: 12", "byte 9 became 0x7"),
    ([9: 7], nil, "in: { argsz: 8 }, room: 12", "byte 9 became 0x7"), ([:], .EBUSY, "in: {}, fails: EBUSY", nil),
    ([4: 1], .EBUSY, "in: {}, fails: EBUSY", "byte 4 became 0x1"),
    ([4: 1], .EBUSY, "in: {}, fails: EBUSY, out: { flags: 1 }", nil),
  ]

  @Test(arguments: answers.indices) func nothingIsToldWhereNothingBelongs(_ index: Int) async throws {
    let row = Self.answers[index]
    let system = FakeSystem.twoDevices
    system.answer = { call, _ in
      guard case .ioctl(_, _, .bytes(var bytes)) = call else { return nil }
      for (place, byte) in row.change { bytes[place] = byte }
      return row.error.map { .failure($0, bytes: bytes) } ?? CallResult(bytes: bytes)
    }
    let finished = try await run("- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, \(row.step) }", on: system).finished
    #expect(finished.failure?.actual == row.actual)
  }

  /// A system whose socket of uevents holds these.
  private func announcing(_ messages: [String]) -> FakeSystem {
    let system = FakeSystem.twoDevices
    var left = messages[...]
    system.answer = { call, _ in
      switch call {
      case .poll:
        let events: UInt8 = left.isEmpty ? 0 : 1
        return CallResult(value: Int64(events), bytes: [9, 0, 0, 0, 1, 0, events, 0])
      case .read:
        let bytes = (left.popFirst() ?? "").utf8.map { $0 == UInt8(ascii: "|") ? 0 : $0 }
        return CallResult(value: Int64(bytes.count), bytes: bytes)
      default: return nil
      }
    }
    return system
  }

  @Test func announcementsOfOthersArePassedOver() async throws {
    let messages = ["add@/a|ACTION=add|DEVPATH=/a|", "x", "remove@/b|ACTION=remove|DEVPATH=/b/c|SUBSYSTEM=pci|X=a=b|"]
    let step = "- { announced: 9, action: remove, path: /b/*, as: event, out: { SUBSYSTEM: '\"pci\"' } }\n"
    try await expectPass(step + "- expect: 'event.X == \"a=b\" && event.DEVPATH == \"/b/c\"'", on: announcing(messages))
    let finished = try await run(step, on: announcing([messages[0]])).finished
    #expect(finished.failure?.expected == "'remove' of /b/* is announced")
    #expect(finished.failure?.actual == "nothing more was, for 5000 ms")
  }

  @Test func bytesOfAnArgumentGoAsTheyAre() async throws {
    let steps =
      "- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: 'place(bytes(\"08 00 00\"), 1, 2, 0x201)', room: 5 }\n"
      + "- ioctl: VFIO_DEVICE_FEATURE\n  on: 3\n"
      + "  in: { flags: SET|MIG_DEVICE_STATE, data: { device_state: 2, data_fd: -1 } }"
    let state: [UInt8] = [16, 0, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 255, 255, 255, 255]
    #expect(
      try await run(steps).calls == [
        .ioctl(3, request: 0x3b67, argument: .bytes([8, 1, 2, 0xa5, 0xa5])),
        .ioctl(3, request: 0x3b75, argument: .bytes(state)),
      ])
  }

  static let broken = [
    "- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, unchanged-from: 4 + 4 }",
    "- { let: { n: 9 } }\n      - { ioctl: VFIO_GROUP_GET_STATUS, on: 3, unchanged-from: n }",
    "- { close: nobody }", "- { use: no-such-fixture }", "- { operate: dma, on: device }",
    "- { open: /x, process: nobody }", "- { finish: nothing }", "- { store: 0x1000, width: 3, value: 1 }",
    "- { store: 0x1000, width: 1 + 2, value: 1 }", "- { close: 1 << 40 }", "- { kill: nobody }",
    "- { repeat: 0 - 1, open: /x }", "- { for: { a: 7 }, open: /x }", "- { monitor: stop }", "- { sleep: -5 }",
  ]

  /// A suite that asks for what cannot be is an error of its own, never a verdict on the kernel.
  @Test(arguments: broken) func nonsenseIsTheSuitesFault(_ steps: String) async throws {
    let library: RunnableLibrary
    do {
      library = try RunnableLibrary(cases: "  - case: c\n    title: T\n    steps:\n      " + steps)
    } catch is Diagnostic {
      return  // The parser was first to see it.
    }
    let recording = Recording()
    try await recording.run(library, on: { .twoDevices })
    #expect(recording.outcome("t/c") == .errored(.harness))
  }

  @Test func mappingsLieWhereTheHarnessSays() async throws {
    let calls = try await run("- mmap: { length: 4KiB }\n- mmap: { length: 4KiB, fd: 7 }").calls
    let maps = calls.compactMap { call in if case .map(let request) = call { request } else { nil } }
    #expect(maps.map(\.address) == [0x10_0000_0000, 0x10_0020_0000])
    #expect(maps.map(\.flags) == [[.private, .anonymous, .fixedNoReplace], [.shared, .fixedNoReplace]])
    #expect(maps.map(\.descriptor) == [-1, 7])
  }

  @Test func anArgumentAtAnAddressIsCopiedThere() async throws {
    let calls = try await run(
      "- ioctl: VFIO_GROUP_GET_STATUS\n  on: 3\n  in: { argsz: 8 }\n  at: 0x1000\n- ioctl: VFIO_GROUP_GET_STATUS\n  on: 3\n  at: 0"
    ).calls
    #expect(
      calls == [
        .poke(address: 0x1000, bytes: [8, 0, 0, 0, 0, 0, 0, 0]),
        .ioctl(3, request: 0x3b67, argument: .word(0x1000)), .ioctl(3, request: 0x3b67, argument: .word(0)),
      ])
  }

  /// A kernel that changes one byte of each ioctl's argument, or strays.
  static func writing(_ byte: Int, stray: Int? = nil) -> FakeSystem {
    let system = FakeSystem.twoDevices
    system.answer = { call, _ in
      guard case .ioctl(_, _, .bytes(var bytes)) = call else { return nil }
      if bytes.indices.contains(byte) { bytes[byte] = 0x77 }
      return CallResult(bytes: bytes, strayWrite: stray)
    }
    return system
  }

  static let writes: [(steps: String, byte: Int, stray: Int?, actual: String?)] = [
    ("- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: {}, room: 16, unchanged-from: 8 }", 9, nil, "byte 9 became 0x77"),
    ("- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: {}, room: 16 }", 9, nil, "byte 9 became 0x77"),
    ("- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: { argsz: 12 }, room: 16 }", 9, nil, "byte 9 became 0x77"),
    ("- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: { argsz: 12 }, room: 16 }", 4, nil, nil),
    ("- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: { argsz: 4 } }", 4, nil, "byte 4 became 0x77"),
    ("- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, in: { argsz: 4 }, fails: EINVAL }", 4, nil, "byte 4 became 0x77"),
    ("- { ioctl: VFIO_GROUP_SET_CONTAINER, on: 3, arg: 4 }", 3, nil, "byte 3 became 0x77"),
    ("- { ioctl: VFIO_GROUP_GET_DEVICE_FD, on: 3, arg: x }", 1, nil, "byte 1 became 0x77"),
    ("- { ioctl: VFIO_GROUP_GET_STATUS, on: 3 }", 99, -3, "it wrote elsewhere: 3 bytes before its start"),
    ("- { ioctl: VFIO_GROUP_GET_STATUS, on: 3, within: 1s }", 99, 8, "it wrote elsewhere: its byte 8"),
  ]

  @Test(arguments: writes.indices) func aWriteThatIsNotTheKernelsIsAFailure(_ index: Int) async throws {
    let row = Self.writes[index]
    let finished = try await run(row.steps, on: Self.writing(row.byte, stray: row.stray)).finished
    #expect(finished.outcome == (row.actual == nil ? .passed : .failed))
    #expect(finished.failure?.actual == row.actual)
  }

  @Test func aWriteElsewhereIsNotForgivenByTryingAgain() async throws {
    let system = FakeSystem.twoDevices
    var attempts = 0
    system.answer = { call, _ in
      guard case .read = call else { return nil }
      attempts += 1
      return CallResult(value: 1, bytes: [1], strayWrite: attempts == 1 ? 1 : nil)
    }
    let finished = try await run("- { read: 3, count: 4, returns: \"01\", within: 1s }", on: system).finished
    #expect(finished.outcome == .failed)
    #expect(attempts == 1)
  }

  @Test func withinTriesAgain() async throws {
    let system = FakeSystem.twoDevices
    var attempts = 0
    system.answer = { call, _ in
      guard case .readFile(path: "/later", _) = call else { return nil }
      attempts += 1
      return CallResult(bytes: Array((attempts < 4 ? "no" : "yes").utf8))
    }
    let finished = try await run("- { read-file: /later, returns: '\"yes\"', within: 1s }", on: system).finished
    #expect(finished.outcome == .passed)
    #expect(attempts == 4)
    let impatient = try await run("- { read-file: /never, returns: '\"yes\"', within: 100ms }").finished
    #expect(impatient.failure?.actual == "failed with ENOENT")
    #expect(impatient.trace.count == 2, "attempts that were repeated are not shown")
  }

  @Test func aCallCanBeLeftUnderWay() async throws {
    let system = FakeSystem.twoDevices
    var isHanging = true
    system.hangs = { call in
      guard case .writeFile("/x", _) = call else { return false }
      return isHanging
    }
    let steps = """
      - spawn: other
      - { start: write, process: other, step: { write-file: /x, data: a, process: other } }
      - pending: write
      """
    #expect(try await run(steps, on: system).finished.outcome == .passed)
    isHanging = false
    #expect(try await run(steps, on: system).finished.failure?.actual.hasPrefix("it failed with ENOENT") == true)
    try await expectPass(
      "- spawn: other\n- { start: w, step: { read-file: /nowhere, process: other } }\n- { finish: w, fails: ENOENT }")
  }

  @Test func fixturesBindForTheirUsers() async throws {
    let fixture = """
      fixture: opened
      title: T
      parameters: { path: '"/default"', times: 1 }
      steps:
        - repeat: times
          open: $path
          as: opened
      """
    let system = FakeSystem.twoDevices
    try await expectPass("- { use: opened, with: { times: 2 } }\n- expect: opened == 4", on: system, adding: [fixture])
    let failed = try await run("- { use: opened, with: { path: '\"/y\"' } }\n- { close: path }", adding: [fixture])
      .finished
    #expect(failed.outcome == .errored(.harness), "a fixture's parameters are its own")
  }

  @Test func aFailureInAFixtureNamesItsUser() async throws {
    let fixture = "fixture: bad\ntitle: T\nsteps:\n  - { read-file: /nowhere }\n"
    let finished = try await run("- for: { at: [4KiB] }\n  use: bad", adding: [fixture]).finished
    #expect(finished.failure?.step?.file == "fixture.yaml")
    #expect(finished.failure?.step?.text == "read-file /nowhere")
    #expect(finished.failure?.step?.usedAt?.hasPrefix("t.yaml:") == true)
    #expect(finished.failure?.step?.bindings == "at=4KiB")
  }
}
