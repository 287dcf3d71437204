import Foundation
import Testing

struct CompareTests {
  @Test func aRegressionIsTold() throws {
    let program = try Program()
    var suites = try program.folder.suites(adding: OwnSuites.failing.replacing("returns: 1", with: "returns: 0"))
    #expect(try program.run("run", "own", "--suites", suites, "--output", "before").status == 0)
    suites = try program.folder.suites(adding: OwnSuites.failing)
    #expect(try program.run("run", "own", "--suites", suites, "--output", "after").status == 1)
    let outcome = try program.run("compare", "before", "after")
    #expect(outcome.status == 1)
    #expect(outcome.lines.last == "1 regression, 1 the same", "\(outcome.output)")
    #expect(
      outcome.output.contains("  own.test/fails\n    was  passed\n    now  failed: expected returns 1, got returned 0"))
    #expect(try program.run("compare", "after", "before").lines.last == "no regression, 1 fix, 1 the same")
    for (format, part) in [("json", "\"kind\" : \"regression\""), ("markdown", "### Regressions: 1")] {
      let file = "compared.\(format == "json" ? "json" : "md")"
      let answer = try program.run("compare", "before", "after", "--format", format)
      #expect(answer.status == 1 && answer.output.contains(part), "\(answer.error)")
      let said = try program.run("compare", "before", "after", "--output", file)
      #expect(said.status == 1 && said.output == "1 regression, 1 the same\n", "\(said.output)")
      #expect(try program.folder.text(file) == answer.output)
    }
    let own = try program.run("compare", "before", "after", "--output", "before/events.jsonl", "--format", "json")
    #expect(own.status == 2 && own.error.contains("it is the journal of a run"), "\(own.error)")
  }

  @Test func whatIsIncompleteIsNoVerdict() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    #expect(try program.run("run", "own", "--suites", suites, "--output", "whole").status == 1)
    let journal = try program.folder.text("whole/events.jsonl").split(separator: "\n").dropLast().joined(
      separator: "\n")
    try program.folder.write(journal + "\n", to: "cut/events.jsonl")
    let outcome = try program.run("compare", "whole", "cut")
    #expect(
      outcome.status == 3 && outcome.output.contains("INCOMPLETE, the new run is incomplete"), "\(outcome.output)")
    #expect(try program.run("compare", "whole", "whole").status == 0)
    #expect(try program.run("run", "own", "--suites", suites, "--output", "part", "--shard", "1/2").status <= 4)
    let part = try program.run("compare", "whole", "part", "--output", "compared.txt")
    #expect(part.status == 3 && part.output.contains("the new run is shard 1/2 of its plan, and the other is not"))
  }

  @Test func twoKernelsAreRunAndCompared() throws {
    let program = try Program()
    let outcome = try program.run(
      "compare", "--kernel", "6.1", "--kernel", "6.12", "irq", "--format", "json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let answer = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let counts = try #require(answer?["counts"] as? [String: Int])
    #expect(counts["changed", default: 0] + counts["gained", default: 0] > 0 && counts["regression"] == 0, "\(counts)")
    let folders = try FileManager.default.contentsOfDirectory(atPath: program.folder.path("reports"))
    #expect(folders.count == 1 && folders[0].hasSuffix("-compare"), "\(folders)")
  }

  private static let mistakes: [(words: [String], error: String)] = [
    (["one"], "it takes two runs, the old one first"),
    (["one", "two"], "there is no journal one/events.jsonl"),
    (["--kernel", "6.1"], "--kernel is given twice"),
    (["--kernel", "6.1", "--kernel", "6.l2"], "the simulator knows no kernel '6.l2'"),
    (["--kernel", "6.1", "--kernel", "6.12", "tpye1"], "did you mean 'type1'?"),
    (["one", "two", "--modules", "x"], "--modules is for --kernel"),
    (["--kernel", "6.1", "--kernel", "6.12", "--modules", "x"], "--modules is given twice"),
    (["--kernel", "6.1", "--kernel", "6.12", "--backend", "local"], "this machine has one kernel"),
    (["one", "two", "--slower", "0.5"], "--slower takes a number of at least 1"),
    (["one", "two", "--output", "/no/folder/x"], "the folder /no/folder cannot be entered"),
  ]

  @Test(arguments: mistakes) func aMistakeIsTold(words: [String], error: String) throws {
    let outcome = try Program().run(["compare"] + words)
    #expect(outcome.status == 2 && outcome.error.contains(error), "\(outcome.error)")
  }
}
