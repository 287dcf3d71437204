extension Rule {
  static let mttyRules: [Rule] = [
    mttyPorts, mttyReturnsPorts, mttyCountsCards, mttyRegionIndex, mttyConfigSize, mttySecondBAR, mttyInfoFirst,
    mttyInterruptIndex, mttyInterruptCount, mttyVendor, mttyConfigReadOnly, mttyConfigBytes, mttyBARSize, mttyAbsentBAR,
    mttyNoMapping, mttyResets, mttyResetKeeps, mttyPortsApart, mttyLoopback, mttyOverrun, mttyFIFOClear, mttyFIFOEnable,
    mttyDivisor, mttyInterruptMask, mttyIdentity, mttyLineStatus, mttyStatusReadOnly, mttyFlowControl, mttyScratch,
    mttyNothingBeyond, mttyWideWrite, mttyEmptyInterrupt, mttyDrainedInterrupt, mttyReceiveInterrupt, mttyLineInterrupt,
    mttyModemInterrupt, mttyUnheard, mttyAutomask, mttyUnmaskIsSilent, mttyMask, mttyMaskNeedsINTx, mttyMaskByEvent,
    mttyNoSuchAction, mttyNoSuchIndex, mttyNoAction, mttyChecksInterrupts, mttyOneInterrupt, mttyOneKind, mttyReplaces,
    mttyTriggerNeedsEvent, mttyTriggerByHand, mttyDataTriggersNothing, mttyCloseDisables,
  ]

  static let mttyPorts = Rule(.mdev, "mtty-ports", "MDEV-008", breaks: "mtty gives more ports than it has")
  static let mttyReturnsPorts = Rule(
    .mdev, "mtty-returns-ports", "MDEV-034", breaks: "mtty keeps the ports of devices that are gone")
  static let mttyCountsCards = Rule(
    .mdev, "mtty-counts-cards", "MDEV-006", breaks: "mtty says how many ports are left, not how many cards")
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
  static let mttyVendor = Rule(.mdev, "mtty-vendor", "MDEV-048", breaks: "mtty is a device of no vendor")
  static let mttyConfigReadOnly = Rule(
    .mdev, "mtty-config-read-only", "MDEV-048", breaks: "mtty keeps what is written to its configuration space")
  static let mttyConfigBytes = Rule(
    .mdev, "mtty-config-bytes", "MDEV-048", breaks: "all bytes of a dword of configuration space read as its first")
  static let mttyBARSize = Rule(.mdev, "mtty-bar-size", "MDEV-048", breaks: "a BAR of mtty does not tell its size")
  static let mttyAbsentBAR = Rule(
    .mdev, "mtty-absent-bar", "MDEV-048", breaks: "a BAR that mtty lacks keeps what is written")
  static let mttyNoMapping = Rule(.mdev, "mtty-no-mapping", "MDEV-050", breaks: "the registers of mtty can be mapped")
  static let mttyResets = Rule(.mdev, "mtty-resets", "MDEV-052", breaks: "mtty cannot be reset")
  static let mttyResetKeeps = Rule(.mdev, "mtty-reset-keeps", "MDEV-052", breaks: "a reset clears registers and bytes")
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
  static let mttyStatusReadOnly = Rule(
    .mdev, "mtty-status-read-only", "MDEV-049", breaks: "a write to the line status register sets its overrun bit")
  static let mttyFlowControl = Rule(
    .mdev, "mtty-flow-control", "MDEV-049", breaks: "a full FIFO does not hold the sender back")
  static let mttyScratch = Rule(.mdev, "mtty-scratch", "MDEV-049", breaks: "the scratch register forgets")
  static let mttyNothingBeyond = Rule(
    .mdev, "mtty-beyond", "MDEV-049", breaks: "the registers of a port come again behind its eighth")
  static let mttyWideWrite = Rule(
    .mdev, "mtty-wide-write", "MDEV-049", breaks: "each byte of an aligned write goes to a register of its own")
  static let mttyEmptyInterrupt = Rule(
    .mdev, "mtty-empty-interrupt", "MDEV-056", breaks: "an empty transmitter does not interrupt when it is asked to")
  static let mttyDrainedInterrupt = Rule(
    .mdev, "mtty-drained-interrupt", "MDEV-056", breaks: "reading the last byte does not interrupt")
  static let mttyReceiveInterrupt = Rule(
    .mdev, "mtty-receive-interrupt", "MDEV-056", breaks: "a received byte does not interrupt")
  static let mttyLineInterrupt = Rule(.mdev, "mtty-line-interrupt", "MDEV-056", breaks: "an overrun does not interrupt")
  static let mttyModemInterrupt = Rule(
    .mdev, "mtty-modem-interrupt", "MDEV-056", breaks: "the modem's lines do not interrupt")
  static let mttyUnheard = Rule(
    .mdev, "mtty-unheard", "MDEV-056", breaks: "a write fails where no eventfd takes the interrupt that it makes")
  static let mttyAutomask = Rule(.mdev, "mtty-automask", "MDEV-056", breaks: "INTx of mtty does not mask itself")
  static let mttyUnmaskIsSilent = Rule(.mdev, "mtty-unmask-silent", "MDEV-056", breaks: "unmasking signals")
  static let mttyMask = Rule(.mdev, "mtty-mask", "MDEV-055", breaks: "masking has no effect")
  static let mttyMaskNeedsINTx = Rule(
    .mdev, "mtty-mask-needs-intx", "MDEV-055", breaks: "INTx that is not in use can be masked")
  static let mttyMaskByEvent = Rule(.mdev, "mtty-mask-by-event", "MDEV-055", breaks: "an eventfd is taken for masking")
  static let mttyNoSuchAction = Rule(
    .mdev, "mtty-no-such-action", "MDEV-055", breaks: "interrupts that mtty lacks can be set")
  static let mttyNoSuchIndex = Rule(
    .mdev, "mtty-no-such-index", "MDEV-060", breaks: "SET_IRQS of an interrupt that mtty lacks succeeds")
  static let mttyNoAction = Rule(
    .mdev, "mtty-no-action", "MDEV-060", breaks: "SET_IRQS of mtty without one action fails with ENOTTY")
  static let mttyChecksInterrupts = Rule(
    .mdev, "mtty-checks-interrupts", "MDEV-062", breaks: "SET_IRQS of mtty succeeds with arguments that are wrong")
  static let mttyOneInterrupt = Rule(
    .mdev, "mtty-one-interrupt", "MDEV-062", breaks: "mtty takes more than one interrupt of an index")
  static let mttyOneKind = Rule(.mdev, "mtty-one-kind", "MDEV-061", breaks: "INTx and MSI are in use at once")
  static let mttyReplaces = Rule(
    .mdev, "mtty-replaces", "MDEV-059", breaks: "an eventfd stays where -1 or a bad one replaces it")
  static let mttyTriggerNeedsEvent = Rule(
    .mdev, "mtty-trigger-needs-event", "MDEV-059", breaks: "an interrupt without an eventfd can be triggered")
  static let mttyTriggerByHand = Rule(
    .mdev, "mtty-trigger-by-hand", "MDEV-057", breaks: "user space cannot trigger an interrupt")
  static let mttyDataTriggersNothing = Rule(
    .mdev, "mtty-data-triggers-nothing", "MDEV-057", breaks: "user space can trigger INTx before Linux 6.9")
  static let mttyCloseDisables = Rule(
    .mdev, "mtty-close-disables", "MDEV-056", breaks: "the next user finds the last one's eventfd")
}
