import Foundation
import Testing

/// The program as a person sees it, who sits at a terminal.
struct TerminalTests {
  @Test(
    arguments: [
      (["TERM": "xterm"], true, true), (["TERM": "xterm", "NO_COLOR": "1"], true, false),
      (["TERM": "xterm", "NO_COLOR": ""], true, true), (["TERM": "dumb"], false, false),
    ] as [([String: String], Bool, Bool)])
  func aTerminalGetsWhatItCanShow(environment: [String: String], moves: Bool, coloured: Bool) throws {
    let output = try shown(["run", "own"], OwnSuites.failing, environment)
    #expect(output.contains("\u{1b}[K") == moves)
    #expect(output.contains("\u{1b}[31;1mFAILED\u{1b}[0m") == coloured && output.contains("FAILED"))
    #expect(
      output.hasSuffix(
        "1 passed\(coloured ? "\u{1b}[0m" : ""), \(coloured ? "\u{1b}[31;1m" : "")1 failed\(coloured ? "\u{1b}[0m" : "")\r\n"
      ))
  }

  @Test func theVerdictOfAWholeRunIsOnTheScreen() throws {
    let output = try shown(["run", "mdev"], OwnSuites.unmet, ["TERM": "xterm", "NO_COLOR": "1"])
    let lines = output.split(separator: "\r\n").map { $0.split(separator: "\r\u{1b}[K").last ?? "" }
    #expect(lines.last?.hasSuffix(" skipped") == true)
    #expect(lines.count <= 24 && lines.allSatisfy { $0.count < 80 || $0.hasPrefix("Reports: ") }, "\(output)")
  }

  @Test(arguments: [["list"], ["list", "--instances", "irq"], ["machines"]])
  func rowsAreCutBetweenWords(command: [String]) throws {
    let output = try shown(command, OwnSuites.passing, ["TERM": "xterm"])
    let lines = output.split(separator: "\r\n")
    // A name has a line of its own where it leaves too little of one.
    #expect(lines.allSatisfy { $0.count <= 80 || !$0.dropFirst(2).contains(" ") }, "\(output)")
    let plain = try Program().run(command + ["--suites", Program.root.path + "/Suites"]).output
    let words = Set(plain.split(whereSeparator: \.isWhitespace))
    let known = words.union(["own.test/passes", "The", "API's", "version", "is", "0"])
    for word in output.split(whereSeparator: \.isWhitespace) where !word.contains("/") {
      #expect(known.contains(word), "'\(word)' is no word")
    }
  }

  /// What a terminal of 80 columns gets; nothing says so, and 80 is what is assumed then.
  private func shown(_ arguments: [String], _ suite: String, _ environment: [String: String]) throws -> String {
    let program = try Program()
    let words = [Program.path] + arguments + ["--suites", try program.folder.suites(adding: suite)]
    let process = program.process([], environment: environment)
    process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
    process.arguments = ["-qec", words.joined(separator: " "), "/dev/null"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
