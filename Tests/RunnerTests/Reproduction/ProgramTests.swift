import Foundation
import MachineModel
import Simulator
import SuiteModel
import SystemCalls
import Testing

@testable import Runner

/// Programs of cases that need no device: compiled, and run on the machine of the tests.
@Suite struct ProgramTests {
  private func outcome(_ steps: String, _ fields: String = "title: T") throws -> Reproducer.Outcome {
    let indented = steps.split(separator: "\n", omittingEmptySubsequences: false).map { "      " + $0 }
    let library = try RunnableLibrary(
      cases: "  - case: c\n    \(fields)\n    steps:\n" + indented.joined(separator: "\n"))
    let reproducer = try Reproducer(
      library, devices: .endpoints, selector: Selector(), cancellation: Cancellation(),
      makeSystem: { SimulatedSystem(machine: try Self.machine(), profile: .linux6_12) })
    var found: Reproducer.Outcome?
    #expect(try reproducer.run(origin: "as for a test") { found = $1 } == [])
    return try #require(found)
  }

  private func program(_ steps: String, _ fields: String = "title: T") throws -> String {
    guard case .program(let text) = try outcome(steps, fields) else {
      throw Failure(what: "no program: \(try outcome(steps, fields))")
    }
    return text
  }

  private static func machine() throws -> Machine {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try Machine.load(path: root.path + "/Suites/machines/x86-intel.yaml")
  }

  private struct Failure: Error { var what: String }

  /// Compiles a program without a warning and runs it.
  private func run(_ program: String) throws -> (status: Int32, output: String) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("program-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appendingPathComponent("case.c")
    try program.write(to: source, atomically: false, encoding: .utf8)
    let built = try Self.start(
      "/usr/bin/env", ["cc", "-Wall", "-Wextra", "-Werror", "-o", folder.path + "/case", source.path])
    try #require(built.status == 0, "\(built.output)")
    return try Self.start(folder.path + "/case", [])
  }

  private static func start(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  static let passing = [
    "- { memfd: {}, as: file }\n- { pwrite: file, offset: 2, data: \"01 02\", returns: 2 }\n"
      + "- { pread: file, offset: 0, count: 8, as: read, returns: \"00 00 01 02\" }\n"
      + "- expect: [len(read) == 4, 'le(read, 2, 2) == 0x201', sum(read) == 3, 'read[3] == 2']\n"
      + "- expect: ['slice(read, 2, 1) == bytes(1, 1)', 'all(slice(read, 0, 2), 0)', 'swap(le(read, 2, 2), 2) == 0x102']\n"
      + "- { fallocate: file, mode: PUNCH_HOLE|KEEP_SIZE, offset: 2, length: 1 }\n"
      + "- { pread: file, offset: 2, count: 1, returns: \"00\" }",
    "- { eventfd: 3, as: event }\n- { signal: event, value: 2, returns: 8 }\n- { await: event, returns: 5 }\n"
      + "- { quiet: event, during: 1ms }\n- { drain: event, returns: 0 }\n- { poll: event, for-at-most: 0, returns: 0 }",
    "- { mmap: { length: 8KiB }, as: memory }\n- { munmap: memory + 4KiB, length: 4KiB }\n"
      + "- { store: memory, width: 2, value: 0x1234 }\n- { load: memory, width: 1, value: 0x34 }\n"
      + "- { poke: memory + 4KiB, data: \"01\", fails: SIGSEGV }\n- { peek: memory, count: 2, returns: \"34 12\" }",
    "- { read-file: /proc/self/status, as: status }\n"
      + "- expect: ['lookup(status, \"VmLck\") == 0', 'match(status, \"^VmLck:\\\\s+\\\\d\")', 'contains(status, \"Vm\")']\n"
      + "- { list: /proc/self, as: names }\n- expect: 'contains(names, \"status\") && len(names) > 3'\n"
      + "- { open: /, flags: RDONLY, as: root }\n- { close: root }\n- { close: root, fails: [EBADF, EINVAL] }",
    "- { stat: /dev/null, as: node, out: { type: '\"char\"', major: 1 } }\n- expect: node.permissions & 0o111 == 0\n"
      + "- { open: /does/not/exist, fails: ENOENT }\n- { open: /does/not/exist, returns: \"< 0\" }",
    "- { for: { at: [1, 5, 9] }, repeat: 3, eventfd: at + n, as: last }\n- { drain: last, returns: 11 }",
    "- { let: { seen: 0 } }\n- { repeat: 4, steps: [{ when: n == 2, eventfd: n, as: second }] }\n"
      + "- { drain: second, returns: 2 }",
    "- { socketpair: {}, as: ends }\n- { memfd: {}, as: file }\n- { write: file, data: \"07\" }\n"
      + "- { send: file, through: 'ends[0]' }\n- { receive: {}, through: 'ends[1]', as: copy }\n"
      + "- { pread: copy, offset: 0, count: 1, returns: \"07\" }",
    "- { eventfd: 0, as: event }\n- spawn: other\n  fork: main\n  steps:\n    - { signal: event, value: 7 }\n"
      + "- { await: event, returns: 7 }\n- { kill: other }",
    "- { eventfd: 0, as: event, flags: CLOEXEC }\n- { spawn: other, fork: main, steps: [] }\n"
      + "- { start: reading, process: other, step: { read: event, count: 8 } }\n- { pending: reading }\n"
      + "- { signal: event, value: 2 }\n- { finish: reading, returns: \"02 00 00 00 00 00 00 00\" }",
    "- { eventfd: 0, as: event }\n- spawn: other\n  fork: main\n  steps: [{ exit: 3 }]\n- { drain: event, returns: 0 }",
    "- { open: /does/not/exist, as: end, any: true, because: B }\n- expect: 'end.outcome == \"ENOENT\"'\n"
      + "- { eventfd: 7, as: event }\n- { read: event, count: 8, as: end, any: true, returns: \"07 00 00 00 00 00 00 00\", because: B }\n"
      + "- expect: 'end.outcome == \"success\" && len(end.value) == 8 && end.value[0] == 7'",
    "- { uevents: {}, as: hears }\n- { read: hears, count: 64, any: true, because: the machine may have news }",
    // FIONBIO
    "- { eventfd: 0, as: event }\n- ioctl: 0x5421\n  on: event\n  in: place(bytes(4, 0) + bytes(\"01 02\"), 0, 4, event)\n"
      + "  as: end\n  any: true\n  because: the simulator has no such request\n- { drain: event, returns: 0 }",
    "- { mmap: { length: 4KiB }, as: memory }\n- { munmap: memory, length: 4KiB }\n"
      + "- { load: memory, width: 4, as: end, any: true, because: B }\n- expect: 'end.outcome == \"SIGSEGV\"'",
  ]

  @Test(arguments: passing) func programPassesWhereTheCaseDoes(steps: String) throws {
    let (status, output) = try run(try program(steps))
    #expect(status == 0 && output == "passed\n", "\(output)")
  }

  /// The simulated machine has few files in /proc/self, a real one has many.
  static let failing = [
    (
      "- { list: /proc/self, as: names }\n- { expect: len(names) < 20, because: 'it is \"so\" */' }",
      "FAILED t.yaml:9: expect len(names) < 20\n  expected  len(names) < 20\n  got       the last call returned ",
      "  because   it is \"so\" */\n"
    ),
    (
      "- { list: /proc/self, returns: < 20 }", "FAILED t.yaml:8: list /proc/self\n  expected  returns what is < 20\n",
      ", the result is "
    ),
  ]

  @Test(arguments: failing) func programSaysWhatFailed(steps: String, expected: String, found: String) throws {
    let (status, output) = try run(try program(steps))
    #expect(
      status == 1 && output.contains(expected) && output.contains(found) && output.hasSuffix("failed\n"), "\(output)")
  }

  /// A case that fails on the planned machine has a program up to there, the rounds before included.
  @Test func programEndsWithTheStepThatFailed() throws {
    let text = try program(
      "- { eventfd: 0, as: event }\n- repeat: 3\n  steps:\n    - { signal: event, value: n + 1 }\n"
        + "    - { drain: event, returns: 1 }\n- { open: /never }")
    let (status, output) = try run(text)
    #expect(status == 1 && output.contains("expected  returns 1") && !text.contains("/never"), "\(output)")
  }

  @Test func roundsThatReadAlikeAreOneLoop() throws {
    let folded = try program("- { for: { at: [1, 5, 9] }, eventfd: at }\n- { repeat: 200, eventfd: n }")
    #expect(folded.contains("static const num values[] = {1, 5, 9};") && folded.contains("the->n <= 199"))
    let unrolled = try program("- { repeat: 3, steps: [{ eventfd: n }, { when: n == 1, eventfd: 7 }] }")
    #expect(!unrolled.contains("for (the->n") && unrolled.contains("the->n = 2;"))
  }

  @Test func nothingEndsACommentOrAString() throws {
    let text = try program("- { open: '/a\"\\\\b', fails: ENOENT, because: '*/ %s' }", "title: 'A \"title\" */ int x;'")
    #expect(try run(text).status == 0)
  }

  @Test func whatCCannotSayIsRefused() throws {
    for (steps, reason) in [
      ("- { exec: {} }", "exec"), ("- { memfd: {}, as: f }\n- { monitor: stop }", "host"),
      ("- { socketpair: {}, as: s }\n- { let: { t: s == s } }\n- expect: t", "compares"),
    ] {
      guard case .inexpressible(let found) = try outcome(steps) else { throw Failure(what: steps) }
      #expect(found.contains(reason), "\(found)")
    }
  }
}
