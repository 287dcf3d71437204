extension Rule {
  /// Configuration space, register by register.
  static let configRules: [Rule] = [
    headerReadOnly, capabilityBitSet, capabilityBitClear, cacheLineWrites, interruptLineVirtual, pinReadOnly,
    busMasterBegins, busMasterReaches, absentBARZero, wideBARSizing, barAligned, barBytesMerge, romBARSizing,
    barsRebuilt, chainEnds, capabilityHeaderReadOnly, lackedStates, lowPowerKeeps, msiEnableHidden, messagesClamped,
    messageVirtual, payloadVirtual, readRequestVirtual, phantomReadOnly, linkReadOnly, extendedHeaderReadOnly,
    extendedChainEnds, noExtendedReadsZero, informationReadOnly, errorMasksWritable, shadowRebuilt, droppedCounts,
    readsHost, configBegins, configShort, configWhole, configUnaligned, configAlways,
  ]

  static let headerReadOnly = Rule(
    .config, "header", "CFG-003", breaks: "status, class, header type and subsystem can be written")
  static let capabilityBitSet = Rule(
    .config, "capability-bit", "CFG-004", breaks: "the status says that there are no capabilities")
  static let capabilityBitClear = Rule(
    .config, "capability-bit-clear", "CFG-004",
    breaks: "the status says that there are capabilities where there are none")
  static let cacheLineWrites = Rule(
    .config, "cache-line", "CFG-005", breaks: "the cache line size cannot be written")
  static let interruptLineVirtual = Rule(
    .config, "interrupt-line", "CFG-006", breaks: "the interrupt line cannot be written")
  static let pinReadOnly = Rule(
    .config, "interrupt-pin-written", "CFG-007", breaks: "the interrupt pin can be written")
  static let busMasterBegins = Rule(
    .config, "bus-master-begins", "CFG-009", breaks: "bus mastering is on when a device is opened")
  static let busMasterReaches = Rule(
    .config, "bus-master-reaches", "CFG-010", breaks: "the bus master bit does not reach the device")
  static let absentBARZero = Rule(
    .config, "absent-bar", "CFG-015", breaks: "a BAR that the device lacks keeps what is written")
  static let wideBARSizing = Rule(
    .config, "wide-bar", "CFG-016", breaks: "the upper half of a 64-bit BAR reads as 0")
  static let barAligned = Rule(
    .config, "bar-aligned", "CFG-017", breaks: "an address that is written to a BAR keeps the bits below its size")
  static let barBytesMerge = Rule(
    .config, "bar-bytes", "CFG-018", breaks: "a byte that is written to a BAR clears the others")
  static let romBARSizing = Rule(
    .config, "rom-bar", "CFG-019", breaks: "the BAR of the ROM reads back whatever was written")
  static let barsRebuilt = Rule(
    .config, "bars-rebuilt", "CFG-020", breaks: "the next user finds the BARs as the last one wrote them")
  static let chainEnds = Rule(
    .config, "chain", "CFG-022", breaks: "the chain of capabilities leads back to its first")
  static let capabilityHeaderReadOnly = Rule(
    .config, "capability-header", "CFG-025", breaks: "the kind of a capability can be written")
  static let lackedStates = Rule(
    .config, "lacked-states", "CFG-027", breaks: "power states that a device lacks can be entered")
  static let lowPowerKeeps = Rule(
    .config, "low-power-keeps", "CFG-027", breaks: "a device that comes back from D3hot has lost its configuration")
  static let msiEnableHidden = Rule(
    .config, "msi-enable-hidden", "CFG-030", breaks: "MSI that was set up by ioctl shows in the user's bit")
  static let messagesClamped = Rule(
    .config, "msi-clamped", "CFG-032", breaks: "more messages can be enabled than were set up")
  static let messageVirtual = Rule(
    .config, "msi-message", "CFG-033", breaks: "address and data of MSI cannot be written")
  static let payloadVirtual = Rule(
    .config, "payload", "CFG-036", breaks: "the payload size cannot be written")
  static let readRequestVirtual = Rule(
    .config, "read-request", "CFG-037", breaks: "the read request size cannot be written")
  static let phantomReadOnly = Rule(
    .config, "phantom-functions", "CFG-039", breaks: "phantom functions can be enabled")
  static let linkReadOnly = Rule(
    .config, "link", "CFG-040", breaks: "link, slot and root registers can be written")
  static let extendedHeaderReadOnly = Rule(
    .config, "extended-header", "CFG-044", breaks: "the header of an extended capability can be written")
  static let extendedChainEnds = Rule(
    .config, "extended-chain", "CFG-044", breaks: "the chain of extended capabilities leads back to its first")
  static let noExtendedReadsZero = Rule(
    .config, "no-extended", "CFG-044", breaks: "a device without extended capabilities shows one")
  static let informationReadOnly = Rule(
    .config, "information", "CFG-045", breaks: "the body of an extended capability that only informs can be written")
  static let errorMasksWritable = Rule(
    .config, "error-masks", "CFG-047", breaks: "the masks of errors cannot be written")
  static let shadowRebuilt = Rule(
    .config, "rebuilt", "CFG-051", breaks: "the next user finds virtual registers as the last one wrote them")
  static let droppedCounts = Rule(
    .config, "dropped-counts", "CFG-052", breaks: "a write of which every byte is dropped tells no bytes")
  static let readsHost = Rule(
    .config, "reads-host", "CFG-053", breaks: "the class reads as 0 whatever the host says")
  static let configBegins = Rule(
    .config, "ids", "REG-022", breaks: "vendor and device change places")
  static let configShort = Rule(
    .config, "crosses-the-end", "REG-024", breaks: "a transfer across the end of configuration space ends early")
  static let configWhole = Rule(
    .config, "whole", "REG-025", breaks: "one call reads no more of configuration space than its header")
  static let configUnaligned = Rule(
    .config, "unaligned", "REG-026", breaks: "a read from an odd place begins a byte earlier")
  static let configAlways = Rule(
    .config, "always", "REG-028", breaks: "configuration space cannot be read with memory decoding off")
}
