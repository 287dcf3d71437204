import Foundation
import Journal
import Reports
import SystemPackage

/// One run's hold on a folder. It goes with its process, however that ends; the file stays, and tells who was last.
final class FolderLock {
  static let name = "run.lock"
  private static let sizeLimit = 1 << 20

  /// What the file says: one JSON object.
  private struct Holder: Codable {
    var pid = getpid()
    var since = Timestamp.now().description
    var command = CommandLine.arguments
    /// The reports in the folder, by their paths in it.
    var files: [String] = []
    /// Whether the run chose the folder itself; of one that was named it is left out.
    var isOwnChoice: Bool?
  }

  /// The reports that the run before this one wrote into the folder, by their paths in it.
  let earlierFiles: [String]
  /// Whether that run chose the folder itself.
  let wasOwnChoice: Bool
  private let file: FileDescriptor
  private let path: String

  /// - Throws: Who has the folder, where somebody has.
  init(_ folder: String) throws {
    path = "\(folder)/\(Self.name)"
    do {
      file = try FileDescriptor.open(
        path, .readWrite, options: [.create, .noFollow, .nonBlocking, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw CommandFailure("\(path) cannot be opened: \(error)", .usage)
    }
    let isFree = flock(file.rawValue, LOCK_EX | LOCK_NB) == 0
    let error = errno
    let earlier = Self.read(file)
    guard isFree else {
      try? file.close()
      guard error == EWOULDBLOCK else {
        throw CommandFailure("\(path) cannot be locked: \(Errno(rawValue: error))", .usage)
      }
      throw CommandFailure("the folder \(folder) is in use by \(Self.text(earlier)); choose another --output", .usage)
    }
    earlierFiles = (earlier?.files ?? []).filter { Self.isInside(folder, $0) }
    wasOwnChoice = earlier?.isOwnChoice ?? false
    try claim(earlierFiles, isOwnChoice: wasOwnChoice)
  }

  deinit { try? file.close() }

  /// Says who has the folder now.
  ///
  /// - Parameters:
  ///   - files: The reports in the folder, by their paths in it.
  ///   - isOwnChoice: Whether the run chose the folder itself.
  func claim(_ files: [String], isOwnChoice: Bool) throws {
    do {
      let text = try JSONText.line(Holder(files: files, isOwnChoice: isOwnChoice ? true : nil))
      try file.writeAll(toAbsoluteOffset: 0, text)
      guard ftruncate(file.rawValue, off_t(text.count)) == 0 else { throw Errno(rawValue: errno) }
    } catch {
      throw CommandFailure("\(path) cannot be written: \(error)", .incomplete)
    }
  }

  /// The reports that a run has written into a folder, by their paths in it; nil where the folder is no run's.
  static func files(in folder: FilePath) -> [String]? {
    let path = folder.appending(name)
    guard let file = try? FileDescriptor.open(path, .readOnly, options: [.noFollow, .nonBlocking, .closeOnExec])
    else { return nil }
    defer { try? file.close() }
    return read(file)?.files ?? []
  }

  private static func read(_ file: FileDescriptor) -> Holder? {
    var bytes = Data(count: sizeLimit)
    let count = bytes.withUnsafeMutableBytes { try? file.read(fromAbsoluteOffset: 0, into: $0) }
    return try? JSONDecoder().decode(Holder.self, from: bytes.prefix(count ?? 0))
  }

  private static func text(_ holder: Holder?) -> String {
    guard let holder else { return "another run" }
    let command = holder.command.joined(separator: " ")
    return "process \(holder.pid) since \(holder.since.prefix(24)) (\(command.prefix(200)))"
  }

  /// The file is anybody's to write: what it names is looked for in the folder only.
  private static func isInside(_ folder: String, _ file: String) -> Bool {
    let path = FilePath(file)
    guard path.isRelative, path.lastComponent?.kind == .regular,
      let above = try? FilePath(folder).pushing(path).removingLastComponent().resolved(),
      let folder = try? FilePath(folder).resolved()
    else { return false }
    return above.starts(with: folder)
  }
}
