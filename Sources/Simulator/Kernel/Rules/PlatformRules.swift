extension Rule {
  /// Devices that are on no bus that could tell of them: vfio-platform and vfio-amba.
  static let platformRules: [Rule] = [
    platformNeedsOverride, platformRequiresReset, platformBindsWithoutReset, platformInfoSize, platformBusFlag,
    platformResetFlag, platformCountsInterrupts, platformRegionInfoSize, platformRegionIndex, platformPagesMap,
    platformRegionSize, platformIRQInfoSize, platformIRQIndex, platformLevelFlags, platformEdgeFlags,
    platformTriggerEnables, platformWrongEventDrops, platformNeedsEvent, platformDisablesAlways, platformDisables,
    platformOneInterrupt, platformEdgeHasNoMask, platformMask, platformUnmask, platformMaskIsOnce,
    platformMaskHeedsBoolean, platformEventActs, platformEventRemoved, platformMaskedIsSilent, platformLoopbackMasks,
    platformLoopback, platformLoopbackHeedsBoolean, platformEdgeSignals, platformOneAction, platformLineRefused,
    platformResetNeedsFunction, platformRegionEnd, platformShortCount, platformPositionStays, platformMapShared,
    platformMapInside, platformMapNeedsFlag, platformUnknownRequest, platformNoFeature, platformSessionsReset,
    platformResetResets, platformUnbindWaits, platformWideAccess, platformAlarmIsToldOnce,
  ]

  static let platformNeedsOverride = Rule(
    .platform, "needs-override", "PLAT-001", breaks: "vfio-platform takes devices that nobody gave it")
  static let platformRequiresReset = Rule(
    .platform, "requires-reset", "PLAT-002", breaks: "a device without a reset function is bound though one is required"
  )
  static let platformBindsWithoutReset = Rule(
    .platform, "binds-without-reset", "PLAT-003",
    breaks: "a device without a reset function is not bound though none is required")
  static let platformInfoSize = Rule(
    .platform, "info-size", "PLAT-004", breaks: "DEVICE_GET_INFO takes any argsz")
  static let platformBusFlag = Rule(
    .platform, "bus-flag", "PLAT-005", breaks: "DEVICE_GET_INFO tells the other bus")
  static let platformResetFlag = Rule(
    .platform, "reset-flag", "PLAT-005", breaks: "DEVICE_GET_INFO does not tell that there is a reset function")
  static let platformCountsInterrupts = Rule(
    .platform, "interrupt-count", "PLAT-005", breaks: "a device without an interrupt tells of one")
  static let platformRegionInfoSize = Rule(
    .platform, "region-info-size", "PLAT-006", breaks: "DEVICE_GET_REGION_INFO takes any argsz")
  static let platformRegionIndex = Rule(
    .platform, "region-index", "PLAT-006", breaks: "a region that the device lacks can be asked for")
  static let platformPagesMap = Rule(
    .platform, "pages-map", "PLAT-007", breaks: "MMAP is told of registers that are no whole pages, and of no others")
  static let platformRegionSize = Rule(
    .platform, "region-size", "PLAT-007", breaks: "the size of a region is rounded up to pages")
  static let platformIRQInfoSize = Rule(
    .platform, "irq-info-size", "PLAT-009", breaks: "DEVICE_GET_IRQ_INFO takes any argsz")
  static let platformIRQIndex = Rule(
    .platform, "irq-index", "PLAT-009", breaks: "an interrupt that the device lacks can be asked for")
  static let platformLevelFlags = Rule(
    .platform, "level-flags", "PLAT-010",
    breaks: "a level-triggered interrupt is told to be neither MASKABLE nor AUTOMASKED")
  static let platformEdgeFlags = Rule(
    .platform, "edge-flags", "PLAT-011", breaks: "an edge-triggered interrupt is told to be MASKABLE and AUTOMASKED")
  static let platformTriggerEnables = Rule(
    .platform, "trigger-enables", "PLAT-012", breaks: "an eventfd for TRIGGER leaves the interrupt disabled")
  static let platformWrongEventDrops = Rule(
    .platform, "wrong-event-drops", "PLAT-013", breaks: "the eventfd stays if a wrong descriptor is set after it")
  static let platformNeedsEvent = Rule(
    .platform, "needs-event", "PLAT-013", breaks: "TRIGGER takes a descriptor of any kind")
  static let platformDisablesAlways = Rule(
    .platform, "disables-always", "PLAT-014", breaks: "an interrupt without an eventfd cannot be disabled")
  static let platformDisables = Rule(
    .platform, "disables", "PLAT-014", breaks: "the eventfd is signalled after the interrupt was disabled")
  static let platformOneInterrupt = Rule(
    .platform, "one-interrupt", "PLAT-015", breaks: "MASK, UNMASK and TRIGGER take a count of 0")
  static let platformEdgeHasNoMask = Rule(
    .platform, "edge-mask", "PLAT-016", breaks: "an edge-triggered interrupt can be masked")
  static let platformMask = Rule(
    .platform, "mask", "PLAT-017", breaks: "MASK leaves the interrupt enabled")
  static let platformUnmask = Rule(
    .platform, "unmask", "PLAT-017", breaks: "UNMASK leaves the interrupt disabled")
  static let platformMaskIsOnce = Rule(
    .platform, "mask-once", "PLAT-017", breaks: "an interrupt that was masked twice stays masked after one UNMASK")
  static let platformMaskHeedsBoolean = Rule(
    .platform, "mask-boolean", "PLAT-017", breaks: "MASK and UNMASK do their deed also if the boolean is false")
  static let platformEventActs = Rule(
    .platform, "event-acts", "PLAT-018", breaks: "the eventfds for MASK and UNMASK do nothing")
  static let platformEventRemoved = Rule(
    .platform, "event-removed", "PLAT-018", breaks: "descriptor -1 leaves the eventfd for MASK or UNMASK")
  static let platformMaskedIsSilent = Rule(
    .platform, "masked-silent", "PLAT-019",
    breaks: "a trigger of the user signals the eventfd while the interrupt is masked")
  static let platformLoopbackMasks = Rule(
    .platform, "loopback-masks", "PLAT-019", breaks: "a trigger of the user does not mask a level-triggered interrupt")
  static let platformLoopback = Rule(
    .platform, "loopback", "PLAT-020", breaks: "TRIGGER with DATA_NONE signals nothing")
  static let platformLoopbackHeedsBoolean = Rule(
    .platform, "loopback-boolean", "PLAT-020", breaks: "TRIGGER signals the eventfd also if the boolean is false")
  static let platformEdgeSignals = Rule(
    .platform, "edge-signals", "PLAT-020", breaks: "a trigger of an edge-triggered interrupt signals nothing")
  static let platformOneAction = Rule(
    .platform, "one-action", "PLAT-021", breaks: "SET_IRQS without an action, or with several, returns 0")
  static let platformLineRefused = Rule(
    .platform, "line-refused", "PLAT-022", breaks: "SET_IRQS works for an interrupt that could not be requested")
  static let platformResetNeedsFunction = Rule(
    .platform, "reset-function", "PLAT-023", breaks: "DEVICE_RESET without a reset function returns 0")
  static let platformRegionEnd = Rule(
    .platform, "region-end", "PLAT-024", breaks: "access at the end of a region moves no bytes, and succeeds")
  static let platformShortCount = Rule(
    .platform, "short-count", "PLAT-025", breaks: "access across the end of a region fails")
  static let platformPositionStays = Rule(
    .platform, "position", "PLAT-025", breaks: "read and write move the position")
  static let platformMapShared = Rule(
    .platform, "map-shared", "PLAT-027", breaks: "a region can be mapped by MAP_PRIVATE")
  static let platformMapInside = Rule(
    .platform, "map-inside", "PLAT-027", breaks: "a mapping reaches beyond its region")
  static let platformMapNeedsFlag = Rule(
    .platform, "map-flag", "PLAT-027", breaks: "a region without MMAP can be mapped")
  static let platformUnknownRequest = Rule(
    .platform, "unknown-request", "PLAT-029", breaks: "a request of other devices returns 0")
  static let platformNoFeature = Rule(
    .platform, "no-feature", "PLAT-029", breaks: "DEVICE_FEATURE returns 0")
  static let platformSessionsReset = Rule(
    .platform, "sessions-reset", "PLAT-030", breaks: "a device is opened as its last user left it")
  static let platformResetResets = Rule(
    .platform, "reset-resets", "PLAT-031", breaks: "DEVICE_RESET returns 0 and does not call the reset function")
  static let platformUnbindWaits = Rule(
    .platform, "unbind-waits", "PLAT-032", breaks: "a device is taken from its user, who is not waited for")
  static let platformWideAccess = Rule(
    .platform, "wide-access", "PLAT-033", breaks: "registers are read and written byte by byte")
  static let platformAlarmIsToldOnce = Rule(
    .platform, "told-once", "PLAT-034", breaks: "an interrupt of the device is signalled twice")
}
