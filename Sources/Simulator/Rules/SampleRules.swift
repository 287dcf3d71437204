extension Rule {
  static let mttyRules: [Rule] = [
    mttyPorts, mttyReturnsPorts, mttyRegionIndex, mttyConfigSize, mttySecondBAR, mttyInfoFirst, mttyInterruptIndex,
    mttyInterruptCount, mttyBARSize, mttyAbsentBAR, mttyPortsApart, mttyLoopback, mttyOverrun, mttyFIFOClear,
    mttyFIFOEnable, mttyDivisor, mttyInterruptMask, mttyIdentity, mttyLineStatus, mttyFlowControl, mttyScratch,
    mttyEmptyInterrupt, mttyDrainedInterrupt, mttyReceiveInterrupt, mttyLineInterrupt, mttyModemInterrupt,
    mttyAutomask, mttyUnmaskIsSilent, mttyMask, mttyMaskNeedsINTx, mttyMaskByEvent, mttyNoSuchAction, mttyMigrates,
    mttyMigrationStates, mttyMigrationWhole, mttyMigrationLoads, mttyMigrationFilesEnd, mttyMigrationHeader,
    mttyMigrationReset, mttyPrecopyInfo, mttyOneKind,
    mttyReplaces, mttyTriggerNeedsEvent, mttyTriggerByHand, mttyCloseDisables,
  ]

  static let mttyPorts = Rule(.mdev, "mtty-ports", "MDEV-008", breaks: "mtty gives more ports than it has")
  static let mttyReturnsPorts = Rule(
    .mdev, "mtty-returns-ports", "MDEV-034", breaks: "mtty keeps the ports of devices that are gone")
  static let mttyRegionIndex = Rule(.mdev, "mtty-region-index", "MDEV-047", breaks: "mtty has a tenth region")
  static let mttyConfigSize = Rule(
    .mdev, "mtty-config-size", "MDEV-046", breaks: "mtty tells another size of configuration space")
  static let mttySecondBAR = Rule(.mdev, "mtty-second-bar", "MDEV-047", breaks: "a card of one port has a second BAR")
  static let mttyInfoFirst = Rule(
    .mdev, "mtty-info-first", "MDEV-053",
    breaks: "mtty knows its interrupts before anybody asked for the device's information")
  static let mttyInterruptIndex = Rule(
    .mdev, "mtty-interrupt-index", "MDEV-054", breaks: "mtty tells of interrupts that it does not have")
  static let mttyInterruptCount = Rule(.mdev, "mtty-interrupt-count", "MDEV-054", breaks: "mtty tells of no interrupt")
  static let mttyBARSize = Rule(.mdev, "mtty-bar-size", "MDEV-048", breaks: "a BAR of mtty does not tell its size")
  static let mttyAbsentBAR = Rule(
    .mdev, "mtty-absent-bar", "MDEV-048", breaks: "a BAR that mtty lacks keeps what is written")
  static let mttyPortsApart = Rule(.mdev, "mtty-ports-apart", "MDEV-049", breaks: "the second port writes to the first")
  static let mttyLoopback = Rule(.mdev, "mtty-loopback", "MDEV-049", breaks: "what is sent does not come back")
  static let mttyOverrun = Rule(.mdev, "mtty-overrun", "MDEV-049", breaks: "a full FIFO takes more")
  static let mttyFIFOClear = Rule(.mdev, "mtty-fifo-clear", "MDEV-049", breaks: "the FIFO cannot be cleared")
  static let mttyFIFOEnable = Rule(
    .mdev, "mtty-fifo-enable", "MDEV-049", breaks: "a FIFO that is off holds more than one byte")
  static let mttyDivisor = Rule(.mdev, "mtty-divisor", "MDEV-049", breaks: "the latch of the divisor has no effect")
  static let mttyInterruptMask = Rule(
    .mdev, "mtty-interrupt-mask", "MDEV-049", breaks: "the upper bits of the interrupts' register are kept")
  static let mttyIdentity = Rule(
    .mdev, "mtty-identity", "MDEV-049", breaks: "no register tells why there was an interrupt")
  static let mttyLineStatus = Rule(.mdev, "mtty-line-status", "MDEV-049", breaks: "the transmitter is always empty")
  static let mttyFlowControl = Rule(
    .mdev, "mtty-flow-control", "MDEV-049", breaks: "a full FIFO does not hold the sender back")
  static let mttyScratch = Rule(.mdev, "mtty-scratch", "MDEV-049", breaks: "the scratch register forgets")
  static let mttyEmptyInterrupt = Rule(
    .mdev, "mtty-empty-interrupt", "MDEV-056", breaks: "an empty transmitter does not interrupt when it is asked to")
  static let mttyDrainedInterrupt = Rule(
    .mdev, "mtty-drained-interrupt", "MDEV-056", breaks: "reading the last byte does not interrupt")
  static let mttyReceiveInterrupt = Rule(
    .mdev, "mtty-receive-interrupt", "MDEV-056", breaks: "a received byte does not interrupt")
  static let mttyLineInterrupt = Rule(.mdev, "mtty-line-interrupt", "MDEV-056", breaks: "an overrun does not interrupt")
  static let mttyModemInterrupt = Rule(
    .mdev, "mtty-modem-interrupt", "MDEV-056", breaks: "the modem's lines do not interrupt")
  static let mttyAutomask = Rule(.mdev, "mtty-automask", "MDEV-056", breaks: "INTx of mtty does not mask itself")
  static let mttyUnmaskIsSilent = Rule(.mdev, "mtty-unmask-silent", "MDEV-056", breaks: "unmasking signals")
  static let mttyMask = Rule(.mdev, "mtty-mask", "MDEV-055", breaks: "masking has no effect")
  static let mttyMaskNeedsINTx = Rule(
    .mdev, "mtty-mask-needs-intx", "MDEV-055", breaks: "INTx that is not in use can be masked")
  static let mttyMaskByEvent = Rule(.mdev, "mtty-mask-by-event", "MDEV-055", breaks: "an eventfd is taken for masking")
  static let mttyNoSuchAction = Rule(
    .mdev, "mtty-no-such-action", "MDEV-055", breaks: "interrupts that mtty lacks can be set")
  static let mttyMigrates = Rule(.mdev, "mtty-migrates", "FEAT-045", breaks: "mtty does not say how it migrates")
  static let mttyMigrationStates = Rule(
    .mdev, "mtty-migration-states", "FEAT-038", breaks: "a state that cannot be reached is no error")
  static let mttyMigrationWhole = Rule(
    .mdev, "mtty-migration-whole", "FEAT-047", breaks: "part of a device's state is enough to resume")
  static let mttyMigrationLoads = Rule(
    .mdev, "mtty-migration-loads", "FEAT-046", breaks: "a device does not become what was written")
  static let mttyMigrationFilesEnd = Rule(
    .mdev, "mtty-migration-files-end", "FEAT-046", breaks: "the file of a migration that is over can be read")
  static let mttyMigrationHeader = Rule(
    .mdev, "mtty-migration-header", "FEAT-046", breaks: "any header is taken")
  static let mttyMigrationReset = Rule(
    .mdev, "mtty-migration-reset", "FEAT-040", breaks: "a reset leaves a stopped device stopped")
  static let mttyPrecopyInfo = Rule(
    .mdev, "mtty-precopy-info", "FEAT-049", breaks: "what is left to copy is told of a stopped device too")
  static let mttyOneKind = Rule(.mdev, "mtty-one-kind", "MDEV-061", breaks: "INTx and MSI are in use at once")
  static let mttyReplaces = Rule(
    .mdev, "mtty-replaces", "MDEV-059", breaks: "an eventfd stays where -1 or a bad one replaces it")
  static let mttyTriggerNeedsEvent = Rule(
    .mdev, "mtty-trigger-needs-event", "MDEV-059", breaks: "an interrupt without an eventfd can be triggered")
  static let mttyTriggerByHand = Rule(
    .mdev, "mtty-trigger-by-hand", "MDEV-057", breaks: "user space cannot trigger an interrupt")
  static let mttyCloseDisables = Rule(
    .mdev, "mtty-close-disables", "MDEV-056", breaks: "the next user finds the last one's eventfd")

  static let mdpyRules: [Rule] = [
    mdpyDisplayRegion, mdpyRegionIndex, mdpyNoInterrupts, mdpyPlaneKind, mdpyPlane, mdpyReset, displayMapOffset,
    displayMapSize, displayMapShared, displayBARSize,
  ]

  static let mdpyDisplayRegion = Rule(
    .mdev, "mdpy-display-region", "MDEV-064", breaks: "region 16 of mdpy is not the display")
  static let mdpyRegionIndex = Rule(.mdev, "mdpy-region-index", "MDEV-064", breaks: "mdpy has regions 9 to 15")
  static let mdpyNoInterrupts = Rule(.mdev, "mdpy-no-interrupts", "MDEV-069", breaks: "mdpy takes SET_IRQS")
  static let mdpyPlaneKind = Rule(.mdev, "mdpy-plane-kind", "MDEV-068", breaks: "mdpy takes planes of another kind")
  static let mdpyPlane = Rule(.mdev, "mdpy-plane", "MDEV-068", breaks: "mdpy tells a wrong stride")
  static let mdpyReset = Rule(.mdev, "mdpy-reset", "MDEV-066", breaks: "a reset does not bring the first picture back")
  static let displayMapOffset = Rule(
    .mdev, "display-map-offset", "MDEV-066", breaks: "a display is mapped at any offset")
  static let displayMapSize = Rule(
    .mdev, "display-map-size", "MDEV-066", breaks: "more than a display's memory is mapped")
  static let displayMapShared = Rule(.mdev, "display-map-shared", "MDEV-066", breaks: "a display is mapped privately")
  static let displayBARSize = Rule(
    .mdev, "display-bar-size", "MDEV-065", breaks: "the BAR of a display does not tell its size")

  static let mbochsRules: [Rule] = [
    mbochsMemory, mbochsRegionType, mbochsEDIDReadOnly, mbochsLink, mbochsRegisters, mbochsReset, mbochsPlaneKind,
    mbochsBufferID, mbochsCloseForgets,
  ]

  static let mbochsMemory = Rule(.mdev, "mbochs-memory", "MDEV-012", breaks: "mbochs gives more memory than it has")
  static let mbochsRegionType = Rule(
    .mdev, "mbochs-region-type", "MDEV-070", breaks: "the region of the monitor does not tell its type")
  static let mbochsEDIDReadOnly = Rule(
    .mdev, "mbochs-edid-read-only", "MDEV-070", breaks: "read-only fields of the monitor's region can be written")
  static let mbochsLink = Rule(
    .mdev, "mbochs-link", "MDEV-070", breaks: "a monitor that is not plugged in shows its block")
  static let mbochsRegisters = Rule(
    .mdev, "mbochs-registers", "MDEV-071", breaks: "the registers of the mode cannot be written")
  static let mbochsReset = Rule(.mdev, "mbochs-reset", "MDEV-071", breaks: "a reset keeps the mode")
  static let mbochsPlaneKind = Rule(
    .mdev, "mbochs-plane-kind", "MDEV-071", breaks: "mbochs takes planes of another kind")
  static let mbochsBufferID = Rule(.mdev, "mbochs-buffer-id", "MDEV-072", breaks: "an unknown buffer is another error")
  static let mbochsCloseForgets = Rule(
    .mdev, "mbochs-close-forgets", "MDEV-072", breaks: "the next user sees what the last one drew")
}
