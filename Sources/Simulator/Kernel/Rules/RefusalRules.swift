extension Rule {
  /// What a call that is refused has not done.
  static let refusalRules: [Rule] = [
    refusedConfigRead, refusedConfigWrite, refusedRead, refusedWrite, refusedArgument, refusedMapCounts,
    refusedMapEntry,
    refusedUnmap, refusedDirtyTracking, refusedBitmap, refusedJoin, refusedLeave, refusedModel, refusedInterrupts,
    refusedSignal, refusedEventWrite, refusedLowPower, refusedHotReset, refusedWindow, refusedRemoval, refusedRegister,
    refusedUnregister, refusedTCEMap, refusedTCEUnmap, refusedCreate, refusedRemove, mttyWrongDescriptor,
    mttyKeepsEvent,
  ]

  // MARK: Transfers and arguments

  static let refusedConfigRead = Rule(
    .config, "refused-read", "REG-024",
    breaks: "a read across the end of configuration space fails and fills the buffer up to there")
  static let refusedConfigWrite = Rule(
    .config, "refused-write", "REG-140",
    breaks: "a write across the end of configuration space fails and writes the registers up to there")
  static let refusedRead = Rule(
    .region, "refused-read", "REG-010", breaks: "a read with memory decoding off fails and fills the buffer")
  static let refusedWrite = Rule(
    .region, "refused-write", "REG-010", breaks: "a write with memory decoding off fails and reaches the register")
  static let refusedArgument = Rule(
    .descriptor, "refused-argument", "FD-140", breaks: "a call that fails has changed its structure")

  // MARK: Type1

  static let refusedMapCounts = Rule(
    .type1, "refused-map-counts", "T1-140", breaks: "a MAP_DMA that fails leaves a page counted as locked")
  static let refusedMapEntry = Rule(
    .type1, "refused-map-entry", "T1-140", breaks: "a MAP_DMA that fails takes an entry")
  static let refusedUnmap = Rule(
    .type1, "refused-unmap", "T1-141", breaks: "an UNMAP_DMA that fails has removed the mappings")
  static let refusedDirtyTracking = Rule(
    .type1, "refused-tracking", "T1-142", breaks: "a DIRTY_PAGES that fails has ended the tracking")
  static let refusedBitmap = Rule(
    .type1, "refused-bitmap", "T1-142", breaks: "a GET_BITMAP that fails has cleared the bitmap")

  // MARK: Groups and containers

  static let refusedJoin = Rule(
    .group, "refused-join", "GRP-029", breaks: "a SET_CONTAINER that fails takes the group out of its container")
  static let refusedLeave = Rule(
    .group, "refused-leave", "GRP-031", breaks: "an UNSET_CONTAINER that fails has unmapped all memory")
  static let refusedModel = Rule(
    .container, "refused-model", "CON-014", breaks: "a second SET_IOMMU fails and has unmapped all memory")

  // MARK: Devices

  static let refusedInterrupts = Rule(
    .irq, "refused-set", "IRQ-140", breaks: "a SET_IRQS that fails has disabled the interrupts")
  static let refusedSignal = Rule(
    .irq, "refused-signal", "IRQ-140", breaks: "a SET_IRQS that fails has signalled the eventfds")
  static let refusedEventWrite = Rule(
    .device, "refused-ioeventfd", "DEV-140", breaks: "an IOEVENTFD that fails has removed those that were set")
  static let refusedLowPower = Rule(
    .device, "refused-low-power", "FEAT-140", breaks: "a FEATURE that fails has put the device into low power")
  static let refusedHotReset = Rule(
    .reset, "refused-reset", "HOT-017", breaks: "a PCI_HOT_RESET that fails has reset the devices")

  // MARK: POWER

  static let refusedWindow = Rule(
    .spapr, "refused-create", "TCE-140", breaks: "a SPAPR_TCE_CREATE that fails leaves a page counted as locked")
  static let refusedRemoval = Rule(
    .spapr, "refused-remove", "TCE-141", breaks: "a SPAPR_TCE_REMOVE that fails has removed a window")
  static let refusedRegister = Rule(
    .spapr, "refused-register", "TCE-142", breaks: "a REGISTER_MEMORY that fails leaves a page counted as locked")
  static let refusedUnregister = Rule(
    .spapr, "refused-unregister", "TCE-143", breaks: "an UNREGISTER_MEMORY that fails has given all memory up")
  static let refusedTCEMap = Rule(
    .spapr, "refused-map", "TCE-144", breaks: "a MAP_DMA that fails has cleared the windows")
  static let refusedTCEUnmap = Rule(
    .spapr, "refused-unmap", "TCE-145", breaks: "an UNMAP_DMA that fails has cleared the windows")

  // MARK: Mediated devices

  static let refusedCreate = Rule(
    .mdev, "refused-create", "MDEV-019", breaks: "a create of a UUID that is taken fails and removes the device")
  static let refusedRemove = Rule(
    .mdev, "refused-remove", "MDEV-029", breaks: "a write to remove fails and removes the device")
  static let mttyWrongDescriptor = Rule(
    .mdev, "mtty-wrong-descriptor", "MDEV-141", breaks: "SET_IRQS of mtty succeeds with a descriptor of no eventfd")
  static let mttyKeepsEvent = Rule(
    .mdev, "mtty-keeps-event", "MDEV-141",
    breaks: "before Linux 6.7, SET_IRQS of mtty fails with a wrong descriptor and takes the eventfd of INTx")
}
