extension Rule {
  static let type1Rules: [Rule] = type1InfoRules + type1MapRules + type1UnmapRules + type1DirtyRules
}

// MARK: Info and groups

extension Rule {
  fileprivate static let type1InfoRules = [
    liveExtensions, smallestPage, unknownRequest, infoSize, infoTellsSize, infoStaysInside, infoTellsRanges,
    noJoinWhileInvalid, reservedExcluded,
  ]

  static let liveExtensions = Rule(
    .container, "live-extensions", "CON-007", breaks: "UPDATE_VADDR and DMA_CC are promised before SET_IOMMU")
  static let smallestPage = Rule(
    .type1, "smallest-page", "T1-007", breaks: "GET_INFO tells page sizes smaller than the processor's")
  static let unknownRequest = Rule(.type1, "unknown-request", "CON-004", breaks: "unknown requests say EINVAL")
  static let infoSize = Rule(.type1, "info-argsz", "T1-001", breaks: "GET_INFO takes any argsz")
  static let infoTellsSize = Rule(
    .type1, "info-tells-size", "T1-003", breaks: "GET_INFO does not tell how much room its capabilities need")
  static let infoStaysInside = Rule(
    .type1, "info-stays-inside", "T1-002", breaks: "GET_INFO writes all of its structure behind a small argsz")
  static let infoTellsRanges = Rule(.type1, "info-ranges", "T1-009", breaks: "GET_INFO has no IOVA_RANGE capability")
  static let noJoinWhileInvalid = Rule(
    .type1, "no-join-invalid", "T1-078", breaks: "a group can join while an address is taken back")
  static let reservedExcluded = Rule(
    .type1, "reserved-excluded", "T1-009", breaks: "reserved regions can be mapped")
}

// MARK: Mapping

extension Rule {
  fileprivate static let type1MapRules = [
    mapSize, mapFlags, mapNeedsAccess, addressAlone, mapEmpty, mapAlignedIOVA, mapAlignedAddress, mapAlignedSize,
    mapWrap, mapOverlap, entryLimit, mapInRange, mapCountsLocked, pinChecksAccess, pinChecksWrite, lockCapability,
    lockLimit, restoreNeedsMapping, restoreFits, readOnlyBlocksWrites,
  ]

  static let mapSize = Rule(.type1, "map-argsz", "T1-013", breaks: "MAP_DMA takes any argsz")
  static let mapFlags = Rule(.type1, "map-flags", "T1-014", breaks: "MAP_DMA ignores flags that do not exist")
  static let mapNeedsAccess = Rule(.type1, "map-access", "T1-015", breaks: "MAP_DMA takes no flags at all")
  static let addressAlone = Rule(.type1, "vaddr-alone", "T1-017", breaks: "MAP_DMA takes VADDR with READ or WRITE")
  static let mapEmpty = Rule(.type1, "map-empty", "T1-018", breaks: "MAP_DMA takes a size of 0")
  static let mapAlignedIOVA = Rule(.type1, "map-aligned-iova", "T1-019", breaks: "MAP_DMA takes any iova")
  static let mapAlignedAddress = Rule(.type1, "map-aligned-vaddr", "T1-019", breaks: "MAP_DMA takes any vaddr")
  static let mapAlignedSize = Rule(.type1, "map-aligned-size", "T1-019", breaks: "MAP_DMA takes any size")
  static let mapWrap = Rule(.type1, "map-wrap", "T1-020", breaks: "MAP_DMA takes ranges that wrap")
  static let mapOverlap = Rule(.type1, "map-overlap", "T1-024", breaks: "MAP_DMA maps over a live mapping")
  static let entryLimit = Rule(.type1, "entry-limit", "T1-047", breaks: "dma_entry_limit does not limit")
  static let mapInRange = Rule(.type1, "map-in-range", "T1-027", breaks: "MAP_DMA takes addresses out of range")
  static let mapCountsLocked = Rule(.type1, "map-counts", "T1-045", breaks: "VmLck does not count what is mapped")
  static let pinChecksAccess = Rule(.type1, "pin-access", "T1-031", breaks: "memory without access can be mapped")
  static let pinChecksWrite = Rule(
    .type1, "pin-write", "T1-032", breaks: "memory that cannot be written can be mapped for WRITE")
  static let lockCapability = Rule(
    .type1, "lock-capability", "T1-043", breaks: "CAP_IPC_LOCK does not lift RLIMIT_MEMLOCK")
  static let lockLimit = Rule(.type1, "lock-limit", "T1-041", breaks: "RLIMIT_MEMLOCK does not limit")
  static let restoreNeedsMapping = Rule(
    .type1, "restore-mapping", "T1-073", breaks: "MAP_DMA VADDR succeeds where nothing is mapped")
  static let restoreFits = Rule(
    .type1, "restore-fits", "T1-074", breaks: "MAP_DMA VADDR succeeds for a mapping that was not taken back")
  static let readOnlyBlocksWrites = Rule(
    .type1, "read-only", "T1-016", breaks: "a device can write through a mapping for READ")
}

// MARK: Unmapping

extension Rule {
  fileprivate static let type1UnmapRules = [
    unmapSize, unmapFlags, unmapAlignedIOVA, unmapAlignedSize, unmapAllZeros, unmapEmpty, unmapWrap, unmapBisects,
    unmapTellsSize, unmapUnlocks, unmapReturnsEntry, version1Start, takeOnce,
  ]

  static let unmapSize = Rule(.type1, "unmap-argsz", "T1-049", breaks: "UNMAP_DMA takes any argsz")
  static let unmapFlags = Rule(.type1, "unmap-flags", "T1-050", breaks: "UNMAP_DMA ignores flags that do not exist")
  static let unmapAlignedIOVA = Rule(.type1, "unmap-aligned-iova", "T1-060", breaks: "UNMAP_DMA takes any iova")
  static let unmapAlignedSize = Rule(.type1, "unmap-aligned-size", "T1-060", breaks: "UNMAP_DMA takes any size")
  static let unmapAllZeros = Rule(
    .type1, "unmap-all-zeros", "T1-064", breaks: "UNMAP_DMA ALL ignores an iova or a size")
  static let unmapEmpty = Rule(.type1, "unmap-empty", "T1-059", breaks: "UNMAP_DMA takes a size of 0")
  static let unmapWrap = Rule(.type1, "unmap-wrap", "T1-061", breaks: "UNMAP_DMA takes ranges that wrap")
  static let unmapBisects = Rule(
    .type1, "unmap-bisects", "T1-054", breaks: "UNMAP_DMA removes mappings that it covers in part")
  static let unmapTellsSize = Rule(
    .type1, "unmap-size", "T1-052", breaks: "UNMAP_DMA tells the size asked for, not the size unmapped")
  static let unmapUnlocks = Rule(.type1, "unmap-unlocks", "T1-051", breaks: "VmLck keeps what was unmapped")
  static let unmapReturnsEntry = Rule(
    .type1, "unmap-entry", "T1-012", breaks: "an unmap does not give its entry back to the budget")
  static let version1Start = Rule(
    .type1, "v1-start", "T1-056", breaks: "version 1 unmaps a mapping from its middle")
  static let takeOnce = Rule(
    .type1, "take-once", "T1-069", breaks: "UNMAP_DMA VADDR succeeds for an address taken back already")
}

// MARK: Dirty pages

extension Rule {
  fileprivate static let type1DirtyRules = [
    dirtyNeedsVersion2, dirtySize, dirtyFlags, dirtyOneFlag, bitmapFits, bitmapAlone, bitmapNeedsTracking,
    bitmapPageSize, bitmapAligned, bitmapBisects, mappedIsDirty,
  ]

  static let dirtyNeedsVersion2 = Rule(
    .type1, "dirty-v2", "T1-080", breaks: "dirty pages can be tracked in a version 1 container")
  static let dirtySize = Rule(.type1, "dirty-argsz", "T1-081", breaks: "DIRTY_PAGES takes any argsz")
  static let dirtyFlags = Rule(.type1, "dirty-flags", "T1-081", breaks: "DIRTY_PAGES ignores unknown flags")
  static let dirtyOneFlag = Rule(.type1, "dirty-one-flag", "T1-082", breaks: "DIRTY_PAGES takes no flag, or two")
  static let bitmapFits = Rule(.type1, "bitmap-fits", "T1-087", breaks: "a bitmap of any size is taken")
  static let bitmapAlone = Rule(
    .type1, "bitmap-alone", "T1-099", breaks: "UNMAP_DMA takes GET_DIRTY_BITMAP with ALL or VADDR")
  static let bitmapNeedsTracking = Rule(
    .type1, "bitmap-tracking", "T1-084", breaks: "bitmaps are filled without tracking")
  static let bitmapPageSize = Rule(.type1, "bitmap-page-size", "T1-086", breaks: "any page size is taken")
  static let bitmapAligned = Rule(.type1, "bitmap-aligned", "T1-088", breaks: "GET_BITMAP takes any range")
  static let bitmapBisects = Rule(
    .type1, "bitmap-bisects", "T1-090", breaks: "GET_BITMAP takes ranges that bisect a mapping")
  static let mappedIsDirty = Rule(
    .type1, "mapped-is-dirty", "T1-092", breaks: "pages that a device may have written are not told")
}
