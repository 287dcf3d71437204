extension Rule {
  static let mdpyRules: [Rule] = [
    mdpyDisplayRegion, mdpyRegionIndex, mdpyInterruptCount, mdpyNoInterrupts, mdpyPlaneKind, mdpyPlane, mdpyReset,
    mdpyConfig, mdpyAccess, mdpyAccessOutside, displayMapOffset, displayMapSize, displayMapShared, displayBARSize,
  ]

  static let mdpyDisplayRegion = Rule(
    .mdev, "mdpy-display-region", "MDEV-064", breaks: "region 16 of mdpy is not the display")
  static let mdpyRegionIndex = Rule(.mdev, "mdpy-region-index", "MDEV-064", breaks: "mdpy has regions 9 to 15")
  static let mdpyInterruptCount = Rule(.mdev, "mdpy-interrupt-count", "MDEV-064", breaks: "mdpy tells of interrupts")
  static let mdpyNoInterrupts = Rule(.mdev, "mdpy-no-interrupts", "MDEV-069", breaks: "mdpy takes SET_IRQS")
  static let mdpyPlaneKind = Rule(.mdev, "mdpy-plane-kind", "MDEV-068", breaks: "mdpy takes planes of another kind")
  static let mdpyPlane = Rule(.mdev, "mdpy-plane", "MDEV-068", breaks: "mdpy tells a wrong stride")
  static let mdpyReset = Rule(.mdev, "mdpy-reset", "MDEV-066", breaks: "a reset does not bring the first picture back")
  static let mdpyConfig = Rule(
    .mdev, "mdpy-config", "MDEV-065", breaks: "the vendor capability of mdpy tells width and height the wrong way round"
  )
  static let mdpyAccess = Rule(.mdev, "mdpy-access", "MDEV-067", breaks: "mdpy looks at the offset of an access")
  static let mdpyAccessOutside = Rule(
    .mdev, "mdpy-access-outside", "MDEV-065", breaks: "access outside the regions of mdpy ends early instead of failing"
  )
  static let displayMapOffset = Rule(
    .mdev, "display-map-offset", "MDEV-066", breaks: "a display is mapped at any offset")
  static let displayMapSize = Rule(
    .mdev, "display-map-size", "MDEV-066", breaks: "more than a display's memory is mapped")
  static let displayMapShared = Rule(.mdev, "display-map-shared", "MDEV-066", breaks: "a display is mapped privately")
  static let displayBARSize = Rule(
    .mdev, "display-bar-size", "MDEV-065", breaks: "the BAR of a display does not tell its size")

  static let mbochsRules: [Rule] = [
    mbochsMemory, mbochsRegionCount, mbochsRegionIndex, mbochsRegionType, mbochsEDIDReadOnly, mbochsLink,
    mbochsRegisters, mbochsReset, mbochsNoPlane, mbochsPlaneKind, mbochsBufferID, mbochsCloseForgets, mbochsShift,
    mbochsAccessOutside,
  ]

  static let mbochsMemory = Rule(.mdev, "mbochs-memory", "MDEV-012", breaks: "mbochs gives more memory than it has")
  static let mbochsRegionCount = Rule(
    .mdev, "mbochs-region-count", "MDEV-070", breaks: "mbochs does not count the region of the monitor")
  static let mbochsRegionIndex = Rule(
    .mdev, "mbochs-region-index", "MDEV-070", breaks: "mbochs has regions behind that of the monitor")
  static let mbochsRegionType = Rule(
    .mdev, "mbochs-region-type", "MDEV-070", breaks: "the region of the monitor does not tell its type")
  static let mbochsEDIDReadOnly = Rule(
    .mdev, "mbochs-edid-read-only", "MDEV-070", breaks: "read-only fields of the monitor's region can be written")
  static let mbochsLink = Rule(
    .mdev, "mbochs-link", "MDEV-070", breaks: "a monitor that is not plugged in shows its block")
  static let mbochsRegisters = Rule(
    .mdev, "mbochs-registers", "MDEV-071", breaks: "the registers of the mode cannot be written")
  static let mbochsReset = Rule(.mdev, "mbochs-reset", "MDEV-071", breaks: "a reset keeps the mode")
  static let mbochsNoPlane = Rule(.mdev, "mbochs-no-plane", "MDEV-071", breaks: "a display that is off has a plane")
  static let mbochsPlaneKind = Rule(
    .mdev, "mbochs-plane-kind", "MDEV-071", breaks: "mbochs takes planes of another kind")
  static let mbochsBufferID = Rule(.mdev, "mbochs-buffer-id", "MDEV-072", breaks: "an unknown buffer is another error")
  static let mbochsCloseForgets = Rule(
    .mdev, "mbochs-close-forgets", "MDEV-072", breaks: "the next user sees what the last one drew")
  static let mbochsShift = Rule(
    .mdev, "mbochs-shift", "MDEV-073", breaks: "mbochs reads and writes where a mapping does")
  static let mbochsAccessOutside = Rule(
    .mdev, "mbochs-access-outside", "MDEV-074",
    breaks: "access outside the regions of mbochs ends early instead of failing")
}
