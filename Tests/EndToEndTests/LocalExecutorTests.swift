import Foundation
import TestSupport
import Testing

/// A run on this machine whose executor somebody stops or kills in the middle of a case. VFIO need not be there: the
/// cases do without, and the program takes another file for its node.
private final class LocalRun {
  let program: Program
  let executor: pid_t
  private let process: Process
  private let output = Pipe()
  private let errors = Pipe()

  /// Starts a run, and waits until its second case makes calls.
  init() throws {
    program = try Program()
    let pipe = try NamedPipe(at: program.folder.path("pipe"))
    try program.folder.write(
      """
      suite: own.test
      title: Cases of these tests
      cases:
        - case: passes
          title: There are files
          steps:
            - open: /dev/null
        - case: goes-on
          title: A descriptor has flags, many times
          timeout: 1s
          steps:
            - open: \(pipe.path)
              as: pipe
            - write: pipe
              data: bytes(1, 10)
            - fcntl: pipe
              command: GETFD
              repeat: 1000000
        - case: passes-again
          title: There still are files
          steps:
            - open: /dev/null

      """, to: "Suites/own/test.yaml")
    process = program.process(
      ["run", "own", "--backend", "local", "--suites", "Suites", "--output", "out"],
      environment: ["LD_PRELOAD": try KilledRun.killSwitch.get()])
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    _ = try #require(pipe.line(), "no case was begun")
    executor = try #require(Self.children(of: process.processIdentifier).first)
  }

  private static func children(of process: pid_t) throws -> [pid_t] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").flatMap { thread in
      try String(contentsOfFile: "/proc/\(process)/task/\(thread)/children", encoding: .utf8).split(separator: " ")
        .compactMap { pid_t($0) }
    }
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end; the exit code, and what was said.
  func end() -> (status: Int32, said: String, complaint: String) {
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said, complaint)
  }
}

@Suite struct LocalExecutorTests {
  @Test(arguments: [
    (SIGSTOP, "timeout", "did not end in time"), (SIGKILL, "lost", "the system under test was lost"),
  ])
  func anExecutorThatGoesCostsOneCase(signal: Int32, type: String, reason: String) throws {
    let run = try LocalRun()
    kill(run.executor, signal)
    let (status, said, _) = run.end()
    #expect(status == 1)
    #expect(said.contains("2 passed, 1 error") && said.contains(reason), "\(said)")
    #expect(try run.program.folder.text("out/junit.xml").contains("<error type=\"\(type)\""))
    #expect(kill(run.executor, 0) != 0 && errno == ESRCH, "the executor is still there")
  }

  @Test func aStoppedExecutorKeepsNobodyFromStopping() throws {
    let run = try LocalRun()
    kill(run.executor, SIGSTOP)
    run.send(SIGINT)
    let (status, said, complaint) = run.end()
    #expect(status == 3)
    #expect(!said.contains("at fault"), "\(said)")
    let report = try run.program.folder.text("out/junit.xml")
    // On a machine that is busy with other things, the second may be over before the last reports are written.
    guard complaint.isEmpty else {
      #expect(
        complaint.contains(
          "Reports: out, incomplete; to go on from all that was found: vfio-conform run --resume out\n"))
      #expect(report.contains("<error type=\""))
      return
    }
    #expect(said.contains("INCOMPLETE, the run was stopped"), "\(said)")
    #expect(report.contains("<error type=\"interrupted\""))
  }
}
