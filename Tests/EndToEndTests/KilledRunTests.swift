import Foundation
import Testing

/// Kills runs at a hundred moments, from before the plan to after the last case: what is left never says more than the
/// journal holds.
struct KilledRunTests {
  @Test(arguments: [KilledRun.Kind.simulator, .executor, .latest])
  func noReportSaysMoreThanTheJournal(kind: KilledRun.Kind) async throws {
    let original = try KilledRun(kind)
    let steps = try original.copy().steps()
    try #require(steps >= KilledRun.moments, "only \(steps) steps: the run needs more cases")
    try await withThrowingTaskGroup { group in
      for moment in 0..<KilledRun.moments {
        group.addTask { try Self.check(original.copy(), 1 + moment * (steps - 1) / (KilledRun.moments - 1), of: steps) }
      }
      try await group.waitForAll()
    }
  }

  private static func check(_ run: KilledRun, _ step: Int, of steps: Int) throws {
    // How often an executor is written to may differ by a little.
    #expect(try run.kill(before: step) || step > steps * 9 / 10, "the run did not come to step \(step) of \(steps)")
    let journal = try run.journal()
    for (name, claim) in try run.reports() {
      #expect(
        claim.passed.isSubset(of: journal.passed), "killed before step \(step): \(name) says more than the journal")
      #expect(!claim.isGreen || journal.isGreen, "killed before step \(step): \(name) is green")
    }
    // Where the facts are this run's, nothing of the earlier one is beside them.
    guard try run.text("events.jsonl")?.contains("own.before") == false else { return }
    #expect(try run.text("console.log") == nil && run.text("more.xml") == nil, "killed before step \(step)")
  }

  /// The next run is as good as one in a new folder, whatever the killed one left.
  @Test func theNextRunTakesOver() throws {
    let run = try KilledRun(.simulator)
    let steps = try run.copy().steps()
    for step in stride(from: 1, through: steps, by: steps / 12) { _ = try run.kill(before: step) }
    _ = try run.steps()
    #expect(try run.journal().isGreen && run.reports().values.allSatisfy(\.isGreen))
    #expect(try run.names == ["ant.xml", "events.jsonl", "junit.xml", "report.txt", "run.lock", "summary.json"])
  }

  @Test func latestLeadsToNoEarlierRun() throws {
    let run = try KilledRun(.latest)
    let steps = try run.copy().steps()
    #expect(try run.kill(before: steps / 2))
    #expect(!FileManager.default.fileExists(atPath: run.program.folder.path("reports/latest")))
    _ = try run.steps()
    #expect(try run.journal().passed.contains("own.now/c0"))
  }
}
