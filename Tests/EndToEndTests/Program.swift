import Foundation

/// The built program, run as a person would run it.
struct Program {
  /// What a run of it left.
  struct Outcome {
    var status: Int32
    var output: String
    var error: String

    var lines: [Substring] { output.split(separator: "\n") }
  }

  /// The repository.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The program that was built together with these tests.
  static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appendingPathComponent("vfio-conform").path

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs the program in a folder of its own and waits for its end.
  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
    try wait(for: process(arguments, environment: environment))
  }

  func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// Has a shell carry out what a person would type.
  func shell(_ script: String) throws -> Outcome {
    let process = process(["-c", script])
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    return try wait(for: process)
  }

  private func wait(for process: Process) throws -> Outcome {
    let streams = try start(process)
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try String(contentsOf: streams.output, encoding: .utf8),
      error: try String(contentsOf: streams.error, encoding: .utf8))
  }

  /// Starts a process with its streams in files.
  private func start(_ process: Process) throws -> (output: URL, error: URL) {
    let name = UUID().uuidString
    let streams = (
      output: folder.url.appendingPathComponent(name), error: folder.url.appendingPathComponent(name + "e")
    )
    for stream in [streams.output, streams.error] { try Data().write(to: stream) }
    process.standardOutput = try FileHandle(forWritingTo: streams.output)
    process.standardError = try FileHandle(forWritingTo: streams.error)
    try process.run()
    return streams
  }

  /// A program inherits what its parent ignores, and the tests may have been started by nohup.
  private static let hearsHangUps: Void = _ = signal(SIGHUP, SIG_DFL)

  /// The program, not yet started.
  func process(_ arguments: [String], environment: [String: String] = [:]) -> Process {
    Self.hearsHangUps
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.path)
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    var variables = ProcessInfo.processInfo.environment
    for name in ["COLUMNS", "NO_COLOR", "TERM"] { variables[name] = nil }
    process.environment = variables.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    return process
  }
}

/// A folder that goes when nobody needs it any more.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("vfio-conform-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func text(_ name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
  }

  func write(_ text: String, to name: String) throws {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  /// A copy of the repository's suites, with one of the test's own: `Suites/own/test.yaml`.
  func suites(adding suite: String) throws -> String {
    let copy = url.appendingPathComponent("Suites")
    if !FileManager.default.fileExists(atPath: copy.path) {
      try FileManager.default.copyItem(at: Program.root.appendingPathComponent("Suites"), to: copy)
    }
    try write(suite, to: "Suites/own/test.yaml")
    return copy.path
  }
}
