import Foundation
import Testing

/// `run --jobs` says what a run of one case after the other says.
struct JobTests {
  private static let ways: [[String]] = [
    [], ["--retry", "1"], ["--repeat", "2"], ["--random-order", "7"], ["--shard", "1/2"],
  ]

  @Test(arguments: ways) func reportsAreTheSame(way: [String]) throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    let words = ["run", "own", "container", "group", "--suites", suites, "--quiet"] + way
    let one = try program.run(words + ["--output", "one"])
    let three = try program.run(words + ["--output", "three", "--jobs", "3"])
    #expect(one.status == three.status && three.status < 2, "\(three.error)")
    for name in ["summary.json", "junit.xml", "report.txt"] {
      #expect(try Self.text("one", name, program) == Self.text("three", name, program), "\(name)")
    }
  }

  /// A report without what two runs never share: their names, and the time that they took.
  private static func text(_ run: String, _ name: String, _ program: Program) throws -> String {
    try program.folder.text("\(run)/\(name)").replacing(" --jobs 3", with: "").replacing(/\b(one|three)\b/, with: "RUN")
      .replacing(/"?(time|timestamp|started|duration)"? ?[:=] ?"?[^",\n]*"?/, with: "TIME")
      .replacing(/[0-9]+\.[0-9]+ s\b/, with: "TIME")
  }

  @Test func thisMachineIsOne() throws {
    let outcome = try Program().run("run", "container", "--backend", "local", "--jobs", "2")
    #expect(outcome.status == 2, "\(outcome.error)")
    #expect(outcome.error.contains("--jobs 2 needs 2 machines, and --backend local has one"), "\(outcome.error)")
  }

  @Test(arguments: ["0", "65", "x"]) func aNumberThatIsNoneIsRefused(jobs: String) throws {
    #expect(try Program().run("run", "container", "--jobs", jobs).status == 2)
  }

  /// Shards of one run may have been run by different numbers of jobs.
  @Test func jobsAreNoPartOfWhatIsRun() throws {
    let program = try Program()
    for index in 1...2 {
      let words = ["--shard", "\(index)/2", "--output", "s\(index)", "--jobs", "\(index)", "--quiet"]
      #expect(try program.run(["run", "container"] + words).status == 0)
    }
    #expect(try program.run("merge", "s1", "s2", "--output", "whole").status == 0)
  }

  @Test func aStopEndsWhatIsUnderWay() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.endless)
    let process = program.process(["run", "own", "--suites", suites, "--output", "out", "--jobs", "2"])
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    _ = output.fileHandleForReading.availableData
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 3)
    #expect(try program.run("report", "out").output.contains("INCOMPLETE"))
    #expect(try program.folder.text("out/junit.xml").contains("<error type=\""))
  }
}
