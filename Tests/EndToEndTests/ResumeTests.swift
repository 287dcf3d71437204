import Foundation
import Testing

/// Runs that were cut off at a hundred moments go on: nothing is lost, and nothing is there twice.
struct ResumeTests {
  private static let cases = Set((0..<30).map { "own.now/c\($0)" })

  /// A run that is killed, and killed again while it goes on, comes to the end of its plan.
  @Test(arguments: [(KilledRun.Kind.simulator, KilledRun.moments, 1), (.jobs, 25, 3), (.executor, 12, 1)])
  func killedRunsGoOn(kind: KilledRun.Kind, moments: Int, jobs: Int) async throws {
    let original = try KilledRun(kind)
    let steps = try original.copy().steps()
    try await withThrowingTaskGroup { group in
      for moment in 0..<moments {
        group.addTask {
          let run = try original.copy()
          _ = try run.kill(before: 1 + moment * (steps - 1) / (moments - 1))
          _ = try run.kill(before: 1 + moment * 7 % steps, ["--resume", "out"])
          try Self.checkWhole(run, "killed at \(moment) of \(moments) moments", kills: 2 * jobs)
        }
      }
      try await group.waitForAll()
    }
  }

  /// A journal that ends at any event, or in the middle of one, is one that a run can go on from.
  @Test func cutJournalsGoOn() async throws {
    let original = try KilledRun(.simulator)
    _ = try original.steps()
    let journal = try #require(try original.text("events.jsonl"))
    let lines = journal.split(separator: "\n")
    let lengths = lines.indices.flatMap { index -> [Int] in
      let before = lines[..<index].reduce(0) { $0 + $1.utf8.count + 1 }
      return [before, before + lines[index].utf8.count / 2, before + lines[index].utf8.count]
    }
    try await withThrowingTaskGroup { group in
      for length in lengths {
        group.addTask {
          let run = try original.copy()
          try run.program.folder.write(
            String(decoding: journal.utf8.prefix(length), as: UTF8.self), to: "out/events.jsonl")
          try Self.checkWhole(run, "cut to \(length) bytes", kills: 1)
        }
      }
      try await group.waitForAll()
    }
  }

  private static func checkWhole(_ run: KilledRun, _ moment: String, kills: Int) throws {
    let outcome = try run.goOn()
    guard outcome.status != 2 else {
      // There was no plan yet, or the earlier run's journal is still there.
      let reasons = ["had not come to its plan", "there is no journal", "was begun otherwise"]
      #expect(reasons.contains(where: outcome.error.contains), "\(moment): \(outcome.error)")
      return
    }
    let journal = try #require(try run.text("events.jsonl"))
    let ends = journal.split(separator: "\n").filter { $0.contains(#""event":"caseFinished""#) }
    let killed = ends.filter { $0.contains(#""cause":"killed""#) }
    #expect(ends.count == cases.count && killed.count <= kills, "\(moment): \(journal)")
    #expect(outcome.status == (killed.isEmpty ? 0 : 1), "\(moment): \(outcome.output)\(outcome.error)")
    let passed = try run.journal().passed
    #expect(passed.count == cases.count - killed.count && passed.isSubset(of: cases), "\(moment)")
    let reports = try run.reports()
    #expect(reports.count == 4, "\(moment): \(reports.keys)")
    for (name, claim) in reports {
      #expect(claim.passed == passed && claim.isGreen == killed.isEmpty, "\(moment): \(name) says otherwise")
    }
    let verdict =
      killed.isEmpty ? "as expected: 30 passed" : "NOT as expected: \(30 - killed.count) passed, \(killed.count)"
    #expect(outcome.output.contains(verdict), "\(moment): \(outcome.output)")
  }

  @Test func aCompleteRunStaysAsItIs() throws {
    let run = try KilledRun(.simulator)
    _ = try run.steps()
    let journal = try run.text("events.jsonl")
    let outcome = try run.goOn()
    #expect(outcome.status == 0 && outcome.output.contains("as expected: 30 passed"), "\(outcome.error)")
    #expect(try run.text("events.jsonl") == journal && run.reports().values.allSatisfy(\.isGreen))
    let misled = try run.goOn("--report", "junit=out/events.jsonl")
    #expect(misled.status == 2 && misled.error.contains("a file of the run in"), "\(misled.output)\(misled.error)")
    // A report that came later belongs to the run too, and goes with it.
    #expect(try run.goOn("--report", "junit=out/late.xml").status == 0)
    #expect(try run.names.contains("late.xml") && run.names.contains("ant.xml"))
    #expect(try run.program.run("run", "own.before", "--suites", "Suites", "--output", "out").status == 0)
    #expect(try !run.names.contains("late.xml") && !run.names.contains("ant.xml"))
  }

  /// Reports that are written again make a run no later one.
  @Test func aCompleteRunIsNotTheLatestAgain() throws {
    let program = try Program()
    for _ in 1...2 { #expect(try program.run("run", "container", "--quiet").status == 0) }
    let latest = program.folder.path("reports/latest")
    let last = try FileManager.default.destinationOfSymbolicLink(atPath: latest)
    let runs = try FileManager.default.contentsOfDirectory(atPath: program.folder.path("reports"))
    let first = try #require(runs.first { $0.contains("-sim") && $0 != last })
    #expect(try program.run("run", "--resume", "reports/\(first)").status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: latest) == last)
  }

  /// What went wrong in an earlier run and is gone is told of before the first case: the kill takes the words away.
  @Test func whatWasNotToldInTimeComesToAnEnd() throws {
    let program = try Program()
    let words = ["--suites", try program.folder.suites(adding: OwnSuites.failing), "--quiet"]
    #expect(try program.run(["run", "own", "--output", "old"] + words).status == 1)
    try #require(try program.shell("sed -i 's/fails\"/gone\"/g' old/events.jsonl").status == 0)
    _ = try program.run(["run", "own", "--failed", "old", "--output", "new"] + words)
    try #require(try program.shell("sed -i 2q new/events.jsonl").status == 0)
    let outcome = try program.run("run", "--resume", "new")
    #expect(outcome.status == 1 && outcome.output.contains("the run says what it found"), "\(outcome.error)")
    #expect(try program.run("run", "--resume", "new").status == 1)
  }

  @Test func whatMayHaveKilledTheMachineRunsAgainWhenAsked() throws {
    let run = try KilledRun(.simulator)
    _ = try run.steps()
    let lines = try #require(try run.text("events.jsonl")).split(separator: "\n")
    let started = try #require(lines.firstIndex { $0.contains(#""event":"caseStarted","id":"own.now/c7""#) })
    try run.program.folder.write(lines[...started].joined(separator: "\n") + "\n", to: "out/events.jsonl")
    let skipping = try run.goOn()
    #expect(skipping.status == 1 && skipping.output.contains("its run was killed"), "\(skipping.output)")
    #expect(try run.text("report.txt")?.contains("7 of 30 cases had ended") == true)
    let again = try run.goOn("--again")
    #expect(again.status == 0 && again.output.contains("and is run again"), "\(again.output)")
    #expect(try run.journal().passed == Self.cases)
  }

  /// Shards that were killed and went on make the run that they would have made.
  @Test func shardsGoOnAndAreMerged() throws {
    let run = try KilledRun(.simulator)
    let program = run.program
    let words = ["run", "own", "--suites", "Suites", "--quiet"]
    for index in 1...2 {
      let output = "shard-\(index)"
      #expect(try program.run(words + ["--shard", "\(index)/2", "--output", output]).status == 0)
      let lines = try program.folder.text("\(output)/events.jsonl").split(separator: "\n")
      try program.folder.write(lines.prefix(6).joined(separator: "\n") + "\n{\"eve", to: "\(output)/events.jsonl")
    }
    let early = try program.run("merge", "shard-1", "shard-2", "--output", "early")
    #expect(early.status == 3, "\(early.output)")
    for index in 1...2 { #expect(try program.run("run", "--resume", "shard-\(index)", "--again").status == 0) }
    let merged = try program.run("merge", "shard-1", "shard-2", "--output", "whole")
    #expect(merged.status == 0 && merged.output.contains("as expected: 31 passed"), "\(merged.output)\(merged.error)")
  }

  /// A disk that takes no more ends a run with a word on it, and the run can go on.
  @Test(arguments: [8, 16, 24]) func aFullDiskIsSaid(blocks: Int) throws {
    let run = try KilledRun(.simulator)
    let command = "\(Program.path) run own.now --suites Suites --output out"
    let full = try run.program.shell(
      "ulimit -f \(blocks); LD_PRELOAD=\(try KilledRun.killSwitch.get()) exec \(command)")
    #expect(full.status == 3 && full.error.contains("File too large"), "\(full.output)\(full.error)")
    let hasPlan = blocks > 8
    #expect(full.error.contains("go on with the run: vfio-conform run --resume out") == hasPlan, "\(full.error)")
    guard hasPlan else { return }
    #expect(try run.goOn("--again").status == 0)
    #expect(try run.journal().passed == Self.cases)
  }

  private static let refusals: [(change: String, arguments: [String], reason: String)] = [
    ("", ["--kernel", "6.6"], "it was begun otherwise: vfio-conform run --suites Suites own.now"),
    ("echo '# new' >> Suites/own/now.yaml", [], "its suites' checksum was"),
    ("sed -i 1s/6.12/6.13/ out/events.jsonl", [], "taken for 6.13.117, and is"),
    ("sed -i 1s/x86-intel/x86-amd/ out/events.jsonl", [], "its machine was x86-amd, and is x86-intel now"),
    ("sed -i 's/own.now.c3/own.now\\/gone/' out/events.jsonl", [], "own.now/gone is in its plan, and is not there"),
    ("sed -i 3s/caseFinished/xxx/ out/events.jsonl", [], "its journal is damaged: line 3"),
    (
      #"sed -i '1s/c1"/c"/g; 1s/c2"/c1"/g; 1s/c"/c2"/g' out/events.jsonl"#, [],
      "its plan is not what its options choose: own.now/c2 stands in the place of own.now/c1"
    ),
    ("sed -i '1s/\"severity\":\"[a-z]*/\"severity\":\"info/' out/events.jsonl", [], "it has own.now/c0 otherwise"),
    ("sed -i 3s/passed/failed/ out/events.jsonl", [], "contradicts itself: own.now/c0 is failed, and does not say why"),
    ("sed -i 2d out/events.jsonl", [], "its journal contradicts itself: own.now/c0 ends without a beginning"),
    ("sed -n 3p out/events.jsonl >> out/events.jsonl", [], "its journal contradicts itself: own.now/c0 ends twice"),
    ("sed -i '1s/\"program\":\"[^\"]*/\"program\":\"0.1/' out/events.jsonl", [], "its program was 0.1"),
    ("", ["--output", "other"], "--resume goes on in the folder of the run; --output names another"),
  ]

  /// A run that is another one now does not go on, and what it left stays as it was.
  @Test(arguments: refusals.indices) func anotherRunDoesNotGoOn(index: Int) throws {
    let (change, arguments, reason) = Self.refusals[index]
    let program = try KilledRun(.simulator).program
    let preload = ["LD_PRELOAD": try KilledRun.killSwitch.get()]
    #expect(
      try program.run(["run", "own.now", "--suites", "Suites", "--output", "out"], environment: preload).status == 0)
    let script = "sed -i '$d' out/events.jsonl; sed -i '$d' out/events.jsonl; \(change)"
    try #require(try program.shell(script).status == 0)
    let left = try ["events.jsonl", "summary.json", "junit.xml"].map { try program.folder.text("out/\($0)") }
    let outcome = try program.run(["run", "--resume", "out"] + arguments, environment: preload)
    #expect(outcome.status == 2 && outcome.error.contains(reason), "\(outcome.output)\(outcome.error)")
    #expect(try ["events.jsonl", "summary.json", "junit.xml"].map { try program.folder.text("out/\($0)") } == left)
  }

  @Test func theFirstFailureIsNotTheLastWord() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    let early = try program.run("run", "own", "--suites", suites, "--fail-fast", "--output", "out")
    #expect(early.status == 1 && early.output.contains("To go on with the run: vfio-conform run --resume out"))
    let words = ["run", "own", "--resume", "out"]
    // What is given is as it was; what only says how far the run comes, and how fast, need not be.
    for (option, value) in [("--kernel", "6.12"), ("--tag", "dma"), ("--suites", "Suites"), ("--repeat", "2")] {
      let other = try program.run(words + [option, value])
      #expect(other.status == 2 && other.error.contains("leave out \(option) \(value)"), "\(other.error)")
    }
    let whole = try program.run(words + ["--run-limit", "2h", "--jobs", "2"])
    #expect(whole.status == 1 && whole.output.contains("NOT as expected: 1 passed, 1 failed"), "\(whole.output)")
    // Nothing is left to do, and there is no end to go on from where the counts are others.
    try #require(try program.shell("sed -i '$s/\"passed\":1/\"passed\":2/' out/events.jsonl").status == 0)
    let edited = try program.run("run", "--resume", "out")
    #expect(edited.status == 2 && edited.error.contains("its end counts others than it holds"), "\(edited.error)")
    #expect(try program.run("report", "out").status == 3)
    let failed = try program.run("run", "own", "--failed", "out", "--suites", suites)
    #expect(failed.status == 2 && failed.error.contains("which of its cases failed is not known"), "\(failed.error)")
  }

  /// The folder that a run chose itself is the latest again when the run has come to its end.
  @Test(arguments: [true, false]) func latestLeadsToTheRunThatWentOn(isNamedByLink: Bool) throws {
    let run = try KilledRun(.latest)
    let steps = try run.copy().steps()
    #expect(try run.kill(before: steps - 20))
    let reports = run.program.folder.path("reports")
    let names = try FileManager.default.contentsOfDirectory(atPath: reports)
    let folder = try #require(names.filter { $0.hasSuffix("-sim") || $0.contains("-sim-") }.max())
    // As an earlier stop of the run would have left it.
    try FileManager.default.createSymbolicLink(atPath: reports + "/latest", withDestinationPath: folder)
    let name = isNamedByLink ? "latest" : folder
    let outcome = try run.program.run(
      ["run", "--resume", "reports/\(name)", "--again"], environment: ["LD_PRELOAD": try KilledRun.killSwitch.get()])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: reports + "/latest") == folder)
  }
}
