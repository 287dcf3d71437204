import Glibc

/// A file that has no name and is gone with its last user.
struct AnonymousFile: ~Copyable {
  let descriptor: Int32

  init() throws(MachineError) {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var path = Array("\(folder)/vfio-conform-XXXXXX".utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else {
      throw MachineError(
        "no temporary file can be made: \(String(cString: strerror(errno)))", at: folder,
        advice: "make room, or set TMPDIR")
    }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Writes the bytes behind what the file holds.
  func append(_ bytes: [UInt8]) throws(MachineError) {
    var left = bytes[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        throw MachineError(
          "a temporary file cannot be written: \(String(cString: strerror(errno)))", advice: "make room, or set TMPDIR")
      }
      left = left.dropFirst(count)
    }
  }

  deinit { close(descriptor) }

  /// The last bytes of the file, at most so many.
  func tail(_ limit: Int) -> [UInt8] { fileTail(descriptor, limit) }

  var contents: [UInt8] { fileTail(descriptor, .max) }
}

/// The last bytes of an open file, at most so many; empty where it cannot be read.
func fileTail(_ descriptor: Int32, _ limit: Int) -> [UInt8] {
  let size = Int(lseek(descriptor, 0, SEEK_END))
  guard size > 0 else { return [] }
  let count = min(size, limit)
  return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
    while filled < count {
      let read = pread(
        descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(size - count + filled))
      guard read > 0 else { return }
      filled += read
    }
  }
}

/// Programs of the system that do what need not be written again.
enum Tool {
  /// What a program is called, and the package that brings it.
  static let packages = [
    "qemu-system-x86_64": "qemu-system-x86", "xz": "xz-utils", "zstd": "zstd", "lz4": "lz4", "gzip": "gzip",
    "bzip2": "bzip2", "sha256sum": "coreutils", "modinfo": "kmod",
  ]

  /// The program's path; throws where it is not installed.
  static func find(_ name: String) throws(MachineError) -> String {
    let folders = (getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin").split(separator: ":")
    for folder in folders + ["/usr/sbin", "/sbin"] where access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    throw MachineError("'\(name)' is not installed", advice: "install the package \(packages[name] ?? name)")
  }

  /// Runs a program on an open file, and gives its output.
  static func run(_ command: [String], input: Int32? = nil) throws(MachineError) -> [UInt8] {
    let name = command.first ?? ""
    let program = try find(name)
    let output = try AnonymousFile()
    let complaints = try AnonymousFile()
    let status: Int32
    do {
      let child = try ChildProcess(
        [program] + command.dropFirst(), input: input, output: output.descriptor, error: complaints.descriptor)
      status = child.wait()
    } catch {
      throw MachineError("'\(name)' cannot be run: \(error.text)", advice: "check that it is installed well")
    }
    guard status == 0 else {
      let text = String(decoding: complaints.tail(500), as: UTF8.self).split(separator: "\n").last.map(String.init)
      throw MachineError("'\(name)' failed: \(text ?? "status \(status)")", advice: "check the file that it was given")
    }
    return output.contents
  }
}
