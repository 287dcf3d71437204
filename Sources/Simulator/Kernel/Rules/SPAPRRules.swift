extension Rule {
  static let spaprRules: [Rule] =
    spaprInfoRules + spaprEnableRules + spaprMapRules + spaprUnmapRules + spaprRegisterRules + spaprWindowRules
}

// MARK: Info, models and groups

extension Rule {
  fileprivate static let spaprInfoRules = [
    otherModelsAreNone, recoveryIsNoModel, oneGroup, leavingClears, otherProcess, tceInfoSize, tceInfoStaysInside,
    tceInfoTellsWindows, tceInfoByVersion, spaprUnknownRequest, lockedWithCapability, tceInfoFault, askingTakesNothing,
    offersVersions, recoveryStaysOffered, version1Taken, version2Taken, severalGroups, windowsByContainer,
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
  static let spaprUnknownRequest = Rule(
    .spapr, "unknown-request", "TCE-024", breaks: "unknown requests fail with EINVAL")
  static let lockedWithCapability = Rule(
    .spapr, "lock-capability", "TCE-018", breaks: "CAP_IPC_LOCK does not lift RLIMIT_MEMLOCK")
  static let tceInfoFault = Rule(
    .spapr, "info-fault", "TCE-012", breaks: "GET_INFO fails with EINVAL for memory that is not there")
  static let askingTakesNothing = Rule(
    .spapr, "asking", "TCE-011", breaks: "GET_INFO takes its caller for the owner of the container")
  static let offersVersions = Rule(
    .spapr, "extensions", "TCE-001", breaks: "CHECK_EXTENSION does not offer version 1")
  static let recoveryStaysOffered = Rule(
    .spapr, "eeh-stays", "TCE-002", breaks: "CHECK_EXTENSION does not offer EEH once a model is chosen")
  static let version1Taken = Rule(
    .spapr, "version-1", "TCE-005", breaks: "SET_IOMMU does not take version 1")
  static let version2Taken = Rule(
    .spapr, "version-2", "TCE-006", breaks: "SET_IOMMU does not take version 2")
  static let severalGroups = Rule(
    .spapr, "several-groups", "TCE-008", breaks: "version 2 takes one group")
  static let windowsByContainer = Rule(
    .spapr, "windows-by-container", "TCE-008", breaks: "all containers together have two windows")
}

// MARK: Version 1

extension Rule {
  fileprivate static let spaprEnableRules = [
    enableCounts, enableOnce, enableLimit, disableUncounts, disableAnytime, disableForbids, mapNeedsEnable,
    unmapNeedsEnable, enableOnlyVersion1, disableOnlyVersion1, enableLimitExact, tceMapCountsNothing,
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
  static let enableLimitExact = Rule(
    .spapr, "enable-limit-exact", "TCE-018", breaks: "ENABLE fails for a window of exactly RLIMIT_MEMLOCK")
  static let tceMapCountsNothing = Rule(
    .spapr, "map-counts", "TCE-016", breaks: "MAP_DMA of version 1 counts memory as locked")
}
