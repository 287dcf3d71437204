extension Rule {
  static let type1Rules: [Rule] = type1InfoRules + type1MapRules + type1UnmapRules + type1DirtyRules
}

// MARK: Info and groups

extension Rule {
  fileprivate static let type1InfoRules = [
    liveExtensions, smallestPage, unknownRequest, infoSize, infoTellsSize, infoStaysInside, infoTellsRanges,
    noJoinWhileInvalid, reservedExcluded,
    infoFault, infoOrder, infoPadding, infoMigration, rangesGrowBack,
  ]

  static let liveExtensions = Rule(
    .container, "live-extensions", "CON-007", breaks: "UPDATE_VADDR and DMA_CC are promised before SET_IOMMU")
  static let smallestPage = Rule(
    .type1, "smallest-page", "T1-007", breaks: "GET_INFO tells page sizes smaller than the processor's")
  static let unknownRequest = Rule(.type1, "unknown-request", "CON-004", breaks: "unknown requests fail with EINVAL")
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
  static let infoFault = Rule(
    .type1, "info-fault", "T1-001", breaks: "GET_INFO fails with EINVAL for memory that is not there")
  static let infoOrder = Rule(
    .type1, "info-order", "T1-005", breaks: "the capabilities of GET_INFO come in another order")
  static let infoPadding = Rule(
    .type1, "info-padding", "T1-006", breaks: "capabilities are padded where they are not, and the other way round")
  static let infoMigration = Rule(
    .type1, "info-migration", "T1-011", breaks: "MIGRATION tells no page size")
  static let rangesGrowBack = Rule(
    .type1, "ranges-grow-back", "T1-010", breaks: "a group that leaves takes the last range with it")
}

// MARK: Mapping

extension Rule {
  fileprivate static let type1MapRules = [
    mapSize, mapFlags, mapNeedsAccess, addressAlone, mapEmpty, mapAlignedIOVA, mapAlignedAddress, mapAlignedSize,
    mapWrap, mapOverlap, entryLimit, mapInRange, mapCountsLocked, pinChecksAccess, pinChecksWrite, lockCapability,
    lockLimit, restoreNeedsMapping, restoreFits, readOnlyBlocksWrites,
    translates, reachEnds, mapReadOnly, mapLongArgument, mapFault, mapAddressWrap, mapIdentical, mapNeighbours,
    mapCountsTwice, mapAliases, mapRangeEnds, failedMapTakesNothing, failedMapUndone, mapHugeParts, mapShared,
    mapSparesFiles,
    mapRegisters, registersUncounted, lockLimitExact, pinHoldsMemory, lastPageFound, mapByAnyProcess, mapsCallersMemory,
    mapsTakeTurns, restoreEnds, restoreCharges, restoreLimit, restoreAfterExec,
    pinOwnsZeros, pinOwnsFilePages, pinReadsPresent, pinReadsFilePresent, pinSharesFile, pinCountsFirst,
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
  static let translates = Rule(
    .type1, "translates", "T1-016", breaks: "a device reaches nothing through a mapping")
  static let reachEnds = Rule(
    .type1, "reach-ends", "T1-016", breaks: "a device reaches memory beside a mapping")
  static let mapReadOnly = Rule(
    .type1, "map-read-only", "T1-016", breaks: "MAP_DMA takes no mapping for READ alone")
  static let mapLongArgument = Rule(
    .type1, "map-long-argsz", "T1-013", breaks: "MAP_DMA refuses an argsz longer than its structure")
  static let mapFault = Rule(
    .type1, "map-fault", "T1-013", breaks: "MAP_DMA fails with EINVAL for memory that is not there")
  static let mapAddressWrap = Rule(
    .type1, "map-wrap-vaddr", "T1-021", breaks: "MAP_DMA takes addresses that wrap")
  static let mapIdentical = Rule(
    .type1, "map-identical", "T1-023", breaks: "MAP_DMA replaces a mapping of the same range")
  static let mapNeighbours = Rule(
    .type1, "map-neighbours", "T1-025", breaks: "MAP_DMA refuses a range that touches a mapping")
  static let mapCountsTwice = Rule(
    .type1, "map-counts-twice", "T1-026", breaks: "memory that is mapped twice counts once")
  static let mapAliases = Rule(
    .type1, "map-aliases", "T1-026", breaks: "an unmap takes the memory from its other IOVAs, too")
  static let mapRangeEnds = Rule(
    .type1, "map-range-ends", "T1-027", breaks: "the first page of a range cannot be mapped")
  static let failedMapTakesNothing = Rule(
    .type1, "failed-map-entry", "T1-029", breaks: "a MAP_DMA of nothing takes an entry")
  static let failedMapUndone = Rule(
    .type1, "failed-map-undone", "T1-030", breaks: "a MAP_DMA that fails half-way leaves its first page mapped")
  static let mapHugeParts = Rule(
    .type1, "map-huge-parts", "T1-035", breaks: "huge pages can be mapped only whole")
  static let mapShared = Rule(
    .type1, "map-shared", "T1-121", breaks: "shared memory cannot be mapped for WRITE")
  static let mapSparesFiles = Rule(
    .type1, "map-spares-files", "T1-036",
    breaks: "a file that is written back can be mapped for WRITE where it cannot, and the other way round")
  static let pinOwnsZeros = Rule(
    .type1, "pin-zeros", "T1-107", breaks: "a device that may only read reads zeros where nobody had written")
  static let pinOwnsFilePages = Rule(
    .type1, "pin-file", "T1-108", breaks: "a device that may only read reads the file behind a private mapping")
  static let pinReadsPresent = Rule(
    .type1, "pin-present", "T1-107", breaks: "a device that may only read reads memory as it was when it was mapped")
  static let pinReadsFilePresent = Rule(
    .type1, "pin-file-present", "T1-108",
    breaks: "a device that may only read reads a private mapping as it was when it was mapped")
  static let pinSharesFile = Rule(
    .type1, "pin-shared", "T1-109", breaks: "a device that may only read reads a file as it was when it was mapped")
  static let pinCountsFirst = Rule(
    .type1, "pin-counts-first", "T1-110", breaks: "MAP_DMA looks for the end of a file before it counts pages")
  static let mapRegisters = Rule(
    .type1, "map-registers", "T1-039", breaks: "registers of a device cannot be mapped")
  static let registersUncounted = Rule(
    .type1, "registers-uncounted", "T1-039", breaks: "registers that are mapped count as locked memory")
  static let lockLimitExact = Rule(
    .type1, "lock-limit-exact", "T1-042", breaks: "one page more can be mapped than RLIMIT_MEMLOCK allows")
  static let pinHoldsMemory = Rule(
    .type1, "pin-holds", "T1-045", breaks: "a device reaches only what its process still has")
  static let lastPageFound = Rule(
    .type1, "last-page", "T1-066", breaks: "the last page is found where it is not, and the other way round")
  static let mapByAnyProcess = Rule(
    .type1, "map-by-any-process", "FD-014", breaks: "MAP_DMA is for the process that opened the container")
  static let mapsCallersMemory = Rule(
    .type1, "map-callers-memory", "FD-016", breaks: "MAP_DMA takes the memory of whoever opened the container")
  static let mapsTakeTurns = Rule(
    .type1, "map-in-turn", "T1-105", breaks: "an entry is lost when processes take turns")
  static let restoreEnds = Rule(
    .type1, "restore-ends", "T1-072", breaks: "MAP_DMA VADDR leaves the address taken back")
  static let restoreCharges = Rule(
    .type1, "restore-charges", "T1-072",
    breaks: "a mapping that takes an address of another process counts for the old one")
  static let restoreLimit = Rule(
    .type1, "restore-limit", "T1-075", breaks: "RLIMIT_MEMLOCK does not limit who takes a mapping over")
  static let restoreAfterExec = Rule(
    .type1, "restore-after-exec", "T1-079", breaks: "an address cannot be given anew once the old image is gone")
}

// MARK: Unmapping

extension Rule {
  fileprivate static let type1UnmapRules = [
    unmapSize, unmapFlags, unmapAlignedIOVA, unmapAlignedSize, unmapAllZeros, unmapEmpty, unmapWrap, unmapBisects,
    unmapTellsSize, unmapUnlocks, unmapReturnsEntry, version1Start, takeOnce,
    unmapLongArgument, unmapFault, unmapEndsReach, unmapNothing, version1Whole, version1Ends, unmapAllIsAll,
    unmapAllOfNothing, unmapAllVersion1, takeKeepsMapping, takeNothing, takeAll, takeBisects, unmapInvalid, mapperMayGo,
    lastCloseUnpins, deathUnpins,
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
  static let unmapLongArgument = Rule(
    .type1, "unmap-long-argsz", "T1-049", breaks: "UNMAP_DMA refuses an argsz longer than its structure")
  static let unmapFault = Rule(
    .type1, "unmap-fault", "T1-049", breaks: "UNMAP_DMA fails with EINVAL for memory that is not there")
  static let unmapEndsReach = Rule(
    .type1, "unmap-ends-reach", "T1-051", breaks: "a device still reaches what was unmapped, and its pages stay")
  static let unmapNothing = Rule(
    .type1, "unmap-nothing", "T1-053", breaks: "UNMAP_DMA fails where nothing is mapped")
  static let version1Whole = Rule(
    .type1, "v1-whole", "T1-057", breaks: "version 1 leaves a mapping that a range begins with and does not cover")
  static let version1Ends = Rule(
    .type1, "v1-ends", "T1-058", breaks: "version 1 leaves a mapping that a range ends in")
  static let unmapAllIsAll = Rule(
    .type1, "unmap-all", "T1-062", breaks: "UNMAP_DMA ALL leaves the last mapping")
  static let unmapAllOfNothing = Rule(
    .type1, "unmap-all-nothing", "T1-063", breaks: "UNMAP_DMA ALL fails where nothing is mapped")
  static let unmapAllVersion1 = Rule(
    .type1, "unmap-all-v1", "T1-065", breaks: "version 1 does not know ALL")
  static let takeKeepsMapping = Rule(
    .type1, "take-keeps", "T1-067", breaks: "UNMAP_DMA VADDR gives the memory up")
  static let takeNothing = Rule(
    .type1, "take-nothing", "T1-067", breaks: "UNMAP_DMA VADDR fails where nothing is mapped")
  static let takeAll = Rule(
    .type1, "take-all", "T1-068", breaks: "UNMAP_DMA takes no VADDR with ALL")
  static let takeBisects = Rule(
    .type1, "take-bisects", "T1-070", breaks: "UNMAP_DMA VADDR takes ranges that bisect a mapping")
  static let unmapInvalid = Rule(
    .type1, "unmap-invalid", "T1-076", breaks: "a mapping whose address was taken back cannot be unmapped")
  static let mapperMayGo = Rule(
    .type1, "mapper-may-go", "FD-015", breaks: "mappings cannot be unmapped once their process is gone")
  static let lastCloseUnpins = Rule(
    .type1, "last-close-unpins", "FD-005", breaks: "memory stays pinned and counted when the last group has left")
  static let deathUnpins = Rule(
    .type1, "death-unpins", "FD-007", breaks: "memory of a process that was killed stays pinned when it is unmapped")
}

// MARK: Dirty pages

extension Rule {
  fileprivate static let type1DirtyRules = [
    dirtyNeedsVersion2, dirtySize, dirtyFlags, dirtyOneFlag, bitmapFits, bitmapAlone, bitmapNeedsTracking,
    bitmapPageSize, bitmapAligned, bitmapBisects, mappedIsDirty,
    dirtyFault, bitmapSize, bitmapWrap, bitmapFromRange, bitmapLeavesRest, bitmapOnlyRange, bitmapGaps,
    bitmapUnwritable, bitmapOutside, bitmapMappedLater, unmapBitmap, unmapBitmapSize,
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
  static let dirtyFault = Rule(
    .type1, "dirty-fault", "T1-081", breaks: "DIRTY_PAGES fails with EINVAL for memory that is not there")
  static let bitmapSize = Rule(
    .type1, "bitmap-argsz", "T1-085", breaks: "GET_BITMAP takes any argsz")
  static let bitmapWrap = Rule(
    .type1, "bitmap-wrap", "T1-089", breaks: "GET_BITMAP takes ranges that wrap")
  static let bitmapFromRange = Rule(
    .type1, "bitmap-from-range", "T1-091", breaks: "bits are counted from the mapping and not from the range")
  static let bitmapLeavesRest = Rule(
    .type1, "bitmap-leaves-rest", "T1-091", breaks: "a word is written behind the last mapping")
  static let bitmapOnlyRange = Rule(
    .type1, "bitmap-only-range", "T1-091", breaks: "mappings behind the range are told, too")
  static let bitmapGaps = Rule(
    .type1, "bitmap-gaps", "T1-091", breaks: "what is not mapped is dirty")
  static let bitmapUnwritable = Rule(
    .type1, "bitmap-unwritable", "T1-094", breaks: "a bitmap that cannot be written is passed over")
  static let bitmapOutside = Rule(
    .type1, "bitmap-outside", "T1-094", breaks: "a bitmap outside of user space is a fault")
  static let bitmapMappedLater = Rule(
    .type1, "bitmap-mapped-later", "T1-095", breaks: "what is mapped while pages are tracked is not told")
  static let unmapBitmap = Rule(
    .type1, "unmap-bitmap", "T1-096", breaks: "UNMAP_DMA leaves the bitmap as it was")
  static let unmapBitmapSize = Rule(
    .type1, "unmap-bitmap-argsz", "T1-097", breaks: "UNMAP_DMA takes any argsz with GET_DIRTY_BITMAP")
}
