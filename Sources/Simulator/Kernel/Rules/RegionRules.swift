extension Rule {
  /// Regions: what is told of them, transfers, mappings.
  static let regionRules: [Rule] = [
    emptyTransfer, regionExists, absentBARAccess, vgaAccess, positionAdvances, preadKeepsPosition, readFault,
    writeFault, accessesAligned, accessesAnywhere, portsReach, portsNeedNoDecode, tableWritesCount, romReads, mapPages,
    mapStores, mapOtherRegions, mapExists, mapNeedsFlag, mapFromInside, mapAligned, mapAnyAccess, smallBARMaps,
    tableMaps, mappingKeepsSize, mappingIsIO, peerReaches, resetRefaults, zapsOwn, forksInherit,
    childNeedsMemory, childNeedsPower, childNeedsWake, regionFault, smallBARFlag, msixNeedsRoom, onlyTableCapability,
    noROMRegion, vgaRegionSize, vgaReaches, vgaShortCount, vgaGaps, vgaParameter,
  ]

  static let emptyTransfer = Rule(
    .region, "empty", "REG-001", breaks: "a transfer of no bytes fails")
  static let regionExists = Rule(
    .region, "no-such-region", "REG-002", breaks: "an access behind the last region moves nothing, without an error")
  static let absentBARAccess = Rule(
    .region, "absent-access", "REG-003",
    breaks: "an access to a BAR or a ROM that is not there moves nothing, without an error")
  static let vgaAccess = Rule(
    .region, "vga-access", "REG-029", breaks: "an access to the VGA region moves nothing, without an error")
  static let positionAdvances = Rule(
    .region, "position", "REG-006", breaks: "read and write leave the position where it was")
  static let preadKeepsPosition = Rule(
    .region, "pread-position", "REG-033", breaks: "pread and pwrite move the position")
  static let readFault = Rule(
    .region, "read-fault", "REG-007", breaks: "a read into memory that is not there says EINVAL")
  static let writeFault = Rule(
    .region, "write-fault", "REG-027", breaks: "a write from memory that is not there says EINVAL")
  static let accessesAligned = Rule(
    .region, "access-width", "REG-008", breaks: "registers are accessed byte by byte")
  static let accessesAnywhere = Rule(
    .region, "access-anywhere", "REG-008", breaks: "an access from an odd place fails")
  static let portsReach = Rule(
    .region, "ports", "REG-008", breaks: "ports lead to the memory of another BAR")
  static let portsNeedNoDecode = Rule(
    .region, "ports-decode", "REG-011", breaks: "ports can be read only with their decoding on")
  static let tableWritesCount = Rule(
    .region, "table-counts", "REG-015",
    breaks: "a write to the table of MSI-X does not count the bytes that are dropped")
  static let romReads = Rule(
    .region, "rom-reads", "REG-018", breaks: "the ROM reads as ones")
  static let mapPages = Rule(
    .region, "map-pages", "MMAP-001", breaks: "every page of a mapping leads to the first of the BAR")
  static let mapStores = Rule(
    .region, "map-stores", "MMAP-001", breaks: "what is stored through a mapping does not reach the BAR")
  static let mapOtherRegions = Rule(
    .region, "map-other-regions", "MMAP-003", breaks: "ROM, configuration space and VGA can be mapped")
  static let mapExists = Rule(
    .region, "map-no-such-region", "MMAP-004", breaks: "what is behind the last region can be mapped")
  static let mapNeedsFlag = Rule(
    .region, "map-needs-flag", "MMAP-006", breaks: "BARs can be mapped that do not say so")
  static let mapFromInside = Rule(
    .region, "map-from-inside", "MMAP-008", breaks: "a mapping from inside a BAR leads to its start")
  static let mapAligned = Rule(
    .region, "map-aligned", "MMAP-010", breaks: "a mapping can begin anywhere")
  static let mapAnyAccess = Rule(
    .region, "map-access", "MMAP-011", breaks: "a BAR cannot be mapped for reading alone")
  static let smallBARMaps = Rule(
    .region, "map-small", "MMAP-012", breaks: "a BAR smaller than a page cannot be mapped")
  static let tableMaps = Rule(
    .region, "map-table", "MMAP-014", breaks: "the BAR with the table of MSI-X cannot be mapped")
  static let mappingKeepsSize = Rule(
    .region, "map-grows", "MMAP-020", breaks: "a mapping of a BAR can grow")
  static let mappingIsIO = Rule(
    .region, "map-is-io", "MMAP-021", breaks: "a mapping of a BAR is told as ordinary memory")
  static let peerReaches = Rule(
    .region, "map-peer", "MMAP-022", breaks: "a device does not reach the registers of another that are mapped for it")
  static let resetRefaults = Rule(
    .region, "map-after-reset", "MMAP-018", breaks: "a mapping is dead after a reset")
  static let zapsOwn = Rule(
    .region, "map-zaps-own", "MMAP-016", breaks: "memory that is turned off takes the mappings of all devices with it")
  static let forksInherit = Rule(
    .region, "map-fork", "MMAP-019", breaks: "a child does not have the mappings of its parent")
  static let childNeedsMemory = Rule(
    .region, "map-child-memory", "MMAP-024", breaks: "a child's mapping works with memory off")
  static let childNeedsPower = Rule(
    .region, "map-child-power", "MMAP-025", breaks: "a child's mapping reaches a device in D3hot")
  static let childNeedsWake = Rule(
    .region, "map-child-low-power", "MMAP-026", breaks: "a child's mapping reaches a device in low power")
  static let regionFault = Rule(
    .region, "info-fault", "DEV-011", breaks: "GET_REGION_INFO says EINVAL for memory that is not there")
  static let smallBARFlag = Rule(
    .region, "small-bar", "DEV-016",
    breaks: "GET_REGION_INFO tells of a small BAR the contrary of whether it can be mapped")
  static let msixNeedsRoom = Rule(
    .region, "msix-room", "DEV-019", breaks: "GET_REGION_INFO does not tell how much room its capability needs")
  static let onlyTableCapability = Rule(
    .region, "only-table", "DEV-020", breaks: "GET_REGION_INFO has the capability for every BAR")
  static let noROMRegion = Rule(
    .region, "no-rom", "DEV-022", breaks: "GET_REGION_INFO fails where there is no ROM")
  static let vgaRegionSize = Rule(
    .region, "vga-size", "DEV-024", breaks: "the VGA region has the size of the window alone")
  static let vgaReaches = Rule(
    .region, "vga-reaches", "REG-030", breaks: "an access to the VGA region does not reach the controller")
  static let vgaShortCount = Rule(
    .region, "vga-count", "REG-030", breaks: "an access to the VGA region goes on behind a range's end")
  static let vgaGaps = Rule(
    .region, "vga-gaps", "REG-031",
    breaks: "an access between the VGA region's ranges moves nothing, without an error")
  static let vgaParameter = Rule(
    .region, "vga-parameter", "REG-036", breaks: "disable_vga leaves the VGA region there")
}
