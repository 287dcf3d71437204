extension Rule {
  /// Of the mdev core, of containers with mediated devices, and of the kernel's samples.
  static let mediatedRules: [Rule] =
    mediatedCoreRules + mediatedContainerRules + sampleRules + mttyRules + mttyMigrationRules + mdpyRules + mbochsRules

  static let mediatedCoreRules: [Rule] = [
    mdevBusFiles, mdevBusGoes, mdevEveryType, mdevDeviceAPI, mdevTypeTitle, mdevDescription, mdevDescriptionShown,
    mdevDuplicate, mdevInstances, mdevUUIDLength, mdevUUIDForm, mdevNewline, mdevLowerCase, mdevReuse,
    mdevReturnsInstance, mdevFailedCreate, mdevOwnGroup, mdevNameCase, mdevTypeLink, mdevListsDevice, mdevClassLink,
    mdevCreateIsPrivate, mdevDriverAttributes, mdevNoOverride, mdevRemoved, mdevRemoveZero, mdevRemoveNumber,
    mdevRemoveWaits, mdevRemovedOnce, mdevRemovedIsNoDevice, mdevUnbindLeavesDevice, mdevNoMatch, mdevUnloadRemoves,
    mdevOpenHoldsModule, mdevUnknownFeature,
  ]

  static let mdevBusFiles = Rule(
    .mdev, "bus-files", "MDEV-080", breaks: "the bus of mediated devices lacks the files that have drivers tried")
  static let mdevBusGoes = Rule(
    .mdev, "bus-goes", "MDEV-080", breaks: "the bus and its class stay when mdev is unloaded")
  static let mdevEveryType = Rule(.mdev, "every-type", "MDEV-002", breaks: "the last type of a parent has no directory")
  static let mdevDeviceAPI = Rule(.mdev, "device-api", "MDEV-004", breaks: "device_api tells the driver")
  static let mdevTypeTitle = Rule(
    .mdev, "type-title", "MDEV-005", breaks: "name of a type tells the name of its directory")
  static let mdevDuplicate = Rule(.mdev, "duplicate", "MDEV-019", breaks: "a UUID can be given to two devices")
  static let mdevInstances = Rule(
    .mdev, "core-instances", "MDEV-010", breaks: "a parent whose devices the core counts makes more than it may")
  static let mdevUUIDLength = Rule(.mdev, "uuid-length", "MDEV-016", breaks: "a UUID may be shorter or longer")
  static let mdevUUIDForm = Rule(.mdev, "uuid-form", "MDEV-017", breaks: "what is no UUID makes a device")
  static let mdevNewline = Rule(.mdev, "uuid-newline", "MDEV-014", breaks: "a newline behind the UUID is refused")
  static let mdevLowerCase = Rule(
    .mdev, "uuid-lower-case", "MDEV-018", breaks: "a device keeps the upper case of its UUID")
  static let mdevReuse = Rule(.mdev, "uuid-reuse", "MDEV-020", breaks: "a removed device keeps its UUID taken")
  static let mdevReturnsInstance = Rule(
    .mdev, "returns-instance", "MDEV-034", breaks: "a removed device keeps the instance that the core counts")
  static let mdevFailedCreate = Rule(
    .mdev, "failed-create", "MDEV-044", breaks: "a device that could not be made leaves its directory")
  static let mdevOwnGroup = Rule(.mdev, "own-group", "MDEV-025", breaks: "mediated devices share a group")
  static let mdevNameCase = Rule(
    .mdev, "name-case", "MDEV-026", breaks: "a device can be opened by its UUID in upper case")
  static let mdevTypeLink = Rule(.mdev, "type-link", "MDEV-042", breaks: "mdev_type leads to another type")
  static let mdevListsDevice = Rule(.mdev, "lists-device", "MDEV-013", breaks: "a type does not list its devices")
  static let mdevClassLink = Rule(.mdev, "class-link", "MDEV-001", breaks: "a parent is missing in /sys/class/mdev_bus")
  static let mdevCreateIsPrivate = Rule(.mdev, "create-mode", "MDEV-023", breaks: "anybody may make devices")
  static let mdevDriverAttributes = Rule(
    .mdev, "driver-attributes", "MDEV-043", breaks: "a device lacks the attributes of its driver")
  static let mdevNoOverride = Rule(.mdev, "no-override", "MDEV-041", breaks: "a device has driver_override")
  static let mdevDescription = Rule(
    .mdev, "description", "MDEV-003", breaks: "a type has a description that its driver does not give")
  static let mdevDescriptionShown = Rule(
    .mdev, "description-shown", "MDEV-003", breaks: "a type does not show the description that its driver gives")
  static let mdevRemoved = Rule(.mdev, "removed", "MDEV-027", breaks: "a removed device stays in sysfs")
  static let mdevRemoveZero = Rule(.mdev, "remove-zero", "MDEV-028", breaks: "0 removes a device")
  static let mdevRemoveNumber = Rule(.mdev, "remove-number", "MDEV-029", breaks: "remove takes what is no number")
  static let mdevRemoveWaits = Rule(.mdev, "remove-waits", "MDEV-030", breaks: "an open device can be removed")
  static let mdevRemovedOnce = Rule(
    .mdev, "removed-once", "MDEV-031", breaks: "who comes second to remove a device is told EINVAL")
  static let mdevRemovedIsNoDevice = Rule(
    .mdev, "removed-is-no-device", "MDEV-032", breaks: "opening a device that was removed fails with EINVAL")
  static let mdevUnbindLeavesDevice = Rule(
    .mdev, "unbind-leaves-device", "MDEV-039", breaks: "unbinding a device removes it")
  static let mdevNoMatch = Rule(.mdev, "no-match", "MDEV-040", breaks: "a device can be bound by its name")
  static let mdevUnloadRemoves = Rule(.mdev, "unload-removes", "MDEV-035", breaks: "devices outlive their parent")
  static let mdevOpenHoldsModule = Rule(
    .mdev, "open-holds-module", "MDEV-036", breaks: "the parent of an open device can be unloaded")
  static let mdevUnknownFeature = Rule(
    .mdev, "unknown-feature", "MDEV-079", breaks: "FEATURE of a mediated device succeeds for an unknown index")

  static let mediatedContainerRules: [Rule] = [
    mdevMapPinsNothing, mdevJoinPins, mdevLeaveUnpins, mdevPageSizes, mdevCoherent, mdevNoAddressUpdate,
    mdevDirtyPinned, mdevUnmapsUnpinned, mdevJoinHeedsReserved, mdevJoinHeedsAperture,
  ]

  static let mdevMapPinsNothing = Rule(
    .mdev, "map-pins-nothing", "MDEV-075", breaks: "memory is pinned though no IOMMU needs it")
  static let mdevJoinPins = Rule(
    .mdev, "join-pins", "MDEV-077", breaks: "memory mapped before is not pinned when an IOMMU comes in")
  static let mdevLeaveUnpins = Rule(
    .mdev, "leave-unpins", "MDEV-077", breaks: "memory stays pinned when the last IOMMU goes")
  static let mdevJoinHeedsReserved = Rule(
    .mdev, "join-reserved", "MDEV-086",
    breaks: "a physical group joins though the host keeps a range that is mapped")
  static let mdevJoinHeedsAperture = Rule(
    .mdev, "join-aperture", "MDEV-087",
    breaks: "a physical group joins though its IOMMU does not translate what is mapped")
  static let mdevPageSizes = Rule(
    .mdev, "page-sizes", "MDEV-075", breaks: "a container without an IOMMU tells the page sizes of one")
  static let mdevCoherent = Rule(.mdev, "coherent", "CON-010", breaks: "a container without an IOMMU is not coherent")
  static let mdevNoAddressUpdate = Rule(
    .mdev, "no-address-update", "T1-071", breaks: "addresses can be taken back beside a mediated device")
  static let mdevDirtyPinned = Rule(
    .mdev, "dirty-pinned", "MDEV-075", breaks: "all pages are dirty though no driver pinned any")
  static let mdevUnmapsUnpinned = Rule(
    .mdev, "unmaps-unpinned", "MDEV-076", breaks: "memory that no driver pinned stays mapped")

  static let sampleRules: [Rule] = [
    mdevInfoSize, mdevInfo, mdevUnknownRequest, mdevAlignedPieces, mdevAccessOutside,
  ]

  static let mdevInfoSize = Rule(
    .mdev, "info-size", "MDEV-045", breaks: "argsz of the samples' information may be too small")
  static let mdevInfo = Rule(.mdev, "info", "MDEV-045", breaks: "a sample says that it can be reset")
  static let mdevUnknownRequest = Rule(
    .mdev, "unknown-request", "MDEV-063", breaks: "a sample takes requests that it does not know")
  static let mdevAlignedPieces = Rule(
    .mdev, "aligned-pieces", "MDEV-049", breaks: "an access that is not aligned is done in one piece")
  static let mdevAccessOutside = Rule(
    .mdev, "access-outside", "MDEV-051", breaks: "access outside every region ends early instead of failing")
}
