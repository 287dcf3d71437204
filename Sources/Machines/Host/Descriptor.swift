import Glibc

/// An open file of the harness's own, closed with its last user. Programs that are started do not inherit it by chance.
final class Descriptor: Sendable {
  let number: Int32

  /// Takes over an open descriptor.
  init(owning number: Int32) {
    self.number = number
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(number) }

  /// The file's size in bytes; 0 for what has none.
  var size: Int { max(0, Int(lseek(number, 0, SEEK_END))) }

  /// The last bytes of the file, at most so many; empty where it cannot be read.
  ///
  /// - Parameter start: Nothing before this byte is looked at.
  func tail(_ limit: Int, from start: Int = 0) -> [UInt8] {
    let size = size
    guard size > start else { return [] }
    let count = min(size - start, limit)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let read = pread(number, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(size - count + filled))
        guard read > 0 else { return }
        filled += read
      }
    }
  }

  /// A file that has no name and is gone with its last user, holding these bytes; the next read begins at the first.
  static func temporary(_ bytes: [UInt8] = []) throws(MachineError) -> Descriptor {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var path = Array("\(folder)/vfio-conform-XXXXXX".utf8CString)
    let number = mkstemp(&path)
    guard number >= 0 else {
      throw MachineError(
        "no temporary file can be made: \(String(cString: strerror(errno)))", at: folder,
        advice: "make room, or set TMPDIR")
    }
    let file = Descriptor(owning: number)
    unlink(path)
    var left = bytes[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
      guard count > 0 else {
        throw MachineError(
          "a temporary file cannot be written: \(String(cString: strerror(errno)))", at: folder,
          advice: "make room, or set TMPDIR")
      }
      left = left.dropFirst(count)
    }
    lseek(number, 0, SEEK_SET)
    return file
  }

  /// The two ends of a stream within this process.
  static func pair() throws(MachineError) -> (ours: Descriptor, theirs: Descriptor) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw MachineError("no socket could be made", advice: "raise the limit of open files")
    }
    return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
  }
}
