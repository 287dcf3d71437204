import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A run over what an earlier, green one left, killed before one of the steps by which it changes files.
struct KilledRun {
  /// How a run is made, and where it leaves what it found.
  struct Kind: CustomTestStringConvertible {
    var arguments: [String]
    /// Where a reader looks.
    var folder: String

    static let simulator = Kind(
      arguments: ["--output", "out", "--report", "junit-ant=out/ant.xml"], folder: "out")
    static let jobs = Kind(arguments: simulator.arguments + ["--jobs", "3"], folder: "out")
    static let executor = Kind(arguments: simulator.arguments + ["--backend", "local"], folder: "out")
    static let latest = Kind(arguments: [], folder: "reports/latest")

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let moments = 100
  let program: Program
  private let kind: Kind

  init(_ kind: Kind) throws {
    self.kind = kind
    program = try Program()
    try FileManager.default.createDirectory(
      at: program.folder.url.appendingPathComponent("Suites"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: Program.root.appendingPathComponent("Suites/machines"),
      to: program.folder.url.appendingPathComponent("Suites/machines"))
    for (suite, count) in [("own.before", 1), ("own.now", 30)] {
      let cases = (0..<count).map {
        "  - case: c\($0)\n    title: Nobody has it\n    steps:\n      - open: /dev/nobody/\($0)\n        fails: ENOENT\n"
      }
      try program.folder.write(
        "suite: \(suite)\ntitle: …\ncases:\n\(cases.joined())", to: "Suites/own/\(suite.dropFirst(4)).yaml")
    }
    // The earlier run made reports that this one does not make, and reached a console.
    let earlier = kind.arguments.filter { !["--backend", "local"].contains($0) }
    let outcome = try program.run(
      ["run", "own.before", "--suites", "Suites"] + earlier
        + (earlier.isEmpty ? [] : ["--report", "junit=out/more.xml"]))
    try #require(outcome.status == 0, "\(outcome.error)")
    if !earlier.isEmpty { try program.folder.write("Kernel panic\n", to: "out/console.log") }
  }

  /// The same in a folder of its own.
  func copy() throws -> KilledRun { try KilledRun(copying: self) }

  private init(copying original: KilledRun) throws {
    kind = original.kind
    program = try Program()
    for name in try FileManager.default.contentsOfDirectory(atPath: original.program.folder.url.path) {
      try FileManager.default.copyItem(
        atPath: original.program.folder.path(name), toPath: program.folder.path(name))
    }
  }

  /// Runs to the end, and counts the steps.
  func steps() throws -> Int {
    let count = program.folder.path("steps")
    try start(["KILL_COUNT": count]).waitUntilExit()
    return try #require(Int(String(contentsOfFile: count, encoding: .utf8)))
  }

  /// Kills a run before a step, from 1 on.
  ///
  /// - Parameter others: What the run is told beside its usual arguments.
  /// - Returns: Whether it had come to that step.
  func kill(before step: Int, _ others: [String] = []) throws -> Bool {
    let process = try start(["KILL_AT": String(step)], others)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL
  }

  /// Lets the run go on, to its end.
  func goOn(_ others: String...) throws -> Program.Outcome {
    try program.run(
      ["run"] + arguments + ["--resume", kind.folder] + others,
      environment: ["LD_PRELOAD": try Self.killSwitch.get()])
  }

  private var arguments: [String] { ["own.now", "--suites", "Suites"] + kind.arguments }

  private func start(_ environment: [String: String], _ others: [String] = []) throws -> Process {
    let process = program.process(
      ["run"] + arguments + others,
      environment: environment.merging(["LD_PRELOAD": try Self.killSwitch.get()]) { $1 })
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// The library that is preloaded.
  static let killSwitch: Result<String, any Error> = Result {
    let library = URL(fileURLWithPath: Program.path).deletingLastPathComponent().appendingPathComponent("killswitch.so")
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = [
      "cc", "-shared", "-fPIC", "-O1", "-o", library.path,
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("KillSwitch/killswitch.c")
        .path,
    ]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    return library.path
  }

  // MARK: What is left

  /// What a file says of cases.
  struct Claim {
    var passed: Set<String> = []
    /// Whether a reader takes the run for a good one.
    var isGreen = false
  }

  /// What the journal holds; nothing where there is none.
  func journal() throws -> Claim {
    guard let text = try text("events.jsonl") else { return Claim() }
    let events = text.split(separator: "\n").compactMap {
      (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
    }
    let ends = events.filter { $0["event"] as? String == "caseFinished" }
    let passed = ends.filter { ($0["outcome"] as? [String: Any])?["kind"] as? String == "passed" }
    return Claim(
      passed: Set(passed.compactMap { $0["id"] as? String }),
      isGreen: events.last?["event"] as? String == "runFinished" && events.last?["ending"] as? String == "complete")
  }

  /// What each report says that is there.
  func reports() throws -> [String: Claim] {
    var claims: [String: Claim] = [:]
    for name in ["junit.xml", "ant.xml", "more.xml"] {
      guard let text = try text(name) else { continue }
      let reader = JUnitReader()
      let parser = XMLParser(data: Data(text.utf8))
      parser.delegate = reader
      #expect(parser.parse(), "\(name) is half a file")
      claims[name] = Claim(passed: reader.passed, isGreen: !reader.hasFailed)
    }
    if let text = try text("summary.json") {
      let summary = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      let cases = summary["cases"] as? [[String: Any]] ?? []
      claims["summary.json"] = Claim(
        passed: Set(cases.filter { $0["outcome"] as? String == "passed" }.compactMap { $0["id"] as? String }),
        isGreen: summary["incomplete"] == nil && cases.allSatisfy { $0["expected"] as? Bool == true })
    }
    if let text = try text("report.txt") {
      let lines = text.split(separator: "\n")
      claims["report.txt"] = Claim(
        passed: Set(
          lines.filter { $0.hasPrefix("passed ") }.compactMap { $0.split(separator: " ").last.map(String.init) }),
        isGreen: !text.lowercased().contains("incomplete") && !text.contains("ERROR"))
    }
    return claims
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: program.folder.path(kind.folder)).sorted() }
  }

  /// A file of the folder; nil where it is not there.
  func text(_ name: String) throws -> String? {
    let path = "\(kind.folder)/\(name)"
    return FileManager.default.fileExists(atPath: program.folder.path(path)) ? try program.folder.text(path) : nil
  }
}

/// Reads JUnit as a CI system does.
private final class JUnitReader: NSObject, XMLParserDelegate {
  private(set) var passed: Set<String> = []
  private(set) var hasFailed = false
  private var current = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    switch name {
    case "testcase":
      current = "\(attributes["classname"] ?? "")/\(attributes["name"] ?? "")"
      passed.insert(current)
    case "error", "failure":
      hasFailed = true
      passed.remove(current)
    case "skipped": passed.remove(current)
    default: break
    }
  }
}
