import Foundation
import Testing

/// What CI runs the tests with: nothing that was left out passes in silence.
struct SkippedTestsTests {
  private static let runs: [(lines: [String], status: Int32, sentence: String)] = [
    (["✔ Test run with 7 tests in 2 suites passed after 0.1 seconds."], 0, ""),
    (["✔ Test run with 1 test in 1 suite passed after 0.1 seconds."], 0, ""),
    (["✔ Test run with 0 tests in 0 suites passed after 0.1 seconds."], 1, "no test ran"),
    ([], 1, "no test ran"),
    (
      ["➜ Suite GuestTests skipped.", "✔ Test run with 5 tests in 1 suite passed after 0.1 seconds."], 1,
      "the suite GuestTests was skipped as a whole"
    ),
    (
      ["➜ Suite \"Of guests\" skipped: \"no kernel\"", "✔ Test run with 5 tests in 1 suite passed after 0.1 seconds."],
      1, "the suite \"Of guests\" \"no kernel\" was skipped as a whole"
    ),
    (
      ["➜ Test one(_:) skipped: \"it takes root\"", "✔ Test run with 5 tests in 1 suite passed after 0.1 seconds."], 0,
      "skipped: one(_:) \"it takes root\""
    ),
  ]

  @Test(arguments: runs, [0, 1] as [Int32])
  func whatIsSkippedIsSaid(run: (lines: [String], status: Int32, sentence: String), swift: Int32) throws {
    let program = try Program()
    let output = run.lines.map { $0 + "\n" }.joined()
    try program.folder.write("#!/bin/sh\ncat <<'END'\n\(output)END\nexit \(swift)\n", to: "bin/swift")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.folder.path("bin/swift"))
    let script = Program.root.appendingPathComponent("scripts/run-tests").path
    let outcome = try program.shell("PATH=\"$PWD/bin:$PATH\" exec '\(script)' --skip-build")
    #expect(outcome.status == max(run.status, swift), "\(outcome.error)")
    #expect(outcome.output.hasPrefix(output))
    #expect(outcome.output.dropFirst(output.count) == (run.sentence.isEmpty ? "" : run.sentence + "\n"))
  }
}
