import Foundation

/// The files by which this machine tells what it uses its devices for. Tests give another root than `/`.
struct LocalFiles {
  private let root: String

  init(root: String = "") { self.root = root }

  func bytes(_ path: String) -> [UInt8]? { FileManager.default.contents(atPath: root + path).map { [UInt8]($0) } }

  func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }

  /// Why a node cannot be opened for reading and writing; 0 where it can.
  func opening(_ path: String) -> Int32 {
    let descriptor = open(root + path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return errno }
    close(descriptor)
    return 0
  }

  func lines(_ path: String) -> [Substring] { text(path)?.split(separator: "\n") ?? [] }

  func names(_ path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: root + path))?.sorted() ?? []
  }

  /// Where a path leads once all symbolic links in it are followed.
  func resolved(_ path: String) -> String? {
    guard let resolved = realpath(root + path, nil) else { return nil }
    defer { free(resolved) }
    let whole = String(cString: resolved)
    return whole.hasPrefix(root) ? String(whole.dropFirst(root.count)) : whole
  }
}
