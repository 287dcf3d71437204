extension Rule {
  static let groupRules: [Rule] = [
    singleOpen, statusSize, statusTellsContainer, statusTellsViability, attachOnce, unsetNeedsContainer,
    unsetWhileOpen, viability, hostDriverRefused, detachReleasesOwnership, deviceNeedsIOMMU, deviceClosesOnExec,
    deviceKeepsGroupOpen, nodeGoesWithGroup,
  ]

  static let singleOpen = Rule(.group, "single-open", "GRP-009", breaks: "a group can be opened twice")
  static let statusSize = Rule(.group, "status-argsz", "GRP-015", breaks: "GET_STATUS takes any argsz")
  static let statusTellsContainer = Rule(
    .group, "status-container", "GRP-019", breaks: "GET_STATUS never says CONTAINER_SET")
  static let statusTellsViability = Rule(
    .group, "status-viable", "GRP-020", breaks: "GET_STATUS says VIABLE while a host driver has a member")
  static let attachOnce = Rule(
    .group, "attach-once", "GRP-029", breaks: "SET_CONTAINER moves a group that is attached already")
  static let unsetNeedsContainer = Rule(
    .group, "unset-needs-container", "GRP-030", breaks: "UNSET_CONTAINER of an unattached group succeeds")
  static let unsetWhileOpen = Rule(
    .group, "unset-while-open", "GRP-031", breaks: "UNSET_CONTAINER succeeds while a device is open")
  static let viability = Rule(
    .group, "viability", "GRP-021", breaks: "SET_CONTAINER takes a group of which a host driver has a member")
  static let hostDriverRefused = Rule(
    .group, "host-driver-refused", "GRP-024", breaks: "a host driver can bind a member of an attached group")
  static let detachReleasesOwnership = Rule(
    .group, "detach-releases", "GRP-032", breaks: "UNSET_CONTAINER keeps the ownership of DMA")
  static let deviceNeedsIOMMU = Rule(
    .group, "device-needs-iommu", "GRP-039", breaks: "GET_DEVICE_FD succeeds before SET_IOMMU")
  static let deviceClosesOnExec = Rule(
    .group, "device-cloexec", "GRP-041", breaks: "a device descriptor survives exec")
  static let deviceKeepsGroupOpen = Rule(
    .group, "device-keeps-group", "FD-001", breaks: "closing the group takes it from an open device")
  static let nodeGoesWithGroup = Rule(
    .group, "node-goes", "GRP-003", breaks: "the group's node stays when its last device is unbound")
}
