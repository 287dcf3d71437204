import Foundation
import Testing

struct RunTests {
  @Test func leavesJournalAndReports() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    let outcome = try program.run("run", "own", "--suites", suites, "--report", "junit-ant=a")
    #expect(outcome.status == 0, "\(outcome.error)\(outcome.output)")
    for file in ["events.jsonl", "junit.xml", "summary.json", "report.txt"] {
      #expect(try !program.folder.text("reports/latest/\(file)").isEmpty)
    }
    #expect(try program.folder.text("a").contains("name=\"passes\""))
    // The run's own folder is named, and the link leads there.
    let folder = try FileManager.default.destinationOfSymbolicLink(atPath: program.folder.path("reports/latest"))
    #expect(outcome.lines.contains("Reports: reports/\(folder)") && outcome.lines.last == "as expected: 1 passed")
  }

  @Test func aFailureTellsAllThatIsKnown() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    let outcome = try program.run("run", "own", "--suites", suites, "--kernel", "6.1")
    #expect(outcome.status == 1)
    for part in [
      "FAILED own.test/fails", "The API's version is 1", "own/test.yaml:10:9", "because   this suite is wrong",
      "CON-001: ",
      "VFIO_GET_API_VERSION) = 0", "1 passed, 1 failed",
      "again     vfio-conform run --kernel 6.1 --suites \(suites) own.test/fails",
    ] { #expect(outcome.output.contains(part), "\(part) is not in\n\(outcome.output)") }
    #expect(try program.folder.text("reports/latest/junit.xml").contains("<failure type=\"failed\""))
  }

  @Test func failFastLeavesTheRest() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    let outcome = try program.run("run", "own", "--suites", suites, "--fail-fast")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("1 failed, 1 skipped"), "\(outcome.output)")
    let reason = "the run was to end at its first failure, which was own.test/fails"
    #expect(outcome.output.contains("ENDED EARLY, \(reason)"), "\(outcome.output)")
    for file in ["junit.xml", "summary.json", "report.txt", "events.jsonl"] {
      let text = try program.folder.text("reports/latest/\(file)")
      #expect(
        text.contains(reason) && !text.contains("the run was stopped") && !text.contains("interrupted"), "\(file)")
    }
    #expect(try program.folder.text("reports/latest/events.jsonl").contains("\"ending\":\"stoppedAtFailure\""))
    let matrix = try program.run("requirements", "--suites", suites, "reports/latest")
    #expect(matrix.status == 3)
    #expect(matrix.error.contains("events.jsonl is of an incomplete run: \(reason)"), "\(matrix.error)")
  }

  /// Where the first failure is the last case anyway, nothing was left out.
  @Test func failFastAtTheLastCaseIsComplete() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    let outcome = try program.run("run", "own.test/fails", "--suites", suites, "--fail-fast")
    #expect(outcome.status == 1)
    #expect(!outcome.output.contains("ENDED EARLY"), "\(outcome.output)")
    #expect(try program.folder.text("reports/latest/events.jsonl").contains("\"ending\":\"complete\""))
  }

  @Test func aRunOfSkipsRanNothing() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.unmet)
    let outcome = try program.run("run", "own", "--suites", suites)
    #expect(outcome.status == 4)
    #expect(outcome.lines.last == "NOTHING RAN: 1 skipped", "\(outcome.output)")
    // No machine has what the case needs.
    #expect(outcome.error.isEmpty)
  }

  @Test(arguments: [
    (["eeh.state"], ["power9"]), (["type1.overlap", "--machine", "x86-noiommu"], ["x86-intel", "x86-amd"]),
    (["mdev.parent"], ["x86-mdev"]), (["eeh.state", "--machine", "power9"], []),
  ])
  func aRunOfSkipsTellsWhichMachineCouldRunIt(arguments: [String], machines: [String]) throws {
    let outcome = try Program().run(["run"] + arguments)
    #expect(outcome.status == (machines.isEmpty ? 0 : 4), "\(outcome.error)")
    if machines.isEmpty { #expect(outcome.error.isEmpty) }
    #expect(outcome.error.contains("→ --machine ") != machines.isEmpty, "\(outcome.error)")
    for machine in machines {
      #expect(outcome.error.contains(machine), "\(outcome.error)")
      #expect(try Program().run("run", arguments[0], "--machine", machine).status == 0)
    }
  }

  @Test(
    arguments: [
      ("modules=vfio_conform_has_no_such_module", 1), ("modules=vfio_pci", 4), ("iommu=type1v2", 4),
    ] as [(String, Int32)])
  func whatARunRequiresIsNotSkipped(need: String, status: Int32) throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.unmet)
    let outcome = try program.run("run", "own", "--suites", suites, "--require", need)
    #expect(outcome.status == status, "\(outcome.output)")
  }

  @Test func aJournalThatWasCutOffStillGivesAReport() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.failing)
    _ = try program.run("run", "own", "--suites", suites, "--output", "out")
    let lines = try program.folder.text("out/events.jsonl").split(separator: "\n")
    // The start of the run and of the first case, and half a line of its end.
    try program.folder.write(
      lines.prefix(2).joined(separator: "\n") + "\n" + lines[2].prefix(40), to: "out/events.jsonl")
    let outcome = try program.run("report", "out", "--report", "junit=cut.xml")
    #expect(outcome.status == 3, "\(outcome.error)")
    let report = try program.folder.text("cut.xml")
    #expect(report.contains("<error type=\"interrupted\"") && report.contains("not run: "))
  }

  @Test func jsonIsAllThatStandardOutputHolds() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    let outcome = try program.run("run", "own", "--suites", suites, "--format", "json")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    #expect((object?["counts"] as? [String: Int])?["passed"] == 1)
    #expect(outcome.error.contains("own.test/passes"))
  }

  @Test(
    arguments: [
      (["--color", "always"], [:], true), (["--color", "never"], [:], false), ([], [:], false),
      (["--color", "always"], ["NO_COLOR": "1"], true),
    ] as [([String], [String: String], Bool)])
  func coloursAreOnlyWhereTheyBelong(arguments: [String], environment: [String: String], coloured: Bool) throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    let outcome = try program.run(["run", "own", "--suites", suites] + arguments, environment: environment)
    #expect(outcome.output.contains("\u{1b}[") == coloured)
  }

  @Test func timingSaysWhereTheTimeWent() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    let outcome = try program.run("run", "own", "--suites", suites, "--timing")
    let phases = outcome.error.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(phases == ["load", "start", "plan", "execute", "report", "total"])
  }

  @Test func theSameSeedGivesTheSameTrace() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    let runs = try (0..<2).map { _ in
      try program.run("run", "own", "--suites", suites, "--trace", "--seed", "7").lines.filter { $0.hasPrefix("  ") }
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].contains { $0.contains("VFIO_GET_API_VERSION") })
  }
}
