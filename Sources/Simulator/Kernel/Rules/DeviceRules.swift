extension Rule {
  /// Devices: what they tell, their regions, configuration space, features, reset.
  static let deviceRules: [Rule] = [
    deviceInfoSize, infoTellsReset, infoCounts, infoWritesNoMore, deviceUnknownRequest, resetNeedsMethod,
    resetKeepsConfig,
    openClearsBusMaster, openClearsDisINTx, closeStopsDMA, closeRestoresConfig, closeDisablesInterrupts, featureSize,
    featureFlags, featureGetOrSet, featureNeedsOperation, featureUnknown, ioEventSize, ioEventWidth,
    ioEventDescriptor, ioEventInsideBAR, ioEventSparesMSIX, ioEventWritesData, ioEventOnce, ioEventRemoveStops,
    ioEventRemovesKnown, ioEventLimit, regionInfoSize,
    regionInfoStaysInside, shortReadLeavesRest, writeReadsNoMore, regionIndex, configRegionSize, absentBAR,
    barRegionSize,
    memoryBARMaps, portBARDoesNotMap, msixMappable, romRegion, vgaRegionAbsent, regionOffsets, regionEnd,
    regionShortCount, accessNeedsMemory, lowPowerBlocksBARs, msixTableHidden, romReadOnly, romNeedsMemory,
    mappingShared, mappingInsideBAR, mappingNotExecutable, mappingNeedsMemory, memoryOffZaps, configEnd,
    identityReadOnly, interruptPinShown, disINTxMasks, barSizing, barsAreVirtual, backdoorResetRecovery, gapsAreRaw,
    noPowerEvents, powerStateFollows, msiEnableNeedsIRQ, msixReadOnly, resetBitReadsZero, resetBitResets,
    hotResetInfoSize, hotResetNeedsBridge, hotResetInfoSpace, hotResetInfoGroup, hotResetSize, hotResetFlags,
    hotResetCount, hotResetNeedsGroups, hotResetNeedsAllGroups, hotResetNeedsDriver, hotResetRestores,
  ]

  static let deviceInfoSize = Rule(.device, "info-argsz", "DEV-001", breaks: "GET_INFO takes any argsz")
  static let infoTellsReset = Rule(.device, "info-reset", "DEV-004", breaks: "GET_INFO says RESET for every device")
  static let infoCounts = Rule(.device, "info-regions", "DEV-003", breaks: "GET_INFO says that there are no regions")
  static let infoWritesNoMore = Rule(
    .device, "info-room", "DEV-003", breaks: "GET_INFO writes behind the room that the caller gave")
  static let deviceUnknownRequest = Rule(
    .device, "unknown-request", "DEV-031", breaks: "an unknown ioctl on a device succeeds")
  static let resetNeedsMethod = Rule(
    .device, "reset-needs-method", "DEV-027", breaks: "VFIO_DEVICE_RESET succeeds on a device that cannot be reset")
  static let resetKeepsConfig = Rule(
    .device, "reset-keeps-config", "DEV-028",
    breaks: "VFIO_DEVICE_RESET leaves the configuration of a device that was just reset")
  static let openClearsBusMaster = Rule(
    .device, "open-bus-master", "DEV-034", breaks: "a device opens with bus mastering as it was")
  static let openClearsDisINTx = Rule(
    .device, "open-disintx", "DEV-034", breaks: "a left-over DisINTx bit stays when a device is opened")
  static let closeStopsDMA = Rule(
    .device, "close-stops-dma", "DEV-036", breaks: "bus mastering stays on when a device is closed")
  static let closeRestoresConfig = Rule(
    .device, "close-restores", "DEV-034", breaks: "the last close leaves the configuration to the next user")
  static let closeDisablesInterrupts = Rule(
    .device, "close-interrupts", "DEV-036", breaks: "interrupts stay when a device is closed")
  static let featureSize = Rule(.device, "feature-argsz", "FEAT-001", breaks: "FEATURE takes any argsz")
  static let featureFlags = Rule(.device, "feature-flags", "FEAT-003", breaks: "FEATURE takes unknown flags")
  static let featureGetOrSet = Rule(
    .device, "feature-get-or-set", "FEAT-004", breaks: "FEATURE takes GET and SET at once")
  static let featureNeedsOperation = Rule(
    .device, "feature-operation", "FEAT-006", breaks: "FEATURE takes an index without an operation")
  static let featureUnknown = Rule(
    .device, "feature-unknown", "FEAT-008", breaks: "FEATURE succeeds for an unknown index")
  static let ioEventSize = Rule(.device, "ioeventfd-argsz", "DEV-039", breaks: "IOEVENTFD takes any argsz")
  static let ioEventWidth = Rule(
    .device, "ioeventfd-width", "DEV-040", breaks: "IOEVENTFD takes any combination of widths")
  static let ioEventDescriptor = Rule(
    .device, "ioeventfd-fd", "DEV-041", breaks: "IOEVENTFD takes any negative descriptor")
  static let ioEventInsideBAR = Rule(
    .device, "ioeventfd-inside", "DEV-043", breaks: "IOEVENTFD takes an offset behind the BAR")
  static let ioEventSparesMSIX = Rule(
    .device, "ioeventfd-msix", "DEV-044", breaks: "IOEVENTFD can write to the table of MSI-X")
  static let ioEventWritesData = Rule(
    .device, "ioeventfd-data", "DEV-046", breaks: "a signal writes 0 rather than the data")
  static let ioEventOnce = Rule(
    .device, "ioeventfd-once", "DEV-047", breaks: "the same IOEVENTFD can be registered twice")
  static let ioEventRemoveStops = Rule(
    .device, "ioeventfd-remove", "DEV-049", breaks: "a removed IOEVENTFD still writes")
  static let ioEventRemovesKnown = Rule(
    .device, "ioeventfd-remove-unknown", "DEV-050", breaks: "removing an IOEVENTFD that is not there succeeds")
  static let ioEventLimit = Rule(
    .device, "ioeventfd-limit", "DEV-052", breaks: "a device takes more than 1000 IOEVENTFDs")
  static let regionInfoSize = Rule(.region, "info-argsz", "DEV-010", breaks: "GET_REGION_INFO takes any argsz")
  static let regionInfoStaysInside = Rule(
    .region, "info-room", "DEV-056", breaks: "GET_REGION_INFO writes a capability behind argsz")
  static let shortReadLeavesRest = Rule(
    .region, "read-inside", "REG-034", breaks: "a read that is cut short fills the rest of the caller's buffer")
  static let writeReadsNoMore = Rule(
    .region, "write-inside", "REG-035", breaks: "a write reads a byte behind the caller's buffer")
  static let regionIndex = Rule(
    .region, "info-index", "DEV-012", breaks: "GET_REGION_INFO succeeds for an index that is not there")
  static let configRegionSize = Rule(
    .region, "config-size", "DEV-013", breaks: "GET_REGION_INFO tells half of a configuration space")
  static let absentBAR = Rule(
    .region, "absent-bar", "DEV-014", breaks: "GET_REGION_INFO says that an absent BAR can be read")
  static let barRegionSize = Rule(
    .region, "bar-size", "DEV-015", breaks: "GET_REGION_INFO tells half of the size of a BAR")
  static let memoryBARMaps = Rule(
    .region, "memory-bar-maps", "DEV-015", breaks: "GET_REGION_INFO does not say that memory can be mapped")
  static let portBARDoesNotMap = Rule(
    .region, "port-bar", "DEV-017", breaks: "GET_REGION_INFO says that ports can be mapped")
  static let msixMappable = Rule(
    .region, "msix-mappable", "DEV-020",
    breaks: "GET_REGION_INFO has no capability for the BAR with the table of MSI-X")
  static let romRegion = Rule(.region, "rom", "DEV-021", breaks: "GET_REGION_INFO hides a ROM")
  static let vgaRegionAbsent = Rule(
    .region, "vga", "DEV-023", breaks: "GET_REGION_INFO succeeds for the VGA region of a device without")
  static let regionOffsets = Rule(.region, "offsets", "DEV-026", breaks: "every region has offset 0")
  static let regionEnd = Rule(
    .region, "end", "REG-004", breaks: "an access behind the end of a BAR moves nothing, without an error")
  static let regionShortCount = Rule(
    .region, "short-count", "REG-005", breaks: "an access across the end of a BAR fails")
  static let accessNeedsMemory = Rule(
    .region, "needs-memory", "REG-010", breaks: "BARs can be accessed with memory decoding off")
  static let lowPowerBlocksBARs = Rule(.region, "low-power", "REG-012", breaks: "BARs can be accessed in D3hot")
  static let msixTableHidden = Rule(
    .region, "msix-table", "REG-014", breaks: "the table of MSI-X can be read and written by pread and pwrite")
  static let romReadOnly = Rule(.region, "rom-read-only", "REG-017", breaks: "a write to the ROM succeeds")
  static let romNeedsMemory = Rule(
    .region, "rom-needs-memory", "REG-019", breaks: "the ROM can be read with memory decoding off")
  static let mappingShared = Rule(.region, "map-shared", "MMAP-002", breaks: "a BAR can be mapped privately")
  static let mappingInsideBAR = Rule(.region, "map-inside", "MMAP-007", breaks: "a mapping can reach behind its BAR")
  static let mappingNotExecutable = Rule(
    .region, "map-exec", "MMAP-011", breaks: "a BAR can be mapped as code where the kernel forbids it")
  static let mappingNeedsMemory = Rule(
    .region, "map-needs-memory", "MMAP-015", breaks: "a mapping works with memory decoding off")
  static let memoryOffZaps = Rule(
    .region, "map-zapped", "MMAP-016", breaks: "a mapping in use survives memory decoding being turned off")
  static let configEnd = Rule(
    .config, "end", "REG-023", breaks: "an access behind the end of configuration space fails with EINVAL")
  static let identityReadOnly = Rule(.config, "identity", "CFG-001", breaks: "vendor and device can be written")
  static let interruptPinShown = Rule(
    .config, "interrupt-pin", "IRQ-004", breaks: "the interrupt pin reads 0 for every device")
  static let disINTxMasks = Rule(.config, "disintx", "CFG-011", breaks: "DisINTx has no effect")
  static let barSizing = Rule(.config, "bar-sizing", "CFG-015", breaks: "BARs read back whatever was written")
  static let barsAreVirtual = Rule(.config, "bars-virtual", "CFG-015", breaks: "a write to a BAR reaches the device")
  static let backdoorResetRecovery = Rule(
    .config, "reset-recovery", "CFG-021", breaks: "BARs that a reset of the host cleared stay lost")
  static let gapsAreRaw = Rule(.config, "gaps", "CFG-024", breaks: "bytes between capabilities cannot be written")
  static let noPowerEvents = Rule(
    .config, "power-events", "CFG-026", breaks: "power management events can be enabled in the capability")
  static let powerStateFollows = Rule(
    .config, "power-state", "CFG-027", breaks: "a write of the power state has no effect")
  static let msiEnableNeedsIRQ = Rule(
    .config, "msi-enable", "CFG-029", breaks: "MSI can be enabled in configuration space alone")
  static let msixReadOnly = Rule(.config, "msix-control", "CFG-035", breaks: "the control of MSI-X can be written")
  static let resetBitReadsZero = Rule(
    .config, "flr-reads-zero", "CFG-038", breaks: "the reset bit of PCI Express stays set")
  static let resetBitResets = Rule(
    .config, "flr-resets", "CFG-038", breaks: "the reset bit of PCI Express has no effect")
  static let hotResetInfoSize = Rule(
    .reset, "info-argsz", "HOT-001", breaks: "GET_PCI_HOT_RESET_INFO takes any argsz")
  static let hotResetNeedsBridge = Rule(
    .reset, "needs-bridge", "HOT-003", breaks: "hot reset is offered on the root bus")
  static let hotResetInfoSpace = Rule(
    .reset, "info-space", "HOT-004", breaks: "GET_PCI_HOT_RESET_INFO writes its list without room for it")
  static let hotResetInfoGroup = Rule(
    .reset, "info-group", "HOT-006", breaks: "GET_PCI_HOT_RESET_INFO names group 0 for every device")
  static let hotResetSize = Rule(.reset, "argsz", "HOT-009", breaks: "PCI_HOT_RESET takes any argsz")
  static let hotResetFlags = Rule(.reset, "flags", "HOT-009", breaks: "PCI_HOT_RESET takes unknown flags")
  static let hotResetCount = Rule(
    .reset, "count", "HOT-013", breaks: "PCI_HOT_RESET takes more groups than there are functions")
  static let hotResetNeedsGroups = Rule(
    .reset, "needs-groups", "HOT-016", breaks: "PCI_HOT_RESET takes descriptors that are no groups")
  static let hotResetNeedsAllGroups = Rule(
    .reset, "all-groups", "HOT-017", breaks: "PCI_HOT_RESET resets devices of groups that the caller did not name")
  static let hotResetNeedsDriver = Rule(
    .reset, "all-bound", "HOT-018", breaks: "PCI_HOT_RESET resets a function that another driver has, or none")
  static let hotResetRestores = Rule(
    .reset, "restores", "HOT-019", breaks: "PCI_HOT_RESET leaves the devices without their configuration")
}
