extension Rule {
  /// Memory that is registered before version 2 maps it.
  static let spaprRegisterRules = [
    registerOnlyVersion2, unregisterOnlyVersion2, registerSize, registerFlags, registerAlignedAddress,
    registerAlignedSize, registerWraps, registerCounts, registerPins, registerPinsForWriting, registerLimit,
    registerOnce, registerOverlap, registerShared, unregisterNeedsProcess, unregisterSize, unregisterFlags,
    unregisterExact, unregisterOwn, unregisterAligned, unregisterMapped, unregisterUncounts, releaseUnregisters,
    registerFault, regionsByProcess, registerLifted, registerNeighbours,
  ]

  static let registerOnlyVersion2 = Rule(
    .spapr, "register-version", "TCE-023", breaks: "version 1 takes REGISTER_MEMORY")
  static let unregisterOnlyVersion2 = Rule(
    .spapr, "unregister-version", "TCE-023", breaks: "version 1 takes UNREGISTER_MEMORY")
  static let registerSize = Rule(.spapr, "register-argsz", "TCE-046", breaks: "REGISTER_MEMORY takes any argsz")
  static let registerFlags = Rule(.spapr, "register-flags", "TCE-046", breaks: "REGISTER_MEMORY ignores flags")
  static let registerAlignedAddress = Rule(
    .spapr, "register-aligned-vaddr", "TCE-047", breaks: "REGISTER_MEMORY takes any vaddr")
  static let registerAlignedSize = Rule(
    .spapr, "register-aligned-size", "TCE-047", breaks: "REGISTER_MEMORY takes any size")
  static let registerWraps = Rule(.spapr, "register-wraps", "TCE-047", breaks: "REGISTER_MEMORY takes ranges that wrap")
  static let registerCounts = Rule(
    .spapr, "register-counts", "TCE-048", breaks: "VmLck does not count what is registered")
  static let registerPins = Rule(
    .spapr, "register-pins", "TCE-049", breaks: "memory that is not there can be registered")
  static let registerPinsForWriting = Rule(
    .spapr, "register-pins-for-writing", "TCE-049", breaks: "memory that cannot be written can be registered")
  static let registerLimit = Rule(
    .spapr, "register-limit", "TCE-050", breaks: "RLIMIT_MEMLOCK does not limit REGISTER_MEMORY")
  static let registerOnce = Rule(.spapr, "register-once", "TCE-051", breaks: "the same region can be registered twice")
  static let registerOverlap = Rule(.spapr, "register-overlap", "TCE-052", breaks: "regions can overlap")
  static let registerShared = Rule(
    .spapr, "register-shared", "TCE-053", breaks: "a second container cannot register the same region")
  static let unregisterNeedsProcess = Rule(
    .spapr, "unregister-first", "TCE-055", breaks: "UNREGISTER_MEMORY succeeds before anything was registered")
  static let unregisterSize = Rule(.spapr, "unregister-argsz", "TCE-046", breaks: "UNREGISTER_MEMORY takes any argsz")
  static let unregisterFlags = Rule(.spapr, "unregister-flags", "TCE-046", breaks: "UNREGISTER_MEMORY ignores flags")
  static let unregisterExact = Rule(
    .spapr, "unregister-exact", "TCE-056", breaks: "UNREGISTER_MEMORY succeeds for what is not registered")
  static let unregisterOwn = Rule(
    .spapr, "unregister-own", "TCE-056", breaks: "a container unregisters another's region")
  static let unregisterAligned = Rule(
    .spapr, "unregister-aligned", "TCE-057", breaks: "UNREGISTER_MEMORY takes any range")
  static let unregisterMapped = Rule(
    .spapr, "unregister-mapped", "TCE-058", breaks: "UNREGISTER_MEMORY fails while memory is mapped")
  static let unregisterUncounts = Rule(
    .spapr, "unregister-uncounts", "TCE-048", breaks: "VmLck keeps what was unregistered")
  static let releaseUnregisters = Rule(
    .spapr, "release-unregisters", "TCE-070", breaks: "regions outlive the container")
  static let registerFault = Rule(
    .spapr, "register-fault", "TCE-046", breaks: "REGISTER_MEMORY fails with EINVAL for memory that is not there")
  static let regionsByProcess = Rule(
    .spapr, "regions-by-process", "TCE-053", breaks: "all processes have one list of regions")
  static let registerLifted = Rule(
    .spapr, "register-lifted", "TCE-050", breaks: "CAP_IPC_LOCK does not lift RLIMIT_MEMLOCK for REGISTER_MEMORY")
  static let registerNeighbours = Rule(
    .spapr, "register-neighbours", "TCE-052", breaks: "regions cannot touch")
}
