import Foundation
import Testing

/// Whatever suites, machines, journals and file names hold, a terminal gets nothing to obey, and no line that is not ours.
struct HostileNamesTests {
  /// Colours, bells, C1, directions, no width, breaks of lines, nonsense; no slash and no NUL, which file names lack too.
  private static let scalars: [UInt32] = [
    0x1b, 0x5b, 0x33, 0x35, 0x6d, 0x07, 0x08, 0x09, 0x0d, 0x7f, 0x85, 0x9b, 0xad, 0x200b, 0x200e, 0x200f, 0x2028,
    0x2029,
    0x202a, 0x202e, 0x2066, 0x2069, 0xfeff, 0xfffe, 0xe000, 0xe0041, 0x1_0ffff,
  ]
  private static let hostile =
    "x" + String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init))) + "\nFORGED"
  /// The same between the double quotes of YAML; a title is one line, so without the breaks.
  private static let inYAML = "\"\(yaml(scalars))\\nFORGED\""
  private static let titleInYAML = "\"\(yaml(scalars.filter { ![0x0d, 0x85, 0x2028, 0x2029].contains($0) }))\""

  private static func yaml(_ scalars: [UInt32]) -> String {
    "x"
      + scalars.map {
        let digits = String($0, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }.joined()
  }

  /// Between the quotes of JSON.
  private static let inJSON =
    "x"
    + hostile.dropFirst().utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()

  private static let suite = """
    suite: own.test
    title: \(titleInYAML)
    cases:
      - case: fails
        title: \(titleInYAML)
        severity: must
        for: { at: ["'\(yaml(scalars))'"] }
        steps:
          - read-file: \(inYAML)
            because: \(inYAML)
            returns: 1
      - case: is-skipped
        title: \(titleInYAML)
        severity: must
        needs: { parameters: [\(inYAML.replacingOccurrences(of: "\"x", with: "\"/x"))] }
        steps: [{ open: /dev/vfio/vfio }]
    """

  /// Arguments, and the exit code.
  private static let commands: [([String], Int32)] = [
    (["run", "own"], 1), (["run", "own", "--trace", "--color", "always"], 1), (["run", "own", "--quiet"], 1),
    (["run", "own", "--verbose"], 1), (["run", "own", "--format", "json"], 1),
    (["list"], 0), (["list", "own", "--format", "json"], 0), (["explain", "own.test/fails"], 0),
    (["machines"], 0), (["machines", "hostile"], 0), (["machines", "--format", "json"], 0),
    (["inspect", "--backend", "sim"], 0), (["requirements"], 0), (["requirements", "--format", "json"], 0),
    (["requirements", "--format", "html"], 0),
  ]

  @Test(arguments: commands) func commandsShowWhatTheyAreTold(_ arguments: [String], _ status: Int32) throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: Self.suite)
    let machine = try program.folder.text("Suites/machines/x86-intel.yaml")
    let renamed = machine.split(separator: "\n").map {
      $0.hasPrefix("title:") ? "title: \(Self.titleInYAML)" : $0.hasPrefix("machine:") ? "machine: hostile" : $0
    }
    try program.folder.write(renamed.joined(separator: "\n"), to: "Suites/machines/hostile.yaml")
    let outcome = try program.run(arguments + ["--suites", suites])
    #expect(outcome.status == status, "\(outcome.error)\(outcome.output)")
    Self.expectHarmless(outcome)
  }

  @Test func diagnosticsShowTheirFilesAndWords() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: Self.suite)
    let broken =
      "suite: own.broken\ntitle: T\ncases: [{ case: a, title: \(Self.inYAML), \(Self.inYAML): 1, steps: [] }]\n"
    try program.folder.write(broken, to: "Suites/own/\(Self.hostile).yaml")
    for command in [["lint"], ["lint", "--format", "json"], ["run"], ["list"]] {
      let outcome = try program.run(command + ["--suites", suites])
      #expect(outcome.status == 2)
      Self.expectHarmless(outcome)
    }
  }

  @Test(arguments: [
    ["run", hostile], ["run", "--tag", hostile], ["run", "--kernel", hostile], ["run", "--machine", hostile],
    ["run", "--suites", hostile], ["run", "--report", hostile], ["run", "--require", hostile], ["run", "--" + hostile],
    ["run", "type1.overlap", "--output", "/dev/null/" + hostile], ["run", "--backend", "guest", "--kernel", hostile],
    ["run", "--backend", "local", "--device", hostile], ["explain", hostile], ["report", hostile],
    ["requirements", hostile], ["mutants", hostile], ["machines", hostile], ["machines", hostile + ".yaml"],
    ["twin", "--kernel", hostile], [hostile],
  ])
  func errorsShowWhatTheyWereGiven(_ arguments: [String]) throws {
    let program = try Program()
    let suites = Program.root.appendingPathComponent("Suites").path
    let isOfSuites = !arguments.contains("--suites") && arguments.count > 1 && arguments[0] != "report"
    let outcome = try program.run(arguments + (isOfSuites ? ["--suites", suites] : []))
    #expect(outcome.status != 0 && !outcome.error.isEmpty)
    // The argument parser repeats an argument as it is, on as many lines as it has.
    Self.expectHarmless(outcome, mayBreakLines: outcome.error.contains("Usage:"))
  }

  @Test func reportsShowWhatJournalsHold() throws {
    let program = try Program()
    let planned = """
      {"id":"t/\(Self.inJSON)","suite":"\(Self.inJSON)","name":"\(Self.inJSON)","title":"\(Self.inJSON)","parameters":{},\
      "covers":["\(Self.inJSON)"],"severity":"must","tags":["\(Self.inJSON)"],"file":"\(Self.inJSON)","line":1}
      """
    let system = """
      {"backend":"\(Self.inJSON)","release":"\(Self.inJSON)","version":"\(Self.inJSON)","architecture":"\(Self.inJSON)",\
      "pageSize":4096,"kernel":"\(Self.inJSON)","machine":"\(Self.inJSON)","devices":["\(Self.inJSON)"]}
      """
    let time = "2026-01-31T12:00:00.000Z"
    let lines = [
      """
      {"event":"runStarted","id":"\(Self.inJSON)","time":"\(time)","program":"\(Self.inJSON)",\
      "commandLine":["vfio-conform","run","\(Self.inJSON)"],"system":\(system),"plan":[\(planned)]}
      """,
      """
      {"event":"caseFinished","id":"t/\(Self.inJSON)","time":"\(time)","outcome":{"kind":"failed"},"duration":1,\
      "observations":["\(Self.inJSON)"],"failure":{"expected":"\(Self.inJSON)","actual":"\(Self.inJSON)",\
      "because":"\(Self.inJSON)","requirements":[{"id":"\(Self.inJSON)","text":"\(Self.inJSON)"}]},\
      "trace":["\(Self.inJSON)"],"kernelLog":["\(Self.inJSON)"],"console":["\(Self.inJSON)"]}
      """,
      "{\"event\":\"note\",\"time\":\"\(time)\",\"text\":\"\(Self.inJSON)\"}",
    ]
    try program.folder.write(lines.joined(separator: "\n") + "\n", to: "run/events.jsonl")
    let formats = ["junit", "junit-ant", "junit-rich", "json", "text", "journal"]
    let outcome = try program.run(["report", "run"] + formats.flatMap { ["--report", "\($0)=\($0).out"] })
    // The journal has no end.
    #expect(outcome.status == 3, "\(outcome.error)")
    for format in formats { Self.expectHarmless(try program.folder.text("\(format).out"), format) }
    Self.expectHarmless(try program.run("report", "run"))
  }

  private static func expectHarmless(_ outcome: Program.Outcome, mayBreakLines: Bool = false) {
    expectHarmless(outcome.output, "output", mayBreakLines)
    expectHarmless(outcome.error, "error", mayBreakLines)
  }

  private static func expectHarmless(_ text: String, _ name: String, _ mayBreakLines: Bool = false) {
    var rest = text
    for code in ["0", "1", "2", "32", "33", "31;1"] {
      rest = rest.replacingOccurrences(of: "\u{1b}[\(code)m", with: "")
    }
    let bad = rest.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar != "\n"
      case .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
      default: false
      }
    }
    #expect(bad.isEmpty, "\(name): \(bad.map { String($0.value, radix: 16) })")
    let forged = text.split(separator: "\n").filter { $0.drop(while: \.isWhitespace).hasPrefix("FORGED") }
    #expect(mayBreakLines || forged.isEmpty, "\(name)")
  }
}
