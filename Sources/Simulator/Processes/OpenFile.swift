import SystemCalls
import VFIOInterface

/// An open file description: what descriptors, mappings and the kernel itself share by reference (`struct file`).
///
/// Kinds of files subclass it.
class OpenFile: MappedFile {
  unowned let kernel: Kernel
  /// The flags of open(2) that stay, access mode among them.
  var flags: OpenFlags
  var position: Int64 = 0
  private(set) var references = 0

  init(kernel: Kernel, flags: OpenFlags = .readWrite) {
    self.kernel = kernel
    self.flags = flags
  }

  final func retain() { references += 1 }

  final func release() {
    references -= 1
    if references == 0 { released() }
  }

  /// The last reference is gone.
  func released() {}

  // MARK: What becomes of a descriptor of it, in a kernel that breaks rules

  /// Whether a descriptor that does not close on exec is there afterwards.
  var staysOnExec: Bool { true }
  /// A process closed a descriptor, but others still lead to this file. `isShared` tells whether one is of that process.
  func descriptorClosed(isShared: Bool) {}
  /// A process ended that has a descriptor of it.
  func ownerEnded(isFork: Bool) { release() }

  // MARK: What it is

  /// What `/proc/self/fd/N` leads to.
  var link: String { "" }
  /// Lines that the file adds to `/proc/self/fdinfo/N`.
  var descriptorInfo: [String] { [] }
  var isSeekable: Bool { false }
  final var canRead: Bool { !flags.contains(.writeOnly) }
  final var canWrite: Bool { flags.contains(.writeOnly) || flags.contains(.readWrite) }

  // MARK: Operations; what a kind of file does not have answers as the VFS does.

  func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 { throw .ENOTTY }

  /// Reads from the file's position.
  func read(count: Int, caller: Process) throws(Errno) -> Progress<[UInt8]> {
    let bytes = try pread(offset: position, count: count, caller: caller)
    position += Int64(bytes.count)
    return .done(bytes)
  }

  /// Writes at the file's position.
  func write(_ bytes: [UInt8], caller: Process) throws(Errno) -> Progress<Int> {
    let count = try pwrite(bytes, offset: position, caller: caller)
    position += Int64(count)
    return .done(count)
  }

  /// Whether it can be read or written at all: others say so before anything else.
  var isTransferred: Bool { true }
  /// Refuses a write that would be refused whatever its bytes are.
  func checkWrite(offset: Int64, count: Int) throws(Errno) {}

  func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] { throw .EINVAL }
  func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int { throw .EINVAL }
  func seek(offset: Int64, whence: Int32) throws(Errno) -> Int64 { throw .ESPIPE }
  func truncate(length: UInt64) throws(Errno) { throw .EINVAL }
  /// fallocate(2): only regular files have room.
  func allocate(_ range: Range<UInt64>, _ mode: AllocationMode) throws(Errno) { throw .ENODEV }

  /// What poll(2) reports; a file without a poll method is always ready.
  func readiness() -> UInt16 { PollEvents.input | PollEvents.output | PollEvents.readNormal | PollEvents.writeNormal }

  /// What a mapping of the file leads to. The mapping keeps the file.
  func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace { throw .ENODEV }
}

/// Bits of poll(2).
enum PollEvents {
  static let input: UInt16 = 0x001
  static let output: UInt16 = 0x004
  static let error: UInt16 = 0x008
  static let hangUp: UInt16 = 0x010
  static let invalid: UInt16 = 0x020
  static let readNormal: UInt16 = 0x040
  static let writeNormal: UInt16 = 0x100
}

/// Modes of fallocate(2).
struct AllocationMode: OptionSet {
  let rawValue: Int32
  static let keepSize = AllocationMode(rawValue: 1)
  static let punchHole = AllocationMode(rawValue: 2)
}
