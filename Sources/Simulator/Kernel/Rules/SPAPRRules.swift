extension Rule {
  static let spaprRules: [Rule] =
    spaprInfoRules + spaprEnableRules + spaprMapRules + spaprUnmapRules + spaprRegisterRules + spaprWindowRules
}

// MARK: Info, models and groups

extension Rule {
  fileprivate static let spaprInfoRules = [
    otherModelsAreNone, recoveryIsNoModel, oneGroup, leavingClears, otherProcess, tceInfoSize,
    tceInfoStaysInside, tceInfoTellsWindows, tceInfoByVersion, spaprUnknownRequest, lockedWithCapability,
  ]

  static let otherModelsAreNone = Rule(.spapr, "other-models", "TCE-003", breaks: "every extension is promised")
  static let recoveryIsNoModel = Rule(.spapr, "eeh-is-no-model", "TCE-004", breaks: "SET_IOMMU takes EEH for a model")
  static let oneGroup = Rule(.spapr, "one-group", "TCE-007", breaks: "version 1 takes a second group")
  static let leavingClears = Rule(
    .spapr, "leaving-clears", "TCE-008", breaks: "a group that leaves does not clear the windows that it had a part in")
  static let otherProcess = Rule(
    .spapr, "other-process", "TCE-011", breaks: "another process can use a container that is for one")
  static let tceInfoSize = Rule(.spapr, "info-argsz", "TCE-012", breaks: "GET_INFO takes any argsz")
  static let tceInfoStaysInside = Rule(
    .spapr, "info-stays-inside", "TCE-013", breaks: "GET_INFO writes all of its structure behind a small argsz")
  static let tceInfoTellsWindows = Rule(
    .spapr, "info-windows", "TCE-014", breaks: "GET_INFO does not tell what windows can be made")
  static let tceInfoByVersion = Rule(
    .spapr, "info-by-version", "TCE-015", breaks: "GET_INFO tells of windows in version 1")
  static let spaprUnknownRequest = Rule(.spapr, "unknown-request", "TCE-024", breaks: "unknown requests say EINVAL")
  static let lockedWithCapability = Rule(
    .spapr, "lock-capability", "TCE-018", breaks: "CAP_IPC_LOCK does not lift RLIMIT_MEMLOCK")
}

// MARK: Version 1

extension Rule {
  fileprivate static let spaprEnableRules = [
    enableCounts, enableOnce, enableLimit, disableUncounts, disableAnytime, disableForbids, mapNeedsEnable,
    unmapNeedsEnable, enableOnlyVersion1, disableOnlyVersion1,
  ]

  static let enableCounts = Rule(
    .spapr, "enable-counts", "TCE-016", breaks: "VmLck does not count the window of an enabled container")
  static let enableOnce = Rule(.spapr, "enable-once", "TCE-017", breaks: "ENABLE succeeds a second time")
  static let enableLimit = Rule(.spapr, "enable-limit", "TCE-018", breaks: "RLIMIT_MEMLOCK does not limit ENABLE")
  static let disableUncounts = Rule(
    .spapr, "disable-uncounts", "TCE-020", breaks: "VmLck keeps the window after DISABLE")
  static let disableAnytime = Rule(
    .spapr, "disable-anytime", "TCE-020", breaks: "DISABLE fails where nothing was enabled")
  static let disableForbids = Rule(.spapr, "disable-forbids", "TCE-021", breaks: "memory can be mapped after DISABLE")
  static let mapNeedsEnable = Rule(.spapr, "map-needs-enable", "TCE-021", breaks: "version 1 maps before ENABLE")
  static let unmapNeedsEnable = Rule(.spapr, "unmap-needs-enable", "TCE-021", breaks: "version 1 unmaps before ENABLE")
  static let enableOnlyVersion1 = Rule(.spapr, "enable-version", "TCE-022", breaks: "version 2 takes ENABLE")
  static let disableOnlyVersion1 = Rule(.spapr, "disable-version", "TCE-022", breaks: "version 2 takes DISABLE")
}

// MARK: Mapping

extension Rule {
  fileprivate static let spaprMapRules = [
    mapNeedsRegistration, tceMapSize, tceMapFlags, tceMapAccess, mapInWindow, tceMapAlignedSize,
    tceMapAlignedAddress, tceMapAlignedIOVA, mapReplaces, pinsMemory, failedMapClears, pinsForWriting,
    mapsRegistered, pageFits, readEntryBlocksWrites, defaultWindow,
  ]

  static let mapNeedsRegistration = Rule(
    .spapr, "map-needs-registration", "TCE-025", breaks: "version 2 maps before anything was registered")
  static let tceMapSize = Rule(.spapr, "map-argsz", "TCE-026", breaks: "MAP_DMA takes any argsz")
  static let tceMapFlags = Rule(.spapr, "map-flags", "TCE-027", breaks: "MAP_DMA ignores flags that do not exist")
  static let tceMapAccess = Rule(.spapr, "map-access", "TCE-028", breaks: "MAP_DMA takes no flags at all")
  static let mapInWindow = Rule(.spapr, "map-in-window", "TCE-029", breaks: "MAP_DMA succeeds outside every window")
  static let tceMapAlignedSize = Rule(.spapr, "map-aligned-size", "TCE-030", breaks: "MAP_DMA takes any size")
  static let tceMapAlignedAddress = Rule(.spapr, "map-aligned-vaddr", "TCE-030", breaks: "MAP_DMA takes any vaddr")
  static let tceMapAlignedIOVA = Rule(.spapr, "map-aligned-iova", "TCE-031", breaks: "MAP_DMA maps at any iova")
  static let mapReplaces = Rule(.spapr, "map-replaces", "TCE-034", breaks: "MAP_DMA does not map over a mapping")
  static let pinsMemory = Rule(.spapr, "map-pins", "TCE-035", breaks: "version 1 maps memory that is not there")
  static let failedMapClears = Rule(
    .spapr, "failed-map-clears", "TCE-035", breaks: "a MAP_DMA that fails leaves its first pages mapped")
  static let pinsForWriting = Rule(
    .spapr, "map-pins-for-writing", "TCE-036", breaks: "version 1 maps memory that cannot be written")
  static let mapsRegistered = Rule(
    .spapr, "map-registered", "TCE-038", breaks: "version 2 maps memory that is not registered")
  static let pageFits = Rule(
    .spapr, "page-fits", "TCE-039", breaks: "a window's page can be larger than those of the memory")
  static let readEntryBlocksWrites = Rule(
    .spapr, "read-only", "TCE-034", breaks: "a device can write through a mapping for READ")
  static let defaultWindow = Rule(
    .spapr, "default-window", "TCE-071", breaks: "the default window is not made by itself")
}

// MARK: Unmapping

extension Rule {
  fileprivate static let spaprUnmapRules = [
    tceUnmapSize, tceUnmapFlags, unmapInWindow, tceUnmapAlignedSize, tceUnmapAlignedIOVA, unmapEndsInWindow,
    unmapsAnything, unmapTellsNothing, unmapReleases,
  ]

  static let tceUnmapSize = Rule(.spapr, "unmap-argsz", "TCE-041", breaks: "UNMAP_DMA takes any argsz")
  static let tceUnmapFlags = Rule(.spapr, "unmap-flags", "TCE-041", breaks: "UNMAP_DMA ignores flags")
  static let unmapInWindow = Rule(
    .spapr, "unmap-in-window", "TCE-042", breaks: "UNMAP_DMA succeeds outside every window")
  static let tceUnmapAlignedSize = Rule(.spapr, "unmap-aligned-size", "TCE-042", breaks: "UNMAP_DMA takes any size")
  static let tceUnmapAlignedIOVA = Rule(.spapr, "unmap-aligned-iova", "TCE-043", breaks: "UNMAP_DMA unmaps at any iova")
  static let unmapEndsInWindow = Rule(
    .spapr, "unmap-ends-in-window", "TCE-044", breaks: "UNMAP_DMA runs past the window's end")
  static let unmapsAnything = Rule(
    .spapr, "unmap-anything", "TCE-045", breaks: "UNMAP_DMA fails where nothing is mapped")
  static let unmapTellsNothing = Rule(
    .spapr, "unmap-tells-nothing", "TCE-045", breaks: "UNMAP_DMA writes back what it unmapped")
  static let unmapReleases = Rule(
    .spapr, "unmap-releases", "TCE-058", breaks: "memory stays in use after it is unmapped")
}

// MARK: Registered memory

extension Rule {
  fileprivate static let spaprRegisterRules = [
    registerOnlyVersion2, unregisterOnlyVersion2, registerSize, registerFlags, registerAlignedAddress,
    registerAlignedSize, registerWraps, registerCounts, registerPins, registerPinsForWriting, registerLimit,
    registerOnce, registerOverlap, registerShared, unregisterNeedsProcess, unregisterSize, unregisterFlags,
    unregisterExact, unregisterOwn, unregisterAligned, unregisterMapped, unregisterUncounts,
    releaseUnregisters,
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
}

// MARK: Windows

extension Rule {
  fileprivate static let spaprWindowRules = [
    createOnlyVersion2, removeOnlyVersion2, createSize, createFlags, createPageSize, windowPowerOfTwo,
    windowLevels, createTellsStart, createCounts, createLimit, secondWindowPlace, createSlots, removeSize,
    removeFlags, removePending, removeByAddress, removeKnown, removeClears, removeFrees, removeUncounts,
  ]

  static let createOnlyVersion2 = Rule(.spapr, "create-version", "TCE-023", breaks: "version 1 takes TCE_CREATE")
  static let removeOnlyVersion2 = Rule(.spapr, "remove-version", "TCE-023", breaks: "version 1 takes TCE_REMOVE")
  static let createSize = Rule(.spapr, "create-argsz", "TCE-059", breaks: "TCE_CREATE takes any argsz")
  static let createFlags = Rule(.spapr, "create-flags", "TCE-059", breaks: "TCE_CREATE ignores flags")
  static let createPageSize = Rule(.spapr, "create-page-size", "TCE-060", breaks: "TCE_CREATE takes any size of page")
  static let windowPowerOfTwo = Rule(
    .spapr, "create-power-of-two", "TCE-061", breaks: "TCE_CREATE takes any size of window")
  static let windowLevels = Rule(.spapr, "create-levels", "TCE-061", breaks: "TCE_CREATE takes any number of levels")
  static let createTellsStart = Rule(
    .spapr, "create-tells-start", "TCE-062", breaks: "TCE_CREATE does not tell where the window begins")
  static let createCounts = Rule(.spapr, "create-counts", "TCE-062", breaks: "VmLck does not count tables")
  static let createLimit = Rule(.spapr, "create-limit", "TCE-062", breaks: "RLIMIT_MEMLOCK does not limit tables")
  static let secondWindowPlace = Rule(
    .spapr, "second-window", "TCE-062", breaks: "the second window lies where the first does")
  static let createSlots = Rule(
    .spapr, "create-slots", "TCE-063", breaks: "TCE_CREATE tells a lack of slots as something else")
  static let removeSize = Rule(.spapr, "remove-argsz", "TCE-065", breaks: "TCE_REMOVE takes any argsz")
  static let removeFlags = Rule(.spapr, "remove-flags", "TCE-065", breaks: "TCE_REMOVE ignores flags")
  static let removePending = Rule(
    .spapr, "remove-pending", "TCE-066", breaks: "the default window comes although it was removed")
  static let removeByAddress = Rule(
    .spapr, "remove-by-address", "TCE-067", breaks: "TCE_REMOVE takes nothing but the start of a window")
  static let removeKnown = Rule(
    .spapr, "remove-known", "TCE-068", breaks: "TCE_REMOVE succeeds where there is no window")
  static let removeClears = Rule(
    .spapr, "remove-clears", "TCE-069", breaks: "TCE_REMOVE leaves memory in use that was mapped there")
  static let removeFrees = Rule(.spapr, "remove-frees", "TCE-069", breaks: "a removed window can still be used")
  static let removeUncounts = Rule(.spapr, "remove-uncounts", "TCE-070", breaks: "VmLck keeps tables that are gone")
}
