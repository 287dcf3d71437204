import VFIOInterface

/// One call that a process under test makes.
///
/// This is the vocabulary that crosses the seam: suites are turned into it, the executor carries it out on a real
/// kernel, and the simulator answers it as a kernel would. Every case stands for one system call, or for one access to
/// memory, or (paths) for the shortest run of calls that reads or writes a file whole.
package enum SystemCall: Sendable, Hashable {
  case open(path: String, flags: OpenFlags)
  case close(Int32)
  case duplicate(Int32)
  /// `fcntl(2)` with an integer argument.
  case control(Int32, command: Int32, argument: Int64)
  /// The request is in the generic encoding, whatever the target's architecture.
  case ioctl(Int32, request: UInt32, argument: IoctlArgument)
  case read(Int32, count: Int, into: Destination)
  case write(Int32, Source)
  case pread(Int32, offset: Int64, count: Int, into: Destination)
  case pwrite(Int32, offset: Int64, Source)
  case seek(Int32, offset: Int64, whence: Int32)
  case truncate(Int32, length: Int64)
  /// `fallocate(2)`
  case allocate(Int32, mode: Int32, offset: Int64, length: Int64)

  case map(MapRequest)
  case unmap(address: UInt64, length: UInt64)
  case remap(address: UInt64, length: UInt64, newLength: UInt64, flags: Int32)
  case protect(address: UInt64, length: UInt64, protection: Protection)
  /// One load instruction of `width` bytes (1, 2, 4 or 8). The value is in `CallResult.bytes`, in the target's order.
  case load(address: UInt64, width: Int)
  /// One store instruction of `width` bytes.
  case store(address: UInt64, width: Int, value: UInt64)
  /// Copies bytes out of the process's memory, byte by byte.
  case peek(address: UInt64, count: Int)
  /// Copies bytes into the process's memory, byte by byte.
  case poke(address: UInt64, bytes: [UInt8])

  case eventfd(initial: UInt32, flags: Int32)
  case memfd(flags: UInt32)
  case socketPair
  /// A socket that hears what the kernel announces of its objects (uevents). It never blocks; each read gives one
  /// announcement: a line `ACTION@PATH`, and variables `NAME=VALUE`, each ended by a zero byte.
  case announcements
  case sendDescriptor(Int32, through: Int32)
  case receiveDescriptor(through: Int32)
  /// Waits at most `milliseconds`; without entries, just waits. `CallResult.bytes` holds the entries with `revents`.
  case poll([PollEntry], milliseconds: Int32)

  /// Opens, reads to the end (at most `limit` bytes) and closes.
  case readFile(path: String, limit: Int)
  /// Opens for writing, writes with one `write(2)` and closes. The outcome is the write's, or that of the open that failed.
  case writeFile(path: String, bytes: [UInt8])
  /// The names in a directory, sorted, each ended by a zero byte, without `.` and `..`.
  case list(path: String)
  case readLink(path: String)
  /// `stat(2)`; `CallResult.bytes` holds a `FileStatus`.
  case status(path: String)
  case changeMode(path: String, mode: UInt32)
  case setLimit(Limit, soft: UInt64)
  /// Loads a module file of the guest by its name (`finit_module(2)`), with parameters.
  case loadModule(name: String, parameters: String)
  /// `delete_module(2)` with `O_NONBLOCK`.
  case removeModule(name: String)

  /// Replaces the process's image with the executor's own again: descriptors without close-on-exec stay.
  case exec
  case exit(status: Int32)
}

/// What an `ioctl(2)` is given as its third argument.
package enum IoctlArgument: Sendable, Hashable {
  /// The word itself: an integer, or a raw address that the caller chose.
  case word(UInt64)
  /// The address of a private copy of these bytes; what the kernel made of them comes back in `CallResult.bytes`.
  case bytes([UInt8])
}

/// Where a read puts what it read.
package enum Destination: Sendable, Hashable {
  /// A private buffer, whose contents come back in `CallResult.bytes` (as many bytes as were read).
  case result
  /// An address of the process.
  case address(UInt64)
}

/// Where a write takes what it writes.
package enum Source: Sendable, Hashable {
  case bytes([UInt8])
  case address(UInt64, count: Int)
}

/// The arguments of `mmap(2)`.
package struct MapRequest: Sendable, Hashable {
  package var address: UInt64
  package var length: UInt64
  package var protection: Protection
  package var flags: MapFlags
  package var descriptor: Int32
  package var offset: UInt64

  package init(
    address: UInt64, length: UInt64, protection: Protection, flags: MapFlags, descriptor: Int32 = -1, offset: UInt64 = 0
  ) {
    self.address = address
    self.length = length
    self.protection = protection
    self.flags = flags
    self.descriptor = descriptor
    self.offset = offset
  }
}

/// One `struct pollfd`.
package struct PollEntry: Sendable, Hashable {
  package static let byteCount = 8

  package var descriptor: Int32
  package var events: UInt16
  package var returned: UInt16

  package init(descriptor: Int32, events: UInt16, returned: UInt16 = 0) {
    self.descriptor = descriptor
    self.events = events
    self.returned = returned
  }
}

/// The part of `struct stat` that suites ask for, as the executor sends it: little-endian, in this order.
package struct FileStatus: Sendable, Hashable {
  package static let byteCount = 32

  package var mode: UInt32
  package var user: UInt32
  package var group: UInt32
  package var major: UInt32
  package var minor: UInt32
  package var size: UInt64

  package init(mode: UInt32, user: UInt32, group: UInt32, major: UInt32, minor: UInt32, size: UInt64) {
    self.mode = mode
    self.user = user
    self.group = group
    self.major = major
    self.minor = minor
    self.size = size
  }
}

/// A resource that `setrlimit(2)` bounds.
package enum Limit: UInt32, Sendable, Hashable, CaseIterable {
  case openFiles = 7
  case lockedMemory = 8
}

package struct OpenFlags: OptionSet, Sendable, Hashable {
  package var rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }
  package static let writeOnly = OpenFlags(rawValue: 0o1)
  package static let readWrite = OpenFlags(rawValue: 0o2)
  package static let create = OpenFlags(rawValue: 0o100)
  package static let nonBlocking = OpenFlags(rawValue: 0o4000)
  package static let closeOnExec = OpenFlags(rawValue: 0o2000000)
}

package struct Protection: OptionSet, Sendable, Hashable {
  package var rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }
  package static let read = Protection(rawValue: 1)
  package static let write = Protection(rawValue: 2)
  package static let execute = Protection(rawValue: 4)
}

package struct MapFlags: OptionSet, Sendable, Hashable {
  package var rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }
  package static let shared = MapFlags(rawValue: 0x01)
  package static let `private` = MapFlags(rawValue: 0x02)
  /// Shared, and every flag has to be known.
  package static let sharedValidate = MapFlags(rawValue: 0x03)
  package static let fixed = MapFlags(rawValue: 0x10)
  package static let anonymous = MapFlags(rawValue: 0x20)
  package static let noReserve = MapFlags(rawValue: 0x4000)
  package static let populate = MapFlags(rawValue: 0x8000)
  package static let hugePages = MapFlags(rawValue: 0x40000)
  package static let synchronous = MapFlags(rawValue: 0x80000)
  package static let fixedNoReplace = MapFlags(rawValue: 0x100000)
}
