extension Rule {
  /// Devices: what their calls refuse, and what closing and resets leave.
  static let sessionRules: [Rule] = [
    infoFaultOfDevice, infoIgnoresInput, infoTellsMethod, infoKeepsSize, resetResets, resetIsAlone, resetWakes,
    resetKeepsDecode, resetKeepsMappings, resetKeepsInterrupts, noGraphics, closeResets, closeFreesGroup,
    closeEndsWrites, closeLeavesLowPower, openWakes, busResets, openSiblingKeeps, foreignSiblingKeeps, unbindBlocks,
    ioEventFault, ioEventOnlyBARs, ioEventWide, ioEventByValue, ioEventNeedsEvent, ioEventAbsentBAR, ioEventNeedsMemory,
    featureFault, featureRoom, featuresOfOthers, lowPowerOnce, lowPowerSetOnly, lowPowerAdmits, lowPowerStopsMappings,
    lowPowerExit, wakeupNeedsEvent, hotResetInfoFault, hotResetNeedsBus, hotResetNamesGroups, hotResetGroupsFault,
  ]

  static let infoFaultOfDevice = Rule(
    .device, "info-fault", "DEV-002", breaks: "GET_INFO fails with EINVAL for memory that is not there")
  static let infoIgnoresInput = Rule(
    .device, "info-input", "DEV-003", breaks: "GET_INFO keeps flags that the caller left")
  static let infoTellsMethod = Rule(
    .device, "info-method", "DEV-004", breaks: "GET_INFO never says RESET")
  static let infoKeepsSize = Rule(
    .device, "info-size", "DEV-006", breaks: "GET_INFO raises argsz without a capability")
  static let resetResets = Rule(
    .device, "reset-resets", "DEV-028", breaks: "VFIO_DEVICE_RESET leaves the registers as they were")
  static let resetIsAlone = Rule(
    .device, "reset-alone", "DEV-028", breaks: "VFIO_DEVICE_RESET resets every open device")
  static let resetWakes = Rule(
    .device, "reset-wakes", "DEV-028", breaks: "VFIO_DEVICE_RESET leaves a device in D3hot")
  static let resetKeepsDecode = Rule(
    .device, "reset-decode", "DEV-028", breaks: "VFIO_DEVICE_RESET turns memory on")
  static let resetKeepsMappings = Rule(
    .device, "reset-mappings", "DEV-029", breaks: "mappings that are there at VFIO_DEVICE_RESET work no more")
  static let resetKeepsInterrupts = Rule(
    .device, "reset-interrupts", "DEV-030", breaks: "VFIO_DEVICE_RESET takes interrupts down")
  static let noGraphics = Rule(
    .device, "graphics", "DEV-032", breaks: "a device without graphics tells of a plane")
  static let closeResets = Rule(
    .device, "close-resets", "DEV-036", breaks: "a device is reset neither when it is closed nor when it is opened")
  static let closeFreesGroup = Rule(
    .device, "close-frees", "DEV-036", breaks: "the group of a device that was closed stays open")
  static let closeEndsWrites = Rule(
    .device, "close-ioeventfd", "DEV-036", breaks: "IOEVENTFDs of the last user go on")
  static let closeLeavesLowPower = Rule(
    .device, "close-low-power", "FEAT-016", breaks: "low power outlives the session")
  static let openWakes = Rule(
    .device, "open-wakes", "CFG-051", breaks: "a device opens in the power state that its last user left")
  static let busResets = Rule(
    .device, "bus-resets", "DEV-037", breaks: "the bus is not reset with its last device")
  static let openSiblingKeeps = Rule(
    .device, "bus-open-sibling", "DEV-037", breaks: "the bus is reset while a device on it is open")
  static let foreignSiblingKeeps = Rule(
    .device, "bus-foreign-sibling", "DEV-037", breaks: "the bus is reset while another driver has a device on it")
  static let unbindBlocks = Rule(
    .device, "unbind-blocks", "DEV-038", breaks: "unbind does not wait for a user whom it cannot ask")
  static let ioEventFault = Rule(
    .device, "ioeventfd-fault", "DEV-039", breaks: "IOEVENTFD fails with EINVAL for memory that is not there")
  static let ioEventOnlyBARs = Rule(
    .device, "ioeventfd-bars", "DEV-042", breaks: "IOEVENTFD takes other regions than BARs")
  static let ioEventWide = Rule(
    .device, "ioeventfd-wide", "DEV-045", breaks: "IOEVENTFD takes 8 bytes where it does not, and the other way round")
  static let ioEventByValue = Rule(
    .device, "ioeventfd-by-value", "DEV-048", breaks: "a register takes one IOEVENTFD, whatever its value")
  static let ioEventNeedsEvent = Rule(
    .device, "ioeventfd-event", "DEV-051", breaks: "IOEVENTFD passes over what is no eventfd")
  static let ioEventAbsentBAR = Rule(
    .device, "ioeventfd-absent", "DEV-053", breaks: "IOEVENTFD takes BARs that are not there")
  static let ioEventNeedsMemory = Rule(
    .device, "ioeventfd-memory", "DEV-054", breaks: "a signal writes with memory decoding off")
  static let featureFault = Rule(
    .device, "feature-fault", "FEAT-002", breaks: "FEATURE fails with EINVAL for memory that is not there")
  static let featureRoom = Rule(
    .device, "feature-room", "FEAT-009", breaks: "FEATURE takes any argsz for its payload")
  static let featuresOfOthers = Rule(
    .device, "feature-others", "FEAT-014", breaks: "a plain device migrates")
  static let lowPowerOnce = Rule(
    .device, "low-power-once", "FEAT-017", breaks: "low power can be entered twice")
  static let lowPowerSetOnly = Rule(
    .device, "low-power-set", "FEAT-018", breaks: "low power can be asked for")
  static let lowPowerAdmits = Rule(
    .device, "low-power-admits", "FEAT-019", breaks: "registers cannot be read in low power")
  static let lowPowerStopsMappings = Rule(
    .device, "low-power-mappings", "FEAT-020", breaks: "a mapping works in low power")
  static let lowPowerExit = Rule(
    .device, "low-power-exit", "FEAT-021", breaks: "low power that was not entered cannot be left")
  static let wakeupNeedsEvent = Rule(
    .device, "low-power-wakeup", "FEAT-022", breaks: "low power with a wakeup takes any descriptor")
  static let hotResetInfoFault = Rule(
    .reset, "info-fault", "HOT-002", breaks: "GET_PCI_HOT_RESET_INFO fails with EINVAL for memory that is not there")
  static let hotResetNeedsBus = Rule(
    .reset, "needs-bus", "HOT-010", breaks: "PCI_HOT_RESET succeeds on the root bus")
  static let hotResetNamesGroups = Rule(
    .reset, "names-groups", "HOT-011", breaks: "PCI_HOT_RESET succeeds without groups")
  static let hotResetGroupsFault = Rule(
    .reset, "groups-fault", "HOT-014", breaks: "PCI_HOT_RESET fails with EINVAL for a list that is not there")
}
