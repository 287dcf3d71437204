import Foundation

/// A text file that a person wrote. The path may lead to anything: a FIFO, a device, a directory, a file without end.
package enum TextFile {
  /// The text of a file, or why it cannot be read. Anything but a regular file is closed again at once.
  ///
  /// - Parameter limit: The most bytes that it may have.
  package static func read(_ path: String, atMost limit: Int) throws(DocumentProblem) -> String {
    // A FIFO without a writer would wait for one.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw DocumentProblem("the file cannot be opened: \(reason(errno))") }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    if let kind = unreadableKind(of: descriptor) {
      throw DocumentProblem("this is \(kind), not a file of text", hint: "it is not read")
    }
    let data: Data
    do {
      // One byte more than is allowed tells a file that is too large.
      data = try handle.read(upToCount: limit + 1) ?? Data()
    } catch {
      throw DocumentProblem("the file cannot be read: \(reason(errno))")
    }
    return try text(of: data, atMost: limit)
  }

  private static func text(of data: Data, atMost limit: Int) throws(DocumentProblem) -> String {
    guard data.count <= limit else { throw DocumentProblem("the file is larger than \(size(limit))") }
    guard let text = String(data: data, encoding: .utf8), !data.starts(with: [0xfe, 0xff]), !data.contains(0) else {
      throw DocumentProblem("the file is not UTF-8 text", hint: "save it as UTF-8")
    }
    guard !data.starts(with: [0xef, 0xbb, 0xbf]) else {
      throw DocumentProblem("the file begins with a byte order mark", hint: "save it as UTF-8 without one")
    }
    return text
  }

  /// What the file is, unless it is a regular one.
  private static func unreadableKind(of descriptor: Int32) -> String? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return "nothing known" }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "a directory"
    case S_IFIFO: "a FIFO"
    case S_IFCHR, S_IFBLK: "a device"
    case S_IFSOCK: "a socket"
    default: "something special"
    }
  }

  private static func reason(_ error: Int32) -> String { String(cString: strerror(error)) }

  static func size(_ bytes: Int) -> String {
    bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes >> 10) KiB"
  }
}
