import Foundation

/// Where the executor, built static for an architecture, is to be found.
package enum ExecutorProgram {
  /// This machine's architecture, as `uname -m` says it.
  package static var ownArchitecture: String {
    var name = utsname()
    guard uname(&name) == 0 else { return "" }
    return withUnsafeBytes(of: &name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// Looks beside the program, and in the build folders above the program and above the current folder.
  package static func locate(architecture: String) throws(MachineError) -> String {
    let name = "vfio-executor-\(architecture)"
    let starts = [
      URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent(),
      URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
    ]
    for start in starts {
      var folder = start
      while folder.path != "/" {
        for candidate in [name, "executor/\(name)", ".build/executor/\(name)", "libexec/vfio-conform/\(name)"] {
          let path = folder.appendingPathComponent(candidate).path
          if FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        folder.deleteLastPathComponent()
      }
    }
    throw MachineError("the executor '\(name)' is not built", advice: "run scripts/build-executor \(architecture)")
  }
}
