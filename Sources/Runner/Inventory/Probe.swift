import SystemCalls
import VFIOInterface

/// Reads and writes files of the machine under test through the seam, in one process of its own.
package struct Probe {
  /// The most that is read of one file.
  static let fileLimit = 64 << 10

  package let system: any System
  package let process: ProcessID

  /// - Parameter process: One that lives.
  package init(system: any System, process: ProcessID) {
    self.system = system
    self.process = process
  }

  /// A file's contents, or nil where the kernel refuses.
  package func bytes(_ path: String) throws(SystemError) -> [UInt8]? {
    try answer(.readFile(path: path, limit: Self.fileLimit))
  }

  /// A file's text without white space around it, or nil where the kernel refuses.
  package func text(_ path: String) throws(SystemError) -> String? {
    guard let bytes = try bytes(path) else { return nil }
    return String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self).trimmed
  }

  /// The names in a directory; none where there is no such directory.
  package func names(_ path: String) throws(SystemError) -> [String] {
    guard let bytes = try answer(.list(path: path)) else { return [] }
    return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Where a symbolic link leads, or nil where there is none.
  package func target(_ path: String) throws(SystemError) -> String? {
    guard let bytes = try answer(.readLink(path: path)) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  package func exists(_ path: String) throws(SystemError) -> Bool {
    try system.perform(.status(path: path), in: process).succeeded
  }

  package func status(_ path: String) throws(SystemError) -> FileStatus? {
    try answer(.status(path: path)).flatMap(FileStatus.init(bytes:))
  }

  /// Writes a file; what the kernel said where it refused.
  @discardableResult
  package func write(_ text: String, to path: String) throws(SystemError) -> Errno? {
    try system.perform(.writeFile(path: path, bytes: Array(text.utf8)), in: process).error
  }

  private func answer(_ call: SystemCall) throws(SystemError) -> [UInt8]? {
    let result = try system.perform(call, in: process)
    return result.succeeded ? result.bytes : nil
  }
}

extension FileStatus {
  /// The status as the executor sends it; nil where bytes are missing.
  init?(bytes: [UInt8]) {
    func word(_ index: Int) -> UInt32? { bytes.integer(at: index * 4, width: 4).map { UInt32(truncatingIfNeeded: $0) } }
    guard let mode = word(0), let user = word(1), let group = word(2), let major = word(3), let minor = word(4),
      let size = bytes.integer(at: 24, width: 8)
    else { return nil }
    self.init(mode: mode, user: user, group: group, major: major, minor: minor, size: size)
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    let rest = drop { $0.isWhitespace }
    return rest.lastIndex { !$0.isWhitespace }.map { String(rest[...$0]) } ?? ""
  }

  /// What stands behind the last slash.
  var lastPathComponent: String {
    utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? ""
  }
}
