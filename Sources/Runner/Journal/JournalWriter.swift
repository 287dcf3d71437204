import Foundation
import SystemCalls

/// Why a journal cannot be written or read.
public enum JournalError: Error, Sendable, Hashable, CustomStringConvertible {
  case unwritable(path: String, reason: String)
  case unreadable(path: String, reason: String)

  public var description: String {
    switch self {
    case .unwritable(let path, let reason): "cannot write the journal \(path): \(reason)"
    case .unreadable(let path, let reason): "cannot read the journal \(path): \(reason)"
    }
  }
}

/// Appends events to a journal. Each line reaches the operating system before `append` returns, so a killed harness
/// leaves at most one torn line.
public final class JournalWriter {
  private let path: String
  private let file: FileHandle
  private let encoder = JSONEncoder()

  /// Creates the file; one that exists is emptied.
  public init(path: String) throws(JournalError) {
    // Nobody waits here for the reader of a FIFO.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o644)
    guard descriptor >= 0, fcntl(descriptor, F_SETFL, O_APPEND) == 0 else {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    self.path = path
    self.file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
  }

  public func append(_ event: Event) throws(JournalError) {
    do {
      var line = try encoder.encode(event)
      guard line.count <= Journal.lineLimit else {
        throw JournalError.unwritable(
          path: path, reason: "an event of \(line.count) bytes; a line holds \(Journal.lineLimit)")
      }
      line.append(UInt8(ascii: "\n"))
      try file.write(contentsOf: line)
    } catch let error as JournalError {
      throw error
    } catch {
      throw .unwritable(path: path, reason: sentence(of: error))
    }
  }
}
