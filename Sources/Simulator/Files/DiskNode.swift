import SystemCalls
import VFIOInterface

/// A disk that lies in memory (`brd`), and whose pages are written back to it all the same.
final class DiskNode: Node {
  private static let size: UInt64 = 16 << 20

  private let path: String
  private let contents: FileContents

  init(path: String, _ pages: PagePool) {
    self.path = path
    contents = FileContents(pages)
    contents.memory.resize(to: Self.size)
    contents.memory.isWrittenBack = true
    super.init(permissions: 0o660)
  }

  override var kind: UInt32 { FileKind.block }
  override var deviceNumber: (major: UInt32, minor: UInt32) { (1, 0) }

  override func open(_ flags: OpenFlags, caller: Process) throws(Errno) -> OpenFile {
    MemoryFile(contents, name: path, kernel: caller.kernel, flags: flags)
  }
}
