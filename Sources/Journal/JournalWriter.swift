import Foundation
import SystemPackage

/// Why a journal cannot be written or read.
package enum JournalError: Error, Sendable, Hashable, CustomStringConvertible {
  case unwritable(path: String, reason: String)
  case unreadable(path: String, reason: String)

  package var description: String {
    switch self {
    case .unwritable(let path, let reason): "cannot write the journal \(path): \(reason)"
    case .unreadable(let path, let reason): "cannot read the journal \(path): \(reason)"
    }
  }
}

/// Appends events to a journal. Each line reaches the operating system before `append` returns, so a killed harness
/// leaves at most one torn line.
package final class JournalWriter {
  private let path: String
  private let file: FileDescriptor
  private let encoder = JSONEncoder()

  /// Creates the file; one that exists is emptied.
  package init(path: String) throws(JournalError) {
    self.path = path
    do {
      // Nobody waits here for the reader of a FIFO.
      file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate, .append, .closeOnExec, .nonBlocking],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw .unwritable(path: path, reason: "\(error)")
    }
    guard fcntl(file.rawValue, F_SETFL, O_APPEND) == 0 else {
      throw .unwritable(path: path, reason: "\(Errno(rawValue: errno))")
    }
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
  }

  deinit { try? file.close() }

  package func append(_ event: Event) throws(JournalError) {
    var line: Data
    do {
      line = try encoder.encode(JournalLine(event))
    } catch {
      throw .unwritable(path: path, reason: "an event that has no JSON: \(sentence(of: error))")
    }
    guard line.count <= JournalContents.lineLimit else {
      throw .unwritable(
        path: path, reason: "an event of \(line.count) bytes; a line holds \(JournalContents.lineLimit)")
    }
    line.append(UInt8(ascii: "\n"))
    do {
      try file.writeAll(line)
    } catch {
      throw .unwritable(path: path, reason: "\(error)")
    }
  }
}
