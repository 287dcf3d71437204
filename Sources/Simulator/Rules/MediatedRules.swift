extension Rule {
  /// Of the mdev core, of containers with mediated devices, and of the kernel's samples.
  static let mediatedRules: [Rule] =
    mediatedCoreRules + mediatedContainerRules + sampleRules + mttyRules + mdpyRules + mbochsRules

  static let mediatedCoreRules: [Rule] = [
    mdevDuplicate, mdevInstances, mdevUUIDLength, mdevUUIDForm, mdevNewline, mdevLowerCase, mdevReuse,
    mdevReturnsInstance, mdevFailedCreate, mdevOwnGroup, mdevTypeLink, mdevListsDevice, mdevClassLink,
    mdevCreateIsPrivate, mdevDescription, mdevRemoved, mdevRemoveZero, mdevRemoveNumber, mdevNoMatch,
    mdevUnloadRemoves, mdevOpenHoldsModule,
  ]

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
  static let mdevTypeLink = Rule(.mdev, "type-link", "MDEV-042", breaks: "mdev_type leads to another type")
  static let mdevListsDevice = Rule(.mdev, "lists-device", "MDEV-013", breaks: "a type does not list its devices")
  static let mdevClassLink = Rule(.mdev, "class-link", "MDEV-001", breaks: "a parent is missing in /sys/class/mdev_bus")
  static let mdevCreateIsPrivate = Rule(.mdev, "create-mode", "MDEV-023", breaks: "anybody may make devices")
  static let mdevDescription = Rule(
    .mdev, "description", "MDEV-003", breaks: "a type has a description that its driver does not give")
  static let mdevRemoved = Rule(.mdev, "removed", "MDEV-027", breaks: "a removed device stays in sysfs")
  static let mdevRemoveZero = Rule(.mdev, "remove-zero", "MDEV-028", breaks: "0 removes a device")
  static let mdevRemoveNumber = Rule(.mdev, "remove-number", "MDEV-029", breaks: "remove takes what is no number")
  static let mdevNoMatch = Rule(.mdev, "no-match", "MDEV-040", breaks: "a device can be bound by its name")
  static let mdevUnloadRemoves = Rule(.mdev, "unload-removes", "MDEV-035", breaks: "devices outlive their parent")
  static let mdevOpenHoldsModule = Rule(
    .mdev, "open-holds-module", "MDEV-036", breaks: "the parent of an open device can be unloaded")

  static let mediatedContainerRules: [Rule] = [
    mdevMapPinsNothing, mdevJoinPins, mdevLeaveUnpins, mdevPageSizes, mdevNoAddressUpdate, mdevDirtyPinned,
  ]

  static let mdevMapPinsNothing = Rule(
    .mdev, "map-pins-nothing", "MDEV-075", breaks: "memory is pinned though no IOMMU needs it")
  static let mdevJoinPins = Rule(
    .mdev, "join-pins", "MDEV-077", breaks: "memory mapped before is not pinned when an IOMMU comes in")
  static let mdevLeaveUnpins = Rule(
    .mdev, "leave-unpins", "MDEV-077", breaks: "memory stays pinned when the last IOMMU goes")
  static let mdevPageSizes = Rule(
    .mdev, "page-sizes", "MDEV-075", breaks: "a container without an IOMMU tells the page sizes of one")
  static let mdevNoAddressUpdate = Rule(
    .mdev, "no-address-update", "T1-071", breaks: "addresses can be taken back beside a mediated device")
  static let mdevDirtyPinned = Rule(
    .mdev, "dirty-pinned", "MDEV-075", breaks: "all pages are dirty though no driver pinned any")

  static let sampleRules: [Rule] = [
    mdevInfoSize, mdevInfo, mdevUnknownRequest, mdevAccessOutside,
  ]

  static let mdevInfoSize = Rule(
    .mdev, "info-size", "MDEV-045", breaks: "argsz of the samples' information may be too small")
  static let mdevInfo = Rule(.mdev, "info", "MDEV-045", breaks: "a sample says that it can be reset")
  static let mdevUnknownRequest = Rule(
    .mdev, "unknown-request", "MDEV-063", breaks: "a sample takes requests that it does not know")
  static let mdevAccessOutside = Rule(
    .mdev, "access-outside", "MDEV-051", breaks: "access outside every region ends early instead of failing")
}
