import Foundation

/// A text file that a person wrote. The path may lead to anything: a FIFO, a device, a directory, a file without end.
package enum TextFile {
  /// The most bytes that it may have.
  static let maximumBytes = 1 << 20

  /// The text of a file, or why it cannot be read. Anything but a regular file is closed again at once.
  package static func read(_ path: String) throws(Diagnostic) -> String {
    func problem(_ message: String, hint: String? = nil) -> Diagnostic {
      Diagnostic(message, at: SourceLocation(file: path), hint: hint)
    }
    // A FIFO without a writer would wait for one.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw problem("the file cannot be opened: \(reason(errno))") }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    if let kind = unreadableKind(of: descriptor) {
      throw problem("this is \(kind), not a file of text", hint: "it is not read")
    }
    let data: Data
    do {
      // One byte more than is allowed tells a file that is too large.
      data = try handle.read(upToCount: maximumBytes + 1) ?? Data()
    } catch {
      throw problem("the file cannot be read: \(reason(errno))")
    }
    guard data.count <= maximumBytes else { throw problem("the file is larger than \(maximumBytes >> 20) MiB") }
    // As bytes in memory: to ask for them one by one is slow.
    let (text, isMarked) = data.withUnsafeBytes { bytes in
      (bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self), bytes.starts(with: [0xef, 0xbb, 0xbf]))
    }
    guard let text else { throw problem("the file is not UTF-8 text", hint: "save it as UTF-8") }
    guard !isMarked else {
      throw problem("the file begins with a byte order mark", hint: "save it as UTF-8 without one")
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
}
