import Foundation

/// Builds the executor once, as `make` does.
let executor: Result<String, any Error> = Result {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
  let build = Process()
  build.executableURL = root.appendingPathComponent("scripts/build-executor")
  try build.run()
  build.waitUntilExit()
  var name = utsname()
  uname(&name)
  let machine = withUnsafeBytes(of: &name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  return root.appendingPathComponent(".build/executor/vfio-executor-\(machine)").path
}
