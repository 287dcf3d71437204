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
/// leaves at most one torn line. After `sync` it outlives the operating system too.
package final class JournalWriter {
  private let path: String
  private let limits: JournalLimits
  private var file: FileDescriptor
  private let encoder = JSONEncoder()
  /// What the file holds, as far as this writer knows.
  private var (bytes, events) = (0, 0)
  /// Whether an event found no room.
  package private(set) var isFull = false

  /// Creates the file.
  ///
  /// - Parameter keepsContents: Whether a file that exists keeps what it holds, or is emptied.
  package init(path: String, keepsContents: Bool = false, limits: JournalLimits = .standard) throws(JournalError) {
    self.path = path
    self.limits = limits
    file = try Self.open(path, keepsContents ? [] : .truncate)
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
  }

  deinit { try? file.close() }

  private static func open(_ path: String, _ options: FileDescriptor.OpenOptions) throws(JournalError) -> FileDescriptor
  {
    do {
      // Nobody waits here for the reader of a FIFO.
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: options.union([.create, .append, .closeOnExec, .nonBlocking]),
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      guard fcntl(file.rawValue, F_SETFL, O_APPEND) == 0 else {
        let error = Errno(rawValue: errno)
        try? file.close()
        throw error
      }
      return file
    } catch {
      throw .unwritable(path: path, reason: "\(error)")
    }
  }

  /// Where a new version of a journal is until it takes the place of the old one.
  package static func draft(of path: String) -> String { path + ".tmp" }

  /// Replaces all events at once: whatever ends the process or the machine meanwhile, the file holds the old ones or the
  /// new ones.
  package func replace(with events: [Event]) throws {
    let draft = Self.draft(of: path)
    // Somebody may have left a link there.
    unlink(draft)
    let writer = try JournalWriter(path: draft, limits: limits)
    do {
      for event in events { try writer.append(event) }
      try writer.sync()
    } catch {
      unlink(draft)
      throw error
    }
    guard rename(draft, path) == 0 else {
      throw JournalError.unwritable(path: path, reason: "\(Errno(rawValue: errno))")
    }
    // The draft's descriptor goes with its writer; it is the journal's now.
    swap(&file, &writer.file)
    (bytes, self.events) = (writer.bytes, writer.events)
    try syncFolder()
  }

  /// Has the events stand on the disk, as far as the file system can promise it.
  package func sync() throws(JournalError) {
    try check(fdatasync(file.rawValue))
  }

  private func syncFolder() throws(JournalError) {
    let folder = Glibc.open(FilePath(path).removingLastComponent().string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // Who may write there and not read has done what can be done.
    guard folder >= 0 else { return }
    defer { Glibc.close(folder) }
    try check(fsync(folder))
  }

  /// A pipe, or a file system without a disk, has nothing to do.
  private func check(_ result: Int32) throws(JournalError) {
    guard result != 0, ![EINVAL, EROFS, ENOTSUP].contains(errno) else { return }
    throw .unwritable(path: path, reason: "\(Errno(rawValue: errno))")
  }

  /// - Throws: `JournalError`, or `JournalIsFull` before anything is written: then there is room for the end of the run.
  package func append(_ event: Event) throws {
    let line = try self.line(event)
    let reserve = if case .runFinished = event { 0 } else { 1 }
    guard bytes + line.count + reserve * limits.reserve <= limits.bytes, events + reserve < limits.events else {
      isFull = true
      throw JournalIsFull(limits)
    }
    do {
      try file.writeAll(line)
    } catch {
      throw JournalError.unwritable(path: path, reason: "\(error)")
    }
    (bytes, events) = (bytes + line.count, events + 1)
  }

  private func line(_ event: Event) throws(JournalError) -> Data {
    var line: Data
    do {
      line = try encoder.encode(JournalLine(event))
    } catch {
      throw .unwritable(path: path, reason: "an event that has no JSON: \(sentence(of: error))")
    }
    guard line.count <= JournalLimits.lineBytes else {
      throw .unwritable(
        path: path, reason: "an event of \(line.count) bytes; a line holds \(JournalLimits.lineBytes)")
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }
}
