import Foundation
import Testing

/// A bounded number of the inputs that `make fuzz` makes without end.
@Test(arguments: [
  "expression", "pattern", "selection", "frame", "kernel-log", "kernel-image", "calls", "machine", "journal", "suite",
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
