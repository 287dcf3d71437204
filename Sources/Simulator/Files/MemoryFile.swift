import SystemCalls
import VFIOInterface

/// The contents of a regular file, and where it is kept.
final class FileContents {
  let memory: SparseMemory
  var size: UInt64 { memory.size ?? 0 }

  init(_ pages: PagePool) { memory = SparseMemory(size: 0, from: pages) }
}

/// An open regular file: a memfd, or a file of the guest's tmpfs.
final class MemoryFile: OpenFile {
  /// Files end here; the simulator keeps what was written in memory.
  private static let limit: Int64 = 1 << 40

  let contents: FileContents
  private let name: String

  init(_ contents: FileContents, name: String, kernel: Kernel, flags: OpenFlags) {
    self.contents = contents
    self.name = name
    super.init(kernel: kernel, flags: flags)
  }

  override var link: String { name }
  override var isSeekable: Bool { true }

  override func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] {
    guard let start = UInt64(exactly: offset) else { throw .EINVAL }
    guard start < contents.size else { return [] }
    do {
      return try contents.memory.read(at: start, count: Int(min(UInt64(count), contents.size - start)))
    } catch {
      throw .EIO
    }
  }

  override func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int {
    guard offset >= 0 else { throw .EINVAL }
    guard offset <= Self.limit - Int64(bytes.count) else { throw .EFBIG }
    let (end, size) = (UInt64(offset) + UInt64(bytes.count), contents.size)
    if end > size { contents.memory.resize(to: end) }
    do {
      try contents.memory.write(bytes[...], at: UInt64(offset))
    } catch {
      contents.memory.resize(to: size)
      throw .ENOSPC
    }
    return bytes.count
  }

  override func seek(offset: Int64, whence: Int32) throws(Errno) -> Int64 {
    position = try newPosition(offset: offset, whence: whence, end: Int64(contents.size))
    return position
  }

  override func truncate(length: UInt64) throws(Errno) {
    guard length <= UInt64(Self.limit) else { throw .EFBIG }
    contents.memory.resize(to: length)
  }

  override func allocate(_ range: Range<UInt64>, _ mode: AllocationMode) throws(Errno) {
    guard range.upperBound <= UInt64(Self.limit) else { throw .EFBIG }
    if mode.contains(.punchHole) {
      contents.memory.clear(range)
      return
    }
    guard kernel.pages.holds(UInt64(range.count) / SparseMemory.pageSize) else { throw .ENOSPC }
    if !mode.contains(.keepSize), range.upperBound > contents.size {
      contents.memory.resize(to: range.upperBound)
    }
  }

  override func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace {
    if request.flags.contains(.shared) {
      guard !request.protection.contains(.write) || canWrite else { throw .EACCES }
      return MemoryPlace(backing: contents.memory, offset: request.offset)
    }
    let place = MemoryPlace(backing: contents.memory, offset: 0)
    return MemoryPlace(backing: SparseMemory(origin: place, from: kernel.pages), offset: request.offset)
  }
}

/// A regular file in the tree.
final class FileNode: Node {
  let contents: FileContents
  let path: String

  init(path: String, _ pages: PagePool, permissions: UInt32 = 0o644) {
    self.path = path
    contents = FileContents(pages)
    super.init(permissions: permissions)
  }

  override var kind: UInt32 { FileKind.regular }
  override var size: UInt64 { contents.size }

  override func open(_ flags: OpenFlags, caller: Process) throws(Errno) -> OpenFile {
    MemoryFile(contents, name: path, kernel: caller.kernel, flags: flags)
  }
}
