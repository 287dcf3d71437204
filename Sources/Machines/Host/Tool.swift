import Glibc
import SystemCalls

/// Programs of the system, such as those that decompress.
enum Tool {
  /// What a program is called, and the package that brings it.
  static let packages = [
    "qemu-system-x86_64": "qemu-system-x86", "qemu-system-ppc64": "qemu-system-ppc",
    "qemu-system-aarch64": "qemu-system-arm", "xz": "xz-utils", "zstd": "zstd",
    "lz4": "lz4", "gzip": "gzip",
    "bzip2": "bzip2", "fdtget": "device-tree-compiler", "fdtput": "device-tree-compiler", "sha256sum": "coreutils",
    "modinfo": "kmod",
  ]

  /// No file takes a tool as long as this; one on a file system that is gone takes for ever.
  private static let limit = Duration.seconds(60)

  /// The program's path; throws where it is not installed.
  static func find(_ name: String) throws(MachineError) -> String {
    let folders = (getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin").split(separator: ":")
    for folder in folders + ["/usr/sbin", "/sbin"] where access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    throw MachineError("'\(name)' is not installed", advice: "install the package \(packages[name] ?? name)")
  }

  /// Runs a program on an open file, and gives its output.
  static func run(_ command: [String], input: Descriptor? = nil) throws(MachineError) -> [UInt8] {
    let name = command.first ?? ""
    let program = try find(name)
    let output = try Descriptor.temporary()
    let complaints = try Descriptor.temporary()
    let child: ChildProcess
    do {
      child = try ChildProcess([program] + command.dropFirst(), input: input, output: output, error: complaints)
    } catch {
      throw MachineError("'\(name)' cannot be run: \(error)", advice: "check that it is installed well")
    }
    guard let status = child.wait(Patience(limit, Cancellation())) else {
      child.kill()
      throw MachineError("'\(name)' did not end within \(limit)", advice: "check the file that it was given")
    }
    guard status == 0 else {
      let text = String(decoding: complaints.tail(500), as: UTF8.self).split(separator: "\n").last.map(String.init)
      throw MachineError("'\(name)' failed: \(text ?? "status \(status)")", advice: "check the file that it was given")
    }
    return output.tail(.max)
  }
}
