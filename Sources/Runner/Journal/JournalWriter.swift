import Foundation

/// Why a journal cannot be written or read.
public enum JournalError: Error, Sendable, Hashable, CustomStringConvertible {
  case unwritable(path: String, reason: String)
  case unreadable(path: String, reason: String)
  /// A line that is no event (from 1); only the last one may be torn.
  case malformed(path: String, line: Int, reason: String)
  case tooLarge(path: String, limit: Int)

  public var description: String {
    switch self {
    case .unwritable(let path, let reason): "cannot write the journal \(path): \(reason)"
    case .unreadable(let path, let reason): "cannot read the journal \(path): \(reason)"
    case .malformed(let path, let line, let reason): "\(path):\(line): not an event of a journal: \(reason)"
    case .tooLarge(let path, let limit): "\(path): a journal of more than \(limit) bytes is not read"
    }
  }
}

/// Appends events to a journal. Each line reaches the operating system before `append` returns, so a killed harness
/// leaves at most one torn line.
public final class JournalWriter {
  private let path: String
  private let file: FileHandle
  private let encoder = JSONEncoder()

  /// Creates the file; one that exists is replaced.
  public init(path: String) throws(JournalError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    self.path = path
    self.file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
  }

  public func append(_ event: Event) throws(JournalError) {
    do {
      var line = try encoder.encode(event)
      line.append(UInt8(ascii: "\n"))
      try file.write(contentsOf: line)
    } catch {
      throw .unwritable(path: path, reason: Self.reason(of: error))
    }
  }

  /// The operating system's words where it gave any ("No space left on device").
  private static func reason(of error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    guard let code = underlying?.code else { return "\(error)" }
    return String(cString: strerror(Int32(truncatingIfNeeded: code)))
  }
}
