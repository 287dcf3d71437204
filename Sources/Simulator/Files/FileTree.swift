import SystemCalls
import VFIOInterface

/// The tree of files that a process sees: sysfs, procfs, `/dev` and a temporary file system.
final class FileTree {
  /// Links followed before a path counts as a loop.
  private static let linkLimit = 40

  let root = Directory()

  init() {
    for path in ["dev/vfio", "proc", "sys/bus", "sys/class", "sys/kernel", "sys/module", "tmp"] {
      root.directory(path)
    }
    root.directory("tmp").permissions = 0o1777
  }

  /// What a path names; the last component is followed where it is a link, unless asked not to.
  func look(_ path: String, caller: Process, followsLast: Bool = true) throws(Errno) -> Node {
    guard path.utf8.count < 4096 else { throw .ENAMETOOLONG }
    guard path.hasPrefix("/") else { throw .ENOENT }
    var trail: [Node] = [root]
    var names: [String] = path.pathComponents.reversed()
    var links = 0
    while let name = names.popLast() {
      if name == "." { continue }
      if name == ".." {
        if trail.count > 1 { trail.removeLast() }
        continue
      }
      guard let directory = trail.last as? Directory else { throw .ENOTDIR }
      guard let next = directory.child(name, for: caller) else { throw .ENOENT }
      guard let link = next as? Link, followsLast || !names.isEmpty else {
        trail.append(next)
        continue
      }
      links += 1
      guard links <= Self.linkLimit else { throw .ELOOP }
      if link.target.hasPrefix("/") { trail = [root] }
      names += link.target.pathComponents.reversed()
    }
    if path.hasSuffix("/"), !(trail.last is Directory) { throw .ENOTDIR }
    return trail.last ?? root
  }

  /// Opens a path, making a regular file where the flags ask for one in a directory that the caller may write.
  func open(_ path: String, flags: OpenFlags, caller: Process) throws(Errno) -> OpenFile {
    let node: Node
    do {
      node = try look(path, caller: caller)
    } catch .ENOENT where flags.contains(.create) {
      node = try create(path, caller: caller)
    }
    var access: UInt32 = flags.contains(.writeOnly) ? 0 : 4
    if flags.contains(.writeOnly) || flags.contains(.readWrite) { access |= 2 }
    guard node.permits(access, to: caller) else { throw .EACCES }
    return try node.open(flags, caller: caller)
  }

  private func create(_ path: String, caller: Process) throws(Errno) -> Node {
    guard let slash = path.lastIndex(of: "/") else { throw .ENOENT }
    let name = String(path[path.index(after: slash)...])
    let parent = slash == path.startIndex ? "/" : String(path[..<slash])
    guard let directory = try look(parent, caller: caller) as? Directory, !name.isEmpty else { throw .ENOENT }
    guard directory === root.directory("tmp") || directory === root else { throw .EPERM }
    guard directory.permits(2, to: caller) else { throw .EACCES }
    let file = FileNode(path: path, caller.kernel.pages)
    file.user = caller.user
    file.group = caller.group
    directory[name] = file
    return file
  }
}

extension Kernel {
  var files: FileTree { part { _ in FileTree() } }
}
