extension Rule {
  /// MAP_DMA of sPAPR, and what a device reaches by it.
  static let spaprMapRules = [
    mapNeedsRegistration, tceMapSize, tceMapFlags, tceMapAccess, mapInWindow, tceMapAlignedSize, tceMapAlignedAddress,
    tceMapAlignedIOVA, mapReplaces, pinsMemory, failedMapClears, pinsForWriting, mapsRegistered, pageFits,
    readEntryBlocksWrites, defaultWindow, tceMapFault, tceMapLongArgument, tceMapReadAlone, tceMapEmpty,
    mapsOthersRegions, mapsAcross, mapsWhatIsPinned, staysEnabled, largePagesLead,
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
  static let tceMapFault = Rule(
    .spapr, "map-fault", "TCE-026", breaks: "MAP_DMA fails with EINVAL for memory that is not there")
  static let tceMapLongArgument = Rule(
    .spapr, "map-long-argsz", "TCE-026", breaks: "MAP_DMA refuses an argsz longer than its structure")
  static let tceMapReadAlone = Rule(
    .spapr, "map-read-only", "TCE-028", breaks: "MAP_DMA takes no mapping for READ alone")
  static let tceMapEmpty = Rule(
    .spapr, "map-empty", "TCE-032", breaks: "MAP_DMA refuses a size of 0")
  static let mapsOthersRegions = Rule(
    .spapr, "maps-others", "TCE-038", breaks: "MAP_DMA takes only what the container registered itself")
  static let mapsAcross = Rule(
    .spapr, "maps-across", "TCE-038", breaks: "MAP_DMA takes memory of one region alone")
  static let mapsWhatIsPinned = Rule(
    .spapr, "maps-pinned", "TCE-048", breaks: "registered memory that the process gave up cannot be mapped")
  static let staysEnabled = Rule(
    .spapr, "stays-enabled", "TCE-025", breaks: "version 2 maps nothing once its last region is gone")
  static let largePagesLead = Rule(
    .spapr, "large-pages", "TCE-062", breaks: "every 4 KiB of a window's page lead to its first")
}

// MARK: Unmapping

extension Rule {
  static let spaprUnmapRules = [
    tceUnmapSize, tceUnmapFlags, unmapInWindow, tceUnmapAlignedSize, tceUnmapAlignedIOVA, unmapEndsInWindow,
    unmapsAnything, unmapTellsNothing, unmapReleases, tceUnmapFault, unmapParts, unmapGaps, unmapEmptyRange, unmapGone,
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
  static let tceUnmapFault = Rule(
    .spapr, "unmap-fault", "TCE-041", breaks: "UNMAP_DMA fails with EINVAL for memory that is not there")
  static let unmapParts = Rule(
    .spapr, "unmap-parts", "TCE-045", breaks: "UNMAP_DMA leaves the last entry of a range")
  static let unmapGaps = Rule(
    .spapr, "unmap-gaps", "TCE-045", breaks: "UNMAP_DMA fails where a part of the range is not mapped")
  static let unmapEmptyRange = Rule(
    .spapr, "unmap-empty", "TCE-045", breaks: "UNMAP_DMA refuses a size of 0")
  static let unmapGone = Rule(
    .spapr, "unmap-gone", "TCE-045", breaks: "UNMAP_DMA fails where the process gave the memory up")
}
