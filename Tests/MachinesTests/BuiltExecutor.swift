import Foundation

/// Builds the executor once, as `make` does: the sanitized one where VFIO_CONFORM_SANITIZED is set.
let executor: Result<String, any Error> = Result {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
  let isSanitized = ProcessInfo.processInfo.environment["VFIO_CONFORM_SANITIZED"] != nil
  let build = Process()
  build.executableURL = root.appendingPathComponent("scripts/build-executor")
  build.arguments = isSanitized ? ["--sanitized"] : []
  try build.run()
  build.waitUntilExit()
  var name = utsname()
  uname(&name)
  let machine = withUnsafeBytes(of: &name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  let folder = isSanitized ? ".build/executor/sanitized" : ".build/executor"
  return root.appendingPathComponent("\(folder)/vfio-executor-\(machine)").path
}
