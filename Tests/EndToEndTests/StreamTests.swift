import Foundation
import Testing

/// What is printed, and where reports go that are no files.
struct StreamTests {
  private static let commands = [
    ["--help"], ["list"], ["lint"], ["explain", "type1.overlap/overlap"], ["machines"], ["requirements"],
    ["inspect", "--backend", "sim"], ["mutants", "container.node-open"], ["run", "container"],
    ["run", "container", "--format", "json"], ["run", "container", "--report", "junit=-"], ["report", "out"],
  ]

  /// Runs a command of the shell, in which `$0` is the program.
  private func shell(_ program: Program, _ script: String) throws -> Program.Outcome {
    let process = program.process(["-c", script, Program.path])
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let (output, error) = (
      program.folder.url.appendingPathComponent("o"), program.folder.url.appendingPathComponent("e")
    )
    for stream in [output, error] { try Data().write(to: stream) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    try process.run()
    process.waitUntilExit()
    return Program.Outcome(
      status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      error: try String(contentsOf: error, encoding: .utf8))
  }

  @Test(arguments: commands, [">/dev/full", ">&-"])
  func whatCannotBeSaidIsNoSuccess(command: [String], output: String) throws {
    let program = try Program()
    _ = try program.run("run", "container", "--output", "out", "--quiet")
    let words = command.map { "'\($0)'" }.joined(separator: " ")
    let outcome = try shell(program, "\"$0\" \(words) \(output)")
    #expect(outcome.status == 2 || outcome.status == 3, "\(command): \(outcome.status) \(outcome.error)")
    #expect(outcome.error.contains("standard output") || outcome.error.contains("report -"), "\(outcome.error)")
  }

  /// A reader who has had enough: `vfio-conform list | head -1` in a shell that looks at the whole pipe.
  private func cutShort(_ program: Program, _ command: [String]) throws -> Program.Outcome {
    let words = command.map { "'\($0)'" }.joined(separator: " ")
    // The reader is gone before the program says its first word.
    return try shell(program, "mkfifo p; { exec 3<p; exec 3<&-; } & exec 4>p; wait; \"$0\" \(words) >&4")
  }

  @Test(arguments: [
    ["--help"], ["run", "--help"], ["help"], ["--version"], ["list"], ["lint"], ["explain", "type1.overlap/overlap"],
    ["machines"], ["requirements"], ["inspect", "--backend", "sim"],
  ])
  func aReaderWhoHasEnoughOfAnAnswerIsNoFailure(command: [String]) throws {
    let program = try Program()
    let outcome = try cutShort(program, command)
    #expect(outcome.status == 0 && outcome.error.isEmpty, "\(outcome.status) \(outcome.error)")
  }

  @Test(arguments: [
    ["run", "container"], ["run", "container", "--format", "json"], ["report", "out"],
    ["mutants", "container.node-open"],
  ])
  func aVerdictIsReadToItsEnd(command: [String]) throws {
    let program = try Program()
    _ = try program.run("run", "container", "--output", "out", "--quiet")
    #expect(try cutShort(program, command).status == 3)
  }

  @Test(arguments: ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
  func aReportOnStandardOutputIsAlone(path: String) throws {
    let program = try Program()
    let outcome = try program.run("run", "container", "--report", "junit=\(path)")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.hasPrefix("<?xml") && outcome.output.hasSuffix("</testsuites>\n"))
    #expect(outcome.error.contains("Reports: ") && outcome.error.contains("passed   container."))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "/dev/stdout") == "/proc/self/fd/1")
  }

  @Test func standardOutputTakesOneAnswer() throws {
    let program = try Program()
    #expect(try program.run("run", "container", "--report", "junit=-", "--report", "json=-").status == 2)
    #expect(try program.run("run", "container", "--report", "junit=-", "--format", "json").status == 2)
  }

  @Test(arguments: [
    ("foo=x", "there is no report format 'foo'; there are junit, "), ("junt=x", "did you mean 'junit'?"),
    ("JSON=x", "did you mean 'json'?"),
    ("x.xml", "it takes FORMAT=PATH, such as junit=build/report; there are junit, "),
    ("text", "such as text=build/report"), ("text=", "such as text=build/report"), ("", "it takes FORMAT=PATH"),
  ])
  func aReportThatIsNoneSaysWhatThereIs(report: String, hint: String) throws {
    for command in ["run", "report"] {
      let outcome = try Program().run(command, "--report", report)
      #expect(outcome.status == 2)
      #expect(outcome.error.contains(hint), "\(outcome.error)")
    }
  }

  @Test func anotherDescriptorTakesAReport() throws {
    let program = try Program()
    let outcome = try shell(program, "\"$0\" run container --report text=/dev/fd/7 7>seven")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(try program.folder.text("seven").contains("passed"))
    #expect(try shell(program, "\"$0\" run container --report text=/dev/fd/8").status == 2)
  }

  @Test func aMatrixGoesWhereReportsGo() throws {
    let program = try Program()
    #expect(try program.run("requirements", "--output", "m").status == 0)
    #expect(try !program.folder.text("m").isEmpty)
    #expect(try program.run("requirements", "--output", "no/folder/m").status == 2)
    #expect(try program.run("requirements", "--output", "-").output == program.folder.text("m"))
    #expect(try program.run("requirements", "--output", "/dev/full").status == 3)
  }

  @Test func aDamagedLineCostsNothingElse() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    _ = try program.run("run", "own", "--suites", suites, "--output", "out")
    var lines = try program.folder.text("out/events.jsonl").split(separator: "\n").map(String.init)
    lines[4] = "\u{1b}[31m{"
    try program.folder.write(lines.joined(separator: "\n") + "\n", to: "out/events.jsonl")
    let report = try program.run("report", "out")
    #expect(report.status == 3)
    #expect(
      report.error.hasPrefix("vfio-conform: out/events.jsonl:5: not an event: it is not valid JSON\n"),
      "\(report.error)")
    #expect(report.output.contains("FAILED") && report.output.contains("the journal is damaged: line 5: "))
    let matrix = try program.run("requirements", "--suites", suites, "out")
    #expect(matrix.status == 3)
    #expect(matrix.error.contains("out/events.jsonl:5: ") && matrix.error.contains("incomplete run"), "\(matrix.error)")
    // The journal is what reports are made of: it is none of them.
    #expect(try program.run("report", "out", "--report", "text=out/events.jsonl").status == 2)
  }

  @Test func aReportEndsAsItsRunDid() throws {
    let program = try Program()
    for (suite, status) in [(OwnSuites.passing, 0), (OwnSuites.failing, 1), (OwnSuites.unmet, 4)] as [(String, Int32)] {
      let suites = try program.folder.suites(adding: suite)
      #expect(try program.run("run", "own", "--suites", suites).status == status)
      #expect(try program.run("report").status == status)
    }
  }
}
