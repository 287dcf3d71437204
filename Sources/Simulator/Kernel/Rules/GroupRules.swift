extension Rule {
  static let groupRules: [Rule] = [
    singleOpen, statusSize, statusTellsContainer, statusTellsViability, attachOnce, unsetNeedsContainer,
    unsetWhileOpen, viability, hostDriverRefused, detachReleasesOwnership, deviceNeedsIOMMU, deviceClosesOnExec,
    deviceKeepsGroupOpen, nodeGoesWithGroup, nodeIsPrivate, statusStaysInside, staleGroup, descriptorFirst,
    onlyContainers, nameFirst, nameMustMatch, failedOpenLeavesNothing, groupUnknownRequest, departingDeviceIsGone,
    unbindWaits, unbindReminds, nameOptions, tokenNeedsFunctions,
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
  static let nodeIsPrivate = Rule(.group, "node-private", "GRP-008", breaks: "everybody may open a group's node")
  static let statusStaysInside = Rule(
    .group, "status-stays-inside", "GRP-017", breaks: "GET_STATUS writes as much as argsz says")
  static let staleGroup = Rule(
    .group, "stale", "GRP-058", breaks: "GET_STATUS succeeds when the last device of the group is gone")
  static let descriptorFirst = Rule(
    .group, "descriptor-first", "GRP-027", breaks: "SET_CONTAINER looks at the group before the descriptor")
  static let onlyContainers = Rule(
    .group, "only-containers", "GRP-028", breaks: "SET_CONTAINER succeeds with a descriptor of another kind")
  static let nameFirst = Rule(
    .group, "name-first", "GRP-038", breaks: "GET_DEVICE_FD looks at the container before the name")
  static let nameMustMatch = Rule(
    .group, "name-matches", "GRP-036", breaks: "GET_DEVICE_FD opens some device for a name that none has")
  static let nameOptions = Rule(
    .group, "name-options", "GRP-045", breaks: "GET_DEVICE_FD takes anything behind the name and a space")
  static let tokenNeedsFunctions = Rule(
    .group, "token-needs-functions", "GRP-047", breaks: "GET_DEVICE_FD takes a token where no functions share one")
  static let failedOpenLeavesNothing = Rule(
    .group, "failed-open", "GRP-040", breaks: "GET_DEVICE_FD without a free descriptor leaves the device open")
  static let groupUnknownRequest = Rule(
    .group, "unknown-request", "GRP-033", breaks: "unknown requests fail with EINVAL rather than ENOTTY")
  static let departingDeviceIsGone = Rule(
    .group, "departing-device", "GRP-057", breaks: "a device that is being taken away can still be opened")
  static let unbindWaits = Rule(
    .group, "unbind-waits", "GRP-056", breaks: "unbind does not wait for the last user of a device")
  static let unbindReminds = Rule(
    .irq, "unbind-reminds", "GRP-056", breaks: "users of a device that is wanted back are asked only once")
}
