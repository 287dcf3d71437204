import SystemCalls
import VFIOInterface

/// Something with a name in the tree of files.
class Node {
  var permissions: UInt32
  var user: UInt32 = 0
  var group: UInt32 = 0

  init(permissions: UInt32) { self.permissions = permissions }

  /// The bits of `st_mode` that say what it is.
  var kind: UInt32 { 0 }
  var deviceNumber: (major: UInt32, minor: UInt32) { (0, 0) }
  var size: UInt64 { 0 }

  /// Opens it; the caller's right to do so was checked before.
  func open(_ flags: OpenFlags, caller: Process) throws(Errno) -> OpenFile { throw .ENXIO }

  /// Whether the mode lets the process in; 4 reads, 2 writes.
  final func permits(_ access: UInt32, to process: Process) -> Bool {
    if process.user == 0 { return true }
    if process.user == user { return permissions >> 6 & access == access }
    if process.group == group { return permissions >> 3 & access == access }
    return permissions & access == access
  }
}

/// The types of files in `st_mode`.
enum FileKind {
  static let character: UInt32 = 0o020000
  static let directory: UInt32 = 0o040000
  static let block: UInt32 = 0o060000
  static let regular: UInt32 = 0o100000
  static let link: UInt32 = 0o120000
}

/// A directory, whose entries are listed sorted.
class Directory: Node {
  private var children: [String: Node] = [:]

  override init(permissions: UInt32 = 0o755) { super.init(permissions: permissions) }

  override var kind: UInt32 { FileKind.directory }

  func child(_ name: String, for caller: Process) -> Node? { children[name] }
  func names(for caller: Process) -> [String] { children.keys.sorted() }
  final var isEmpty: Bool { children.isEmpty }

  final subscript(name: String) -> Node? {
    get { children[name] }
    set { children[name] = newValue }
  }

  /// The directory below with the given path, made where it does not exist.
  @discardableResult
  final func directory(_ path: String) -> Directory {
    var directory = self
    for name in path.pathComponents {
      if let next = directory[name] as? Directory {
        directory = next
      } else {
        let next = Directory()
        directory[name] = next
        directory = next
      }
    }
    return directory
  }

  override func open(_ flags: OpenFlags, caller: Process) throws(Errno) -> OpenFile { throw .EISDIR }
}

/// A directory that is made anew for every look into it, such as `/proc/self`.
final class ComputedDirectory: Directory {
  private let entries: (Process) -> [String: Node]

  init(permissions: UInt32 = 0o555, _ entries: @escaping (Process) -> [String: Node]) {
    self.entries = entries
    super.init(permissions: permissions)
  }

  override func child(_ name: String, for caller: Process) -> Node? { entries(caller)[name] }
  override func names(for caller: Process) -> [String] { entries(caller).keys.sorted() }
}

/// A symbolic link.
final class Link: Node {
  let target: String

  init(_ target: String) {
    self.target = target
    super.init(permissions: 0o777)
  }

  override var kind: UInt32 { FileKind.link }
  override var size: UInt64 { UInt64(target.utf8.count) }
}

/// A character device.
final class DeviceNode: Node {
  private let number: (major: UInt32, minor: UInt32)
  private let opener: (OpenFlags, Process) throws(Errno) -> OpenFile

  init(
    permissions: UInt32, major: UInt32, minor: UInt32,
    open opener: @escaping (OpenFlags, Process) throws(Errno) -> OpenFile
  ) {
    self.number = (major, minor)
    self.opener = opener
    super.init(permissions: permissions)
  }

  override var kind: UInt32 { FileKind.character }
  override var deviceNumber: (major: UInt32, minor: UInt32) { number }

  override func open(_ flags: OpenFlags, caller: Process) throws(Errno) -> OpenFile { try opener(flags, caller) }
}

extension String {
  /// The names between the slashes of a path. Bytes are looked at, not characters, which takes a tenth of the time.
  var pathComponents: [String] {
    utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
  }
}
