import Foundation
import SystemPackage

/// A file that appears whole or not at all: it is written beside its name, and renamed.
enum AtomicFile {
  /// - Throws: `Errno`.
  static func write(_ contents: Data, to path: FilePath) throws {
    let draft = FilePath("\(path).\(getpid()).tmp")
    do {
      let file = try FileDescriptor.open(
        draft, .writeOnly, options: [.create, .truncate, .noFollow, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try file.closeAfter { _ = try file.writeAll(contents) }
      guard rename(draft.string, path.string) == 0 else { throw Errno.current }
    } catch {
      unlink(draft.string)
      throw error
    }
  }

  /// Removes what processes that were killed left beside the file.
  static func removeDrafts(of path: FilePath) {
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
