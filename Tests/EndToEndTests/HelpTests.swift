import TestSupport
import Testing

struct HelpTests {
  @Test(arguments: [
    "", "run", "list", "lint", "explain", "inspect", "mutants", "twin", "machines", "report",
    "requirements", "history", "reproduce", "boot", "merge", "compare", "baseline", "baseline update",
  ])
  func looksAsKept(command: String) throws {
    let program = try Program()
    let outcome = try program.run(command.split(separator: " ").map(String.init) + ["--help"])
    #expect(outcome.status == 0)
    #expect(outcome.error.isEmpty)
    try expectSnapshot(outcome.output, "help\(command.isEmpty ? "" : "-" + command.replacing(" ", with: "-")).txt")
  }

  @Test func noLineOfHelpIsBroken() throws {
    for command in [
      "run", "list", "lint", "explain", "inspect", "mutants", "twin", "machines", "report", "requirements",
      "history", "reproduce", "boot", "merge", "compare", "baseline",
    ] {
      let lines = try Program().run(command, "--help").output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.contains { $0.hasPrefix("  vfio-conform") }, "\(command) teaches no example")
      for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("      ") {
        #expect(next.isEmpty || next.hasPrefix(" "), "\(command): \(next)")
      }
    }
  }
}
