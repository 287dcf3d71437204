import Foundation
import Testing

/// A run that ends before it begins leaves no report of an earlier one.
struct EarlyEndTests {
  private static let ways: [(arguments: [String], status: Int32, reason: String)] = [
    (["--nonsense"], 2, "Unknown option"),
    (["--require", "nonsense"], 2, "--require"),
    (["no.such.suite"], 2, "no.such.suite"),
    (["--suites", "/no/suites"], 2, "/no/suites"),
    (["--suites", "Broken"], 2, "1 error in the suites"),
    (["--machine", "vax"], 2, "vax"),
    (["--backend", "guest"], 2, "--kernel"),
    (["--backend", "guest", "--kernel", "noise"], 2, "noise"),
    (["--report", "text=/nowhere/report"], 2, "/nowhere/report"),
    (["--report", "tap=x"], 2, "tap=x"),
  ]

  @Test(arguments: ways, [true, false])
  func nothingStaysGreen(way: (arguments: [String], status: Int32, reason: String), hasOutput: Bool) throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    try program.folder.write("not a kernel", to: "noise")
    try program.folder.write("suite: [", to: "Broken/own/test.yaml")
    let places = hasOutput ? ["--output", "out", "--report", "junit=more.xml"] : ["--report", "junit=more.xml"]
    try #require(try program.run(["run", "own", "--suites", suites] + places).status == 0)
    let outcome = try program.run(["run"] + places + way.arguments)
    #expect(outcome.status == way.status, "\(outcome.error)")
    let folder = hasOutput ? "out" : "reports/latest"
    for report in ["\(folder)/junit.xml", "more.xml"] {
      let text = try program.folder.text(report)
      #expect(text.contains("<error type=\"incomplete\"") && text.contains(way.reason), "\(report): \(text)")
    }
    #expect(try program.folder.text("\(folder)/report.txt").contains("INCOMPLETE"))
    #expect(try program.folder.text("\(folder)/summary.json").contains("\"incomplete\""))
    let again = try program.run("report", folder)
    #expect(again.status == 3 && again.output.contains(way.reason), "the journal knows why too: \(again.output)")
  }

  @Test func helpLeavesReportsAlone() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    _ = try program.run("run", "own", "--suites", suites, "--output", "out")
    let before = try program.folder.text("out/junit.xml")
    #expect(try program.run("run", "--output", "out", "--help").status == 0)
    #expect(try program.folder.text("out/junit.xml") == before)
  }

  @Test(
    arguments: [
      ("/dev/null", "cannot be made: Not a directory"), ("/dev/null/out", "cannot be made: Not a directory"),
      ("", "--output names no folder"), ("-", "--report FORMAT=-"),
      ("dangling", "cannot be made: Not a directory"),
    ])
  func anImpossibleFolderIsSaid(output: String, reason: String) throws {
    let program = try Program()
    try FileManager.default.createSymbolicLink(
      atPath: program.folder.path("dangling"), withDestinationPath: "/nowhere/out")
    let outcome = try program.run("run", "--output", output)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains(reason) && !outcome.error.contains("Success"), "\(outcome.error)")
  }

  @Test func twoRunsShareNoFolder() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.endless)
    let first = program.process(["run", "own", "--suites", suites, "--output", "out"])
    let output = Pipe()
    first.standardOutput = output
    try first.run()
    _ = output.fileHandleForReading.availableData
    let journal = try program.folder.text("out/events.jsonl").prefix(200)
    let second = try program.run("run", "own", "--suites", suites, "--output", "out")
    #expect(second.status == 2)
    #expect(
      second.error.contains("the folder out is in use by process \(first.processIdentifier) since "), "\(second.error)")
    #expect(try program.folder.text("out/events.jsonl").hasPrefix(journal))
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()
    // The hold goes with its process.
    let third = try program.run("run", "container", "--output", "out", "--quiet")
    #expect(third.status == 0, "\(third.error)")
  }

  @Test func nobodyCanHaveFilesElsewhereRemoved() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    try program.folder.write("mine", to: "precious")
    try FileManager.default.createDirectory(atPath: program.folder.path("out"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: program.folder.path("out/up"), withDestinationPath: "..")
    let files = ["../precious", program.folder.path("precious"), "up/precious", "..", ""]
    let holder: [String: Any] = ["pid": 1, "since": "2026-01-01T00:00:00.000Z", "command": ["x"], "files": files]
    try JSONSerialization.data(withJSONObject: holder).write(
      to: program.folder.url.appendingPathComponent("out/run.lock"))
    #expect(try program.run("run", "own", "--suites", suites, "--output", "out").status == 0)
    #expect(try program.folder.text("precious") == "mine")
  }
}
