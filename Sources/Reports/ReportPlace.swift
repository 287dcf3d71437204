import Foundation
import SystemPackage

/// What a path leads to, with every link followed.
enum ReportPlace: Hashable {
  /// A file, or the name for one in a folder that exists.
  case file(FilePath)
  /// A terminal or another character device, or a FIFO: something that is written to, and never replaced.
  case stream(FilePath)
  /// One of the process's own descriptors: `/dev/stdout`, `/dev/fd/3`.
  case descriptor(Int32)

  private static let linkLimit = 40

  /// The same for two paths that lead to one place.
  var identity: String {
    switch self {
    case .file(let path), .stream(let path): path.string
    case .descriptor(let number): "descriptor \(number)"
    }
  }

  /// - Parameter folder: The folder in which missing folders are made; elsewhere they are a mistake.
  init(_ path: String, under folder: String?) throws(ReportError) {
    func failure(_ reason: String) -> ReportError { .impossible(path: path, reason: reason) }
    guard !path.isEmpty, !path.utf8.contains(0) else { throw failure("it names no file") }
    guard !path.hasSuffix("/") else { throw failure("it names a folder") }
    var rest = FilePath(path)
    if let folder { try Self.makeFolders(above: rest, in: folder, for: path) }
    for _ in 0..<Self.linkLimit {
      guard let name = rest.lastComponent, name.kind == .regular else { throw failure("it names a folder") }
      let parent = try Self.folder(rest.removingLastComponent(), for: path)
      if parent == FilePath("/proc/\(getpid())/fd"), let number = Int32(name.string) {
        guard Self.isInherited(number) else { throw failure("the descriptor \(number) was not given to the program") }
        self = .descriptor(number)
        return
      }
      rest = parent.appending(name)
      guard let mode = try Self.mode(rest, for: path) else {
        self = .file(rest)
        return
      }
      switch mode & S_IFMT {
      case S_IFLNK: rest = try Self.target(rest, for: path)
      case S_IFREG:
        self = .file(rest)
        return
      case S_IFCHR, S_IFIFO:
        self = .stream(rest)
        return
      case S_IFDIR: throw failure("it is a folder")
      case S_IFBLK: throw failure("it is a block device")
      default: throw failure("it is neither a file, a FIFO nor a character device")
      }
    }
    throw failure("too many links lead on from it")
  }

  /// Whether a descriptor came with the program: those that it opened itself close on exec.
  private static func isInherited(_ number: Int32) -> Bool {
    let flags = fcntl(number, F_GETFD)
    return flags >= 0 && flags & FD_CLOEXEC == 0
  }

  private static func folder(_ folder: FilePath, for path: String) throws(ReportError) -> FilePath {
    do {
      return try folder.resolved()
    } catch {
      throw .impossible(path: path, reason: "the folder \(folder) cannot be entered: \(error)")
    }
  }

  /// The type and permissions of what is there, no link followed; nil where there is nothing.
  private static func mode(_ place: FilePath, for path: String) throws(ReportError) -> mode_t? {
    var status = stat()
    if lstat(place.string, &status) == 0 { return status.st_mode }
    guard errno == ENOENT else { throw .impossible(path: path, reason: "\(Errno.current)") }
    return nil
  }

  private static func target(_ link: FilePath, for path: String) throws(ReportError) -> FilePath {
    do {
      let target = FilePath(try FileManager.default.destinationOfSymbolicLink(atPath: link.string))
      return link.removingLastComponent().pushing(target)
    } catch {
      throw .impossible(path: path, reason: "the link \(link) cannot be read")
    }
  }

  private static func makeFolders(
    above place: FilePath, in folder: String, for path: String
  ) throws(ReportError) {
    let current = FilePath(FileManager.default.currentDirectoryPath)
    let parent = current.pushing(place.removingLastComponent()).lexicallyNormalized()
    guard parent.starts(with: current.pushing(FilePath(folder)).lexicallyNormalized()) else { return }
    do {
      try parent.makeFolders()
    } catch {
      throw .impossible(path: path, reason: "the folder \(parent) cannot be made: \(error)")
    }
  }
}

extension FilePath {
  /// The folder's own path, without links; that of the current folder for an empty one.
  ///
  /// - Throws: `Errno`.
  package func resolved() throws -> FilePath {
    guard let path = realpath(isEmpty ? "." : string, nil) else { throw Errno.current }
    defer { free(path) }
    return FilePath(String(cString: path))
  }
}

extension FilePath {
  /// Makes the folder, and those above it, where they are missing.
  ///
  /// - Throws: `Errno`.
  package func makeFolders() throws {
    if mkdir(string, 0o777) == 0 { return }
    switch Errno.current {
    case .noSuchFileOrDirectory where !removingLastComponent().isEmpty:
      try removingLastComponent().makeFolders()
      guard mkdir(string, 0o777) == 0 else { throw Errno.current }
    case .fileExists:
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: string, isDirectory: &isFolder), isFolder.boolValue else {
        throw Errno.notDirectory
      }
    case let error: throw error
    }
  }
}

extension Errno {
  /// Why the last call of the C library failed.
  package static var current: Errno { Errno(rawValue: errno) }
}
