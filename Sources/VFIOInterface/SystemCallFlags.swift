// The flags and enumerations that the system calls around VFIO take, with their values on every architecture that the
// suites run on; `CallEncoding` knows the one that differs.

extension FlagSet {
  package static let openFlags = FlagSet(
    prefix: "O_",
    [
      "RDONLY": 0, "WRONLY": 0o1, "RDWR": 0o2, "CREAT": 0o100, "NONBLOCK": 0o4000, "CLOEXEC": 0o2000000,
    ])

  package static let descriptorCommands = FlagSet(
    prefix: "F_", isEnumeration: true,
    ["DUPFD": 0, "GETFD": 1, "SETFD": 2, "GETFL": 3, "SETFL": 4, "DUPFD_CLOEXEC": 1030])

  package static let seekOrigins = FlagSet(prefix: "SEEK_", isEnumeration: true, ["SET": 0, "CUR": 1, "END": 2])

  package static let allocationModes = FlagSet(prefix: "FALLOC_FL_", ["KEEP_SIZE": 1, "PUNCH_HOLE": 2])

  package static let protection = FlagSet(prefix: "PROT_", ["NONE": 0, "READ": 1, "WRITE": 2, "EXEC": 4])

  package static let mapFlags = FlagSet(
    prefix: "MAP_",
    [
      "SHARED": 0x01, "PRIVATE": 0x02, "SHARED_VALIDATE": 0x03, "ANONYMOUS": 0x20, "FIXED": 0x10,
      "FIXED_NOREPLACE": 0x100000, "NORESERVE": 0x4000, "POPULATE": 0x8000, "HUGETLB": 0x40000, "SYNC": 0x80000,
    ])

  package static let remapFlags = FlagSet(prefix: "MREMAP_", ["MAYMOVE": 1, "FIXED": 2, "DONTUNMAP": 4])

  package static let eventFDFlags = FlagSet(
    prefix: "EFD_", ["SEMAPHORE": 1, "NONBLOCK": 0o4000, "CLOEXEC": 0o2000000])

  package static let memFDFlags = FlagSet(prefix: "MFD_", ["CLOEXEC": 1, "HUGETLB": 4])

  package static let pollEvents = FlagSet(
    prefix: "POLL", ["IN": 1, "PRI": 2, "OUT": 4, "ERR": 8, "HUP": 16, "NVAL": 32])

  package static let resourceLimits = FlagSet(
    prefix: "RLIMIT_", isEnumeration: true, ["NOFILE": 7, "MEMLOCK": 8])

  package static let capabilities = FlagSet(
    prefix: "CAP_", isEnumeration: true,
    ["DAC_OVERRIDE": 1, "IPC_LOCK": 14, "SYS_RAWIO": 17, "SYS_ADMIN": 21, "SYS_RESOURCE": 24])

  /// Every set of a system call, for checking names against the C library's headers.
  package static let systemCalls: [FlagSet] = [
    openFlags, descriptorCommands, seekOrigins, allocationModes, protection, mapFlags, remapFlags, eventFDFlags,
    memFDFlags, pollEvents, resourceLimits, capabilities,
  ]
}

extension FlagSet {
  /// Every set of every header.
  package static let everywhere = all + systemCalls + configurationSpace + serialPort + hostBridge + [pixelFormats]
}

/// What a named number means where nothing tells which set of names applies.
package enum NamedNumber: Sendable, Hashable {
  case value(UInt64)
  /// The name stands for different numbers; each of these constants has just one.
  case ambiguous([String])

  /// A flag by its short name or its constant, or the number of a request.
  package static func lookup(_ name: String) -> NamedNumber? { table[name] }

  private static let table: [String: NamedNumber] = {
    var constants: [String: [FlagSet.Flag]] = [:]
    for flag in FlagSet.everywhere.flatMap(\.flags) {
      constants[flag.name, default: []].append(flag)
      constants[flag.constant, default: []].append(flag)
    }
    var table = constants.compactMapValues { flags -> NamedNumber? in
      guard let first = flags.first else { return nil }
      return flags.allSatisfy { $0.value == first.value } ? .value(first.value) : .ambiguous(flags.map(\.constant))
    }
    for request in Request.all { table[request.name] = .value(UInt64(request.number)) }
    return table
  }()
}
