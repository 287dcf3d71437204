extension Rule {
  /// Groups and descriptors: who shares them, and what is left of them.
  static let lifetimeRules: [Rule] = [
    nodeNumber, oneNodePerGroup, bridgesRefused, duplicatesShareGroup, closeLeavesContainer, closeLeaksNothing,
    statusFault, idleIsViable, stubsLeaveDMA, viableAgain, setContainerFault, groupIsNoFile, nameFault, nameEnds,
    memberNeedsDriver, lastDescriptorCloses, deviceByAnyProcess, groupIsNew, attachedStays, orderFrees, deathFreesGroup,
    duplicatesShareDevice, mappingHoldsDevice, childEndsApart, childKeeps, execCloses, execKeeps, devicePathTold,
    groupsTaint, noIOMMUViable, noIOMMUOffered, guardedGroupsModel, noIOMMUMapsNothing, deviceOpensAgain,
    staleLeavesContainer,
  ]

  static let nodeNumber = Rule(
    .group, "node-number", "GRP-001", breaks: "the group's node bears another number than the group")
  static let oneNodePerGroup = Rule(
    .group, "one-node", "GRP-002", breaks: "the node goes with the first device that leaves the group")
  static let bridgesRefused = Rule(
    .group, "bridges", "GRP-006", breaks: "vfio-pci takes bridges")
  static let duplicatesShareGroup = Rule(
    .group, "duplicate", "GRP-010", breaks: "closing a duplicate closes the group")
  static let closeLeavesContainer = Rule(
    .group, "close-leaves", "GRP-011", breaks: "a group that was closed stays in its container")
  static let closeLeaksNothing = Rule(
    .group, "close-leaks", "GRP-011", breaks: "a group opens sixteen times and no more")
  static let statusFault = Rule(
    .group, "status-fault", "GRP-016", breaks: "GET_STATUS fails with EINVAL for memory that is not there")
  static let idleIsViable = Rule(
    .group, "idle", "GRP-018", breaks: "an idle group is not viable")
  static let stubsLeaveDMA = Rule(
    .group, "stubs", "GRP-022", breaks: "pci-stub counts as a driver of the host")
  static let viableAgain = Rule(
    .group, "viable-again", "GRP-023", breaks: "a group stays not viable when the host's driver is gone")
  static let setContainerFault = Rule(
    .group, "container-fault", "GRP-026", breaks: "SET_CONTAINER fails with EINVAL for memory that is not there")
  static let groupIsNoFile = Rule(
    .group, "no-file", "GRP-033", breaks: "a group can be read")
  static let nameFault = Rule(
    .group, "name-fault", "GRP-034", breaks: "GET_DEVICE_FD fails with EINVAL for memory that is not there")
  static let nameEnds = Rule(
    .group, "name-ends", "GRP-035", breaks: "GET_DEVICE_FD looks for a name that does not end")
  static let memberNeedsDriver = Rule(
    .group, "member-driver", "GRP-037", breaks: "GET_DEVICE_FD opens another device for a member without a driver")
  static let lastDescriptorCloses = Rule(
    .group, "last-descriptor", "GRP-042", breaks: "the first descriptor that is closed takes the device down")
  static let deviceByAnyProcess = Rule(
    .group, "device-by-any-process", "FD-014", breaks: "a device serves only the process that opened it")
  static let groupIsNew = Rule(
    .group, "new-group", "GRP-059", breaks: "a group stays busy while a stale descriptor of its predecessor is open")
  static let attachedStays = Rule(
    .descriptor, "attached-stays", "FD-003",
    breaks: "a group moves to another container when the descriptor of its own is closed")
  static let orderFrees = Rule(
    .descriptor, "order", "FD-004", breaks: "a group that is closed before its device stays open")
  static let deathFreesGroup = Rule(
    .descriptor, "death", "FD-007", breaks: "the groups of a process that died stay open")
  static let duplicatesShareDevice = Rule(
    .descriptor, "duplicate", "FD-009", breaks: "closing a duplicate closes the device")
  static let mappingHoldsDevice = Rule(
    .descriptor, "mapping", "FD-010", breaks: "a mapping of a device does not keep it open")
  static let childEndsApart = Rule(
    .descriptor, "child-ends", "FD-011", breaks: "a child that ends takes the group from its parent")
  static let childKeeps = Rule(
    .descriptor, "child-keeps", "FD-012", breaks: "what the parent closes is closed for its child")
  static let execCloses = Rule(
    .descriptor, "exec-closes", "FD-013", breaks: "descriptors that close on exec stay open")
  static let execKeeps = Rule(
    .descriptor, "exec-keeps", "FD-013", breaks: "no descriptor survives an exec")
  static let devicePathTold = Rule(
    .descriptor, "fdinfo", "FD-021", breaks: "the path of a device is told where it is not, and the other way round")
  static let groupsTaint = Rule(
    .noiommu, "taint", "NOI-001", breaks: "a group without an IOMMU does not taint the kernel")
  static let noIOMMUViable = Rule(
    .noiommu, "viable", "NOI-003", breaks: "a group without an IOMMU is never viable")
  static let noIOMMUOffered = Rule(
    .noiommu, "offered", "NOI-004", breaks: "the model is offered whatever the parameter says")
  static let guardedGroupsModel = Rule(
    .noiommu, "guarded", "NOI-006", breaks: "groups with an IOMMU take the model without")
  static let noIOMMUMapsNothing = Rule(
    .noiommu, "maps-nothing", "NOI-007", breaks: "requests of other models succeed in a container without an IOMMU")
  static let deviceOpensAgain = Rule(
    .group, "opens-again", "GRP-042", breaks: "a device that is open cannot be opened again")
  static let staleLeavesContainer = Rule(
    .group, "stale-leaves", "GRP-058", breaks: "a group stays in its container when its last device is gone")
}
