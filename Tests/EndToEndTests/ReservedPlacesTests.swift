import Foundation
import Testing

/// No report takes the place of what a command reads, or of what another run has left.
struct ReservedPlacesTests {
  /// A finished run in `a`, with a report that not every run leaves.
  private static func finishedRun() throws -> (program: Program, suites: String) {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    let run = try program.run("run", "own", "--suites", suites, "--output", "a", "--report", "junit-ant=a/ant.xml")
    try #require(run.status == 0, "\(run.error)")
    return (program, suites)
  }

  @Test(arguments: ["junit.xml", "ant.xml", "report.txt", "new.xml", "events.jsonl", "run.lock"])
  func theFolderOfAnotherRunIsItsOwn(file: String) throws {
    let (program, suites) = try Self.finishedRun()
    let text = { try? program.folder.text("a/" + file) }
    let before = text()
    try FileManager.default.createSymbolicLink(
      atPath: program.folder.path("link"), withDestinationPath: program.folder.path("a/" + file))
    for path in ["a/" + file, "link"] {
      for more in [[], ["--nonsense"]] {
        let run = try program.run(
          ["run", "own", "--suites", suites, "--output", "b", "--report", "text=" + path] + more)
        #expect(run.status == 2)
        if more.isEmpty {
          #expect(run.error.contains("cannot write the report \(path): it is "), "\(run.error)")
          #expect(run.error.contains(program.folder.url.lastPathComponent + "/a"), "\(run.error)")
        }
      }
    }
    try #require(try program.run("run", "own", "--suites", suites, "--output", "b").status == 0)
    #expect(try program.run("report", "b", "--report", "text=a/" + file).status == 2)
    #expect(text() == before)
  }

  /// A file that has the name of a report and is of no run is somebody's own.
  @Test(arguments: ["junit.xml", "report.txt", "summary.json"]) func aFileOfNoRunStays(file: String) throws {
    let program = try Program()
    try program.folder.write("mine", to: "out/\(file)")
    let run = try program.run("run", "container.api", "--output", "out")
    #expect(run.status == 2)
    #expect(run.error.contains("the output cannot go to out: its \(file) is of no run, and would be replaced"))
    #expect(try program.folder.text("out/\(file)") == "mine")
  }

  /// A run's reports can be made again, and a page of several runs may lie beside them.
  @Test func whatIsMadeOfARunMayLieInItsFolder() throws {
    let (program, _) = try Self.finishedRun()
    #expect(try program.run("report", "a", "--report", "junit=a/junit.xml").status == 0)
    #expect(try program.run("report", "a", "--report", "junit-rich=a/rich.xml").status == 0)
    #expect(try program.run("requirements", "a", "--output", "a/matrix.html").status == 0)
    for file in ["junit.xml", "events.jsonl"] {
      #expect(try program.run("requirements", "a", "--output", "a/" + file).status == 2)
    }
  }

  /// Suites of others are safe from a command that does not read them.
  @Test func whatIsWrittenByHandIsNoPlaceForReports() throws {
    let (program, suites) = try Self.finishedRun()
    try program.folder.write("suite: other", to: "other/own.yaml")
    try program.folder.write("mine", to: "reports/latest")
    let refused = [
      ["report", "a", "--report", "text=other/own.yaml"],
      ["run", "own", "--suites", suites, "--output", "c", "--report", "text=other/own.yaml"],
      ["run", "own", "--suites", suites, "--output", "other"],
      ["run", "own", "--suites", suites, "--output", suites + "/own"],
      ["run", "own", "--suites", suites],
      ["reproduce", "own", "--suites", suites, "--output", suites + "/own"],
      ["reproduce", "own", "--suites", suites, "--output", "a"],
    ]
    for words in refused {
      let outcome = try program.run(words)
      #expect(outcome.status == 2, "\(words): \(outcome.error)")
    }
    #expect(try program.folder.text("other/own.yaml") == "suite: other")
    #expect(try program.folder.text("reports/latest") == "mine")
    #expect(try FileManager.default.contentsOfDirectory(atPath: suites + "/own") == ["test.yaml"])
  }

  private static let inputs: [(words: [String], path: String, role: String)] = [
    ([], "Suites/own/test.yaml", "a file of the suites"), ([], "Suites/new/area.yaml", "a file of the suites"),
    (["--machine", "./m.yaml"], "m.yaml", "the machine file"),
    (["--backend", "guest", "--kernel", "image"], "image", "the kernel"),
    (["--backend", "guest", "--kernel", "tree"], "tree/vmlinux", "a file of the kernel"),
    (["--backend", "guest", "--kernel", "image", "--modules", "tree"], "tree/modules.dep", "a file of the kernel"),
    (["--backend", "guest", "--kernel", "image", "--modules", "tree"], "tree/a/vfio.ko.xz", "a file of the kernel"),
  ]

  @Test(arguments: inputs, [[], ["--nonsense"]])
  func whatARunReadsIsNotOverwritten(
    input: (words: [String], path: String, role: String), more: [String]
  ) throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    try FileManager.default.createDirectory(
      atPath: program.folder.path("Suites/new"), withIntermediateDirectories: true)
    for file in ["m.yaml", "image", "tree/vmlinux", "tree/modules.dep", "tree/a/vfio.ko.xz"] {
      try program.folder.write("precious", to: file)
    }
    let before = try? program.folder.text(input.path)
    let run = try program.run(
      ["run", "own", "--suites", suites, "--output", "out", "--report", "json=" + input.path] + input.words + more)
    #expect(run.status == 2)
    if more.isEmpty { #expect(run.error.contains("the report \(input.path): it is \(input.role)"), "\(run.error)") }
    #expect((try? program.folder.text(input.path)) == before)
    // The other reports say why nothing ran.
    #expect(try program.folder.text("out/junit.xml").contains("<error type=\"incomplete\""))
  }

  @Test func twoRunsShareNoReport() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.endless)
    let first = program.process(["run", "own", "--suites", suites, "--output", "a", "--report", "junit=ant.xml"])
    let output = Pipe()
    first.standardOutput = output
    try first.run()
    _ = output.fileHandleForReading.availableData
    for path in ["ant.xml", "a/../ant.xml", "a/junit.xml"] {
      let before = try program.folder.text(path)
      let second = try program.run("run", "own", "--suites", suites, "--output", "b", "--report", "junit=" + path)
      #expect(second.status == 2)
      if path != "a/junit.xml" {
        let holder = "it is in use by process \(first.processIdentifier) ("
        #expect(second.error.contains(holder), "\(second.error)")
      }
      #expect(try program.folder.text(path) == before)
    }
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()
    let third = try program.run("run", "container", "--output", "b", "--quiet", "--report", "junit=ant.xml")
    #expect(third.status == 0, "\(third.error)")
  }
}
