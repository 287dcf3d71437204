import Foundation
import SystemPackage

/// A file that appears whole or not at all, and that no other process replaces as long as this one has it.
///
/// What is written goes beside the file's name and is renamed. The lock (`flock`) is on the file itself, so that nothing
/// is left beside it: each version is locked before it takes the place of the one before.
final class HeldFile {
  /// How often a file may be replaced between being opened and being locked before that is no accident.
  private static let attempts = 100

  private let path: FilePath
  /// The version that is there now, locked; nil before there is one.
  private var current: FileDescriptor?

  /// Takes the file over where it is there.
  ///
  /// - Throws: `Errno`, or `FileIsHeld` where another process has it.
  init(_ path: FilePath) throws {
    self.path = path
    removeDrafts()
    try hold()
  }

  deinit { try? current?.close() }

  /// - Throws: `Errno`, or `FileIsHeld` where another process has made the file meanwhile.
  func write(_ contents: Data) throws {
    let draft = FilePath("\(path).\(getpid()).tmp")
    let file = try FileDescriptor.open(
      draft, .writeOnly, options: [.create, .truncate, .noFollow, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
    do {
      _ = try file.writeAll(contents)
      try Self.lock(file)
      try put(draft)
    } catch {
      unlink(draft.string)
      try? file.close()
      throw error
    }
    try? current?.close()
    current = file
  }

  /// Gives a draft the file's name.
  private func put(_ draft: FilePath) throws {
    if current == nil {
      // A link to a free name succeeds in one process only.
      if link(draft.string, path.string) == 0 {
        unlink(draft.string)
        return
      }
      // Some file systems have no links.
      if Errno.current == .fileExists { try hold() }
    }
    guard rename(draft.string, path.string) == 0 else { throw Errno.current }
  }

  /// Locks the file that has the name, if there is one.
  private func hold() throws {
    for _ in 0..<Self.attempts {
      let file: FileDescriptor
      do {
        file = try FileDescriptor.open(path, .readOnly, options: [.noFollow, .nonBlocking, .closeOnExec])
      } catch Errno.noSuchFileOrDirectory {
        return
      } catch Errno.permissionDenied {
        // A file that cannot be read can still be replaced.
        return
      }
      do {
        try Self.lock(file)
      } catch {
        try? file.close()
        throw error
      }
      if Self.identity(of: file) == identity {
        current = file
        return
      }
      try file.close()
    }
    throw Errno.resourceBusy
  }

  /// - Throws: `FileIsHeld`; a file system without locks has none.
  private static func lock(_ file: FileDescriptor) throws {
    guard flock(file.rawValue, LOCK_EX | LOCK_NB) != 0, Errno.current == .wouldBlock else { return }
    throw FileIsHeld(holder: identity(of: file).flatMap(LockHolder.init(of:)))
  }

  private var identity: FileIdentity? {
    var status = stat()
    return lstat(path.string, &status) == 0 ? FileIdentity(status) : nil
  }

  private static func identity(of file: FileDescriptor) -> FileIdentity? {
    var status = stat()
    return fstat(file.rawValue, &status) == 0 ? FileIdentity(status) : nil
  }

  /// Removes what processes that were killed left beside the file.
  private func removeDrafts() {
    guard let name = path.lastComponent?.string else { return }
    let folder = path.removingLastComponent()
    for entry in (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? [] {
      guard entry.hasPrefix("\(name)."), entry.hasSuffix(".tmp"), entry.utf8.count > name.utf8.count + 5,
        let process = pid_t(entry.dropFirst(name.count + 1).dropLast(4)), process > 0,
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      unlink(folder.appending(entry).string)
    }
  }
}

/// Another process has the file.
struct FileIsHeld: Error, CustomStringConvertible {
  var holder: LockHolder?

  var description: String { "it is in use by \(holder.map { "\($0)" } ?? "another run")" }
}

/// What tells one file from all others.
private struct FileIdentity: Equatable {
  var device: dev_t
  var number: ino_t

  init(_ status: stat) { (device, number) = (status.st_dev, status.st_ino) }
}

/// The process that has locked a file.
struct LockHolder: CustomStringConvertible {
  private let process: pid_t
  private let command: String

  /// Nil where the kernel does not tell.
  fileprivate init?(of file: FileIdentity) {
    // 1: FLOCK  ADVISORY  WRITE 4711 08:01:1234 0 EOF
    let lines = (FileManager.default.contents(atPath: "/proc/locks") ?? Data()).split(separator: 10)
    let holder = lines.lazy.compactMap { line -> pid_t? in
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      guard words.count > 5, words[1] == "FLOCK", words[5].hasSuffix(":\(file.number)") else { return nil }
      return pid_t(words[4])
    }.first { $0 > 0 }
    guard let holder else { return nil }
    process = holder
    let words = (FileManager.default.contents(atPath: "/proc/\(holder)/cmdline") ?? Data()).split(separator: 0)
    command = ShellWord.command(words.map { String(decoding: $0, as: UTF8.self) })
  }

  var description: String { "process \(process)" + (command.isEmpty ? "" : " (\(command.prefix(200)))") }
}
