import Foundation
import Testing

/// Which cases a run takes, how often, and for how long.
struct ChoiceTests {
  @Test func whatIsLeftOutIsSaid() throws {
    let program = try Program()
    let outcome = try program.run("run", "container", "--exclude", "container.api", "--output", "out")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("left out\n"))
    let count = try program.run("list", "--instances", "container.api").lines.count
    #expect(outcome.output.contains("\(count)  --exclude container.api\n"))
    #expect(!outcome.output.contains("container.api/"))
    for file in ["summary.json", "report.txt", "junit.xml", "events.jsonl"] {
      #expect(try program.folder.text("out/\(file)").contains("--exclude container.api"), "\(file)")
    }
  }

  /// Only the suites that are run are read at first, and the word is of another.
  @Test func aLineOfASuiteThatIsNotRunCanBeLeftOut() throws {
    let word = Program.root.appendingPathComponent("Suites/type1/map.yaml:24").path
    let outcome = try Program().run("run", "container.api", "--exclude", word, "--output", "out")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("0  --exclude \(word)\n"), "\(outcome.output)")
  }

  @Test func whatWentWrongIsRunAgain() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    #expect(try program.run("run", "own", "--suites", suites).status == 1)
    // The last run goes when the next one begins; it was read before.
    let again = try program.run("run", "--failed", "reports/latest", "--suites", suites)
    #expect(again.status == 1)
    #expect(again.output.contains("1 case in") && again.output.contains("nothing was wrong in reports/latest"))
    let journal = try program.folder.text("reports/latest/events.jsonl")
    #expect(journal.components(separatedBy: "\"caseStarted\"").count == 2 && journal.contains("own.test/fails"))
    let other = try program.run("run", "own.test/passes", "--failed", "reports/latest", "--suites", suites)
    #expect(other.status == 4 && other.output.contains("NOTHING RAN"), "\(other.output)")
  }

  @Test func theRunThatIsReadIsNotWrittenTo() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    #expect(try program.run("run", "own", "--suites", suites, "--output", "out").status == 1)
    let before = try program.folder.text("out/events.jsonl")
    let slip = try program.run("run", "--failed", "otu", "--suites", suites)
    #expect(
      slip.status == 2 && slip.error.contains("no journal otu/events.jsonl; did you mean 'out'?"), "\(slip.error)")
    let again = try program.run("run", "--failed", "out", "--suites", suites, "--output", "out")
    #expect(again.status == 2 && again.error.contains("it is the folder of a run that is read"), "\(again.error)")
    #expect(try program.folder.text("out/events.jsonl") == before)
  }

  /// What a selection leaves out is there all the same.
  @Test func aCaseThatIsNotSelectedIsNotGone() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    #expect(try program.run("run", "own", "--suites", suites, "--output", "out").status == 1)
    let again = try program.run("run", "container.api", "--failed", "out", "--suites", suites)
    #expect(again.status == 4 && !again.output.contains("not there any more"), "\(again.output)")
  }

  @Test func aCaseThatIsGoneIsNamed() throws {
    let program = try Program()
    var suites = try program.folder.suites(adding: OwnSuites.failing)
    #expect(try program.run("run", "own", "--suites", suites, "--output", "out").status == 1)
    suites = try program.folder.suites(adding: OwnSuites.passing)
    let again = try program.run("run", "own", "--failed", "out", "--suites", suites)
    #expect(again.status == 1)
    #expect(
      again.output.contains("every case that went wrong in out is run again, got not there any more: own.test/fails"),
      "\(again.output)")
  }

  @Test func aSeedIsKept() throws {
    let program = try Program()
    let orders = try ["7", "7", "8"].map { seed in
      let outcome = try program.run("run", "container", "--random-order", seed, "--output", "out", "--quiet")
      #expect(outcome.status == 0 && outcome.output.contains("in random order \(seed)"), "\(outcome.output)")
      let journal = try program.folder.text("out/events.jsonl")
      #expect(journal.contains("\"randomOrder\":\(seed)"))
      #expect(try program.folder.text("out/summary.json").contains("\"randomOrder\" : \(seed)"))
      return journal.matches(of: /"event":"caseStarted","id":"([^"]+)"/).map { String($0.1) }
    }
    #expect(orders[0] == orders[1] && orders[0] != orders[2] && orders[0].sorted() == orders[2].sorted())
  }

  @Test func theSlowestAreNamed() throws {
    let outcome = try Program().run("run", "container", "--slowest", "3", "--quiet")
    let lines = outcome.lines.drop { $0 != "slowest" }.dropFirst().prefix { $0.contains(" s  container") }
    let times = lines.compactMap { Double($0.split(separator: " ").first ?? "") }
    #expect(times.count == 3 && times == times.sorted(by: >), "\(outcome.output)")
  }

  @Test func aRunEndsWhenItsTimeIsOver() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.endless)
    let outcome = try program.run("run", "own", "--suites", suites, "--run-limit", "1")
    #expect(outcome.status == 3)
    #expect(
      outcome.output.contains("INCOMPLETE, it took longer than the run's limit of 1 s: 1 passed, 1 error, 255 skipped"),
      "\(outcome.output)")
    let limited = try program.run(
      "run", "own.test/goes-on[high=0,low=0]", "own.test/passes", "--suites", suites, "--case-limit", "1")
    #expect(limited.status == 1)
    #expect(limited.output.contains("the case ends within the case's limit of 1 s"), "\(limited.output)")
    #expect(limited.output.contains("1 passed, 1 error"))
  }

  private static let mistakes: [(words: [String], error: String)] = [
    (["--exclude", "tpye1"], "did you mean 'type1'?"),
    (["--exclude", "T1-024"], "T1-024 is a requirement"),
    (["--failed", "nowhere"], "there is no journal nowhere/events.jsonl"),
    (["--repeat", "0"], "--repeat takes a number from 1"),
    (["--retry", "-1"], "--retry takes a number from 0 to"),
    (["--repeat", "2", "--retry", "2"], "do not go together"),
    (["--random-order", "x"], "it takes a number from 0"),
    (["--case-limit", "0"], "it takes a time such as 90, 90s, 15m or 2h"),
    (["--run-limit", "soon"], "it takes a time such as 90, 90s, 15m or 2h"),
    (["--shard", "0/3"], "there is no part 0 of 3"), (["--shard", "4/3"], "there is no part 4 of 3"),
    (["--shard", "2"], "it takes I/N"), (["--shard", "auto/0"], "auto/N takes a number of parts from 1"),
    (["--shard", "auto"], "finds no job array"),
  ]

  @Test(arguments: mistakes) func aMistakeIsTold(words: [String], error: String) throws {
    let outcome = try Program().run(["run", "container"] + words)
    #expect(outcome.status == 2 && outcome.error.contains(error), "\(outcome.error)")
  }
}
