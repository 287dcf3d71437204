import Foundation
import TestSupport
import Testing

/// The program in the middle of something that would go on for ever.
private final class BusyProgram {
  /// What is going on.
  enum Moment: String, CaseIterable {
    /// A case computes, and makes no call.
    case computing
    /// A guest boots: for a run, to be compared, to be inspected.
    case booting, comparing, inspecting
    /// Nobody reads what is printed.
    case printing
  }

  private let program: Program
  private let process: Process
  private let output = Pipe()
  private let errors = Pipe()

  /// Starts the program, and waits until it has come to the moment.
  init(_ moment: Moment, before command: [String] = []) throws {
    program = try Program()
    let folder = program.folder
    let suites = try folder.suites(adding: OwnSuites.endless)
    let guest = ["--kernel", folder.path("kernel"), "--suites", suites]
    let arguments =
      switch moment {
      case .computing: ["run", "own", "--suites", suites, "--output", "out"]
      case .booting: ["run", "own", "--backend", "guest", "--output", "out"] + guest
      case .comparing: ["twin", "own"] + guest
      case .inspecting: ["inspect", "--backend", "guest"] + guest
      case .printing: ["list"]
      }
    try Self.writeKernel(to: folder)
    let pipe = try NamedPipe(at: folder.path("here"))
    let search = Program.root.path + "/Tests/Fixtures:" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
    process = program.process(arguments, environment: ["PATH": search, "SILENT_QEMU_PIPE": pipe.path])
    if let first = command.first {
      process.arguments = command.dropFirst() + [Program.path] + arguments
      process.executableURL = URL(fileURLWithPath: first)
    }
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    switch moment {
    case .booting, .comparing, .inspecting:
      // QEMU runs.
      _ = try #require(pipe.line())
    case .computing, .printing:
      // The first case has ended when something is said; a list has begun.
      said += output.fileHandleForReading.availableData
    }
  }

  private(set) var said = Data()

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end; the exit code, and what was said on standard error.
  func end() -> (status: Int32, complaint: String) {
    said += output.fileHandleForReading.readDataToEndOfFile()
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, complaint)
  }

  func text(_ name: String) throws -> String { try program.folder.text(name) }

  /// As much of a bzImage as is looked at before QEMU boots it.
  private static func writeKernel(to folder: TemporaryFolder) throws {
    var image = [UInt8](repeating: 0, count: 8192)
    image.replaceSubrange(0x202..<0x208, with: Array("HdrS".utf8) + [0x0f, 0x02])
    image[0x24c] = 16
    try Data(image).write(to: folder.url.appendingPathComponent("kernel"))
  }
}

@Suite struct SignalTests {
  private static let stopping = [SIGINT, SIGTERM, SIGHUP]

  @Test(arguments: BusyProgram.Moment.allCases, stopping)
  private func theProgramIsStopped(_ moment: BusyProgram.Moment, signal: Int32) throws {
    let busy = try BusyProgram(moment)
    busy.send(signal)
    let (status, complaint) = busy.end()
    #expect(status == 3, "\(complaint)")
    #expect(!complaint.contains("did not answer"), "\(complaint)")
    if moment != .computing { #expect(complaint == "vfio-conform: stopped\n") }
  }

  /// Somebody who takes no report keeps the run from its end: what was found is in the journal.
  @Test(arguments: [1, 2]) func aRunThatCannotEndSaysWhereToLook(signals: Int) throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.endless)
    let pipe = try NamedPipe(at: program.folder.path("pipe"))
    pipe.fill()
    let process = program.process(
      ["run", "own", "--suites", suites, "--output", "my out", "--report", "text=pipe"])
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    _ = output.fileHandleForReading.availableData
    for _ in 0..<signals { kill(process.processIdentifier, SIGINT) }
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 3)
    #expect(
      complaint == """
        Reports: my out, incomplete; to go on from all that was found: vfio-conform run --resume 'my out'
        vfio-conform: stopped, without waiting for what was under way

        """)
    #expect(try program.folder.text("my out/junit.xml").contains("<error type="))
    #expect(try program.run("report", "my out").output.contains("INCOMPLETE"))
  }

  @Test(arguments: stopping) func theCaseUnderWayWasStopped(signal: Int32) throws {
    let busy = try BusyProgram(.computing)
    busy.send(signal)
    let (status, complaint) = busy.end()
    #expect(status == 3)
    let report = try busy.text("out/junit.xml")
    #expect(report.contains("<error type=\"") && report.hasSuffix("</testsuites>\n"))
    let said = String(decoding: busy.said, as: UTF8.self)
    #expect(!said.contains("at fault"), "\(said)")
    // On a machine that is busy with other things, the second may be over before the last reports are written.
    guard complaint.isEmpty else {
      #expect(
        complaint.contains(
          "Reports: out, incomplete; to go on from all that was found: vfio-conform run --resume out\n"))
      return
    }
    #expect(report.contains("<error type=\"interrupted\""))
    #expect(report.contains("message=\"not run: the run was stopped\""))
    #expect(said.contains("INCOMPLETE, the run was stopped"), "\(said)")
  }

  /// None of these asks for anything; a boot that is one of them longer has not failed.
  @Test(arguments: [[SIGWINCH], [SIGCHLD], [SIGCONT], [SIGSTOP, SIGCONT], [SIGTSTP, SIGCONT], [SIGPIPE], [SIGURG]])
  func otherSignalsChangeNothing(signals: [Int32]) throws {
    let busy = try BusyProgram(.booting)
    for signal in signals { busy.send(signal) }
    busy.send(SIGINT)
    let (status, complaint) = busy.end()
    #expect(status == 3)
    #expect(complaint == "vfio-conform: stopped\n")
  }

  @Test func aProgramUnderNohupLivesOnWithoutItsTerminal() throws {
    let busy = try BusyProgram(.booting, before: ["/usr/bin/nohup"])
    busy.send(SIGHUP)
    busy.send(SIGTERM)
    let (status, complaint) = busy.end()
    #expect(status == 3)
    #expect(complaint.hasSuffix("vfio-conform: stopped\n"))
  }

  @Test func whatBecomesOfChildrenIsSeenWhoeverIgnoredIt() throws {
    // The tool that names the kernel's file ends, and QEMU's end is told as it was.
    let program = try Program()
    let shell = "trap '' CHLD; exec \"$0\" \"$@\""
    let process = program.process([])
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", shell, Program.path, "run", "container", "--suites", Program.root.path + "/Suites"]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
