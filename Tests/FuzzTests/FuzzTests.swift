import Foundation
import Testing

/// A bounded number of the inputs that `make fuzz` makes without end.
@Test(arguments: [
  "expression", "pattern", "selection", "frame", "kernel-log", "kernel-image", "modules", "calls", "machine", "journal",
  "suite",
]) func nothingTrapsOrHangs(target: String) throws {
  let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  let folder = FileManager.default.temporaryDirectory.path + "/fuzz-\(UUID().uuidString)"
  let process = Process()
  process.executableURL = program.appendingPathComponent("fuzz")
  process.arguments = [target, "--count", "2500", "--save", folder]
  let output = Pipe()
  process.standardOutput = output
  process.standardError = output
  try process.run()
  let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  #expect(process.terminationStatus == 0, "\(said)")
  // A generator whose inputs are all refused at once would prove nothing.
  #expect(said.hasPrefix("\(target): ") && !said.contains(" 0 accepted"), "\(said)")
}

/// A program that was put elsewhere finds no suites to damage, and says so.
@Test func aFuzzerWithoutSuitesSaysSo() throws {
  let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try FileManager.default.copyItem(
    at: program.appendingPathComponent("fuzz"), to: folder.appendingPathComponent("fuzz"))
  let process = Process()
  process.executableURL = folder.appendingPathComponent("fuzz")
  process.arguments = ["suite", "--replay", "1"]
  process.currentDirectoryURL = folder
  let errors = Pipe()
  process.standardError = errors
  try process.run()
  let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  #expect(process.terminationReason == .exit && process.terminationStatus != 0)
  #expect(said.contains("Suites: not found above"), "\(said)")
}
