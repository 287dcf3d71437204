extension Rule {
  static let containerRules: [Rule] = [
    apiVersion, chosenDriverAnswers, setIOMMUNeedsGroup, setIOMMUOnce, unsetAnswersInvalid, lastGroupReleasesDriver,
    containersAreIndependent, containerNodeIsOpen, unknownExtension, groupJoinsLive, failedSetLeavesUnset, offersModels,
    nestingByVersion, coherencyIsBoolean, version1Offered, version1IsChosen, unknownModel, groupsShareAccount,
    joinCountsOnce, beginsEmpty, leavingKeepsMappings, closeKeepsContainer, unsafeInterruptsRefused,
  ]

  static let apiVersion = Rule(.container, "api-version", "CON-002", breaks: "GET_API_VERSION says 1")
  static let chosenDriverAnswers = Rule(
    .container, "chosen-driver-answers", "CON-009", breaks: "CHECK_EXTENSION still asks every driver after SET_IOMMU")
  static let setIOMMUNeedsGroup = Rule(
    .container, "iommu-needs-group", "CON-012", breaks: "SET_IOMMU succeeds in a container without groups")
  static let setIOMMUOnce = Rule(.container, "iommu-once", "CON-014", breaks: "a second SET_IOMMU succeeds")
  static let unsetAnswersInvalid = Rule(
    .container, "unset-einval", "CON-003", breaks: "requests before SET_IOMMU fail with ENOTTY rather than EINVAL")
  static let lastGroupReleasesDriver = Rule(
    .container, "last-group-releases", "CON-024", breaks: "the IOMMU model stays when the last group has left")
  static let containersAreIndependent = Rule(
    .container, "independent", "CON-001", breaks: "opens of the node share one container")
  static let containerNodeIsOpen = Rule(
    .container, "node-open", "CON-001", breaks: "only root may open the container's node")
  static let unknownExtension = Rule(
    .container, "unknown-extension", "CON-008", breaks: "CHECK_EXTENSION of an unknown number is an error")
  static let groupJoinsLive = Rule(
    .container, "group-joins", "CON-023", breaks: "a group that joins later does not get the mappings")
  static let failedSetLeavesUnset = Rule(
    .container, "failed-set", "CON-019", breaks: "after a SET_IOMMU that failed none succeeds")
  static let offersModels = Rule(
    .container, "offers-unmap-all", "CON-005", breaks: "CHECK_EXTENSION does not offer UNMAP_ALL")
  static let nestingByVersion = Rule(
    .container, "nesting", "CON-006", breaks: "nesting is offered where it is not, and the other way round")
  static let coherencyIsBoolean = Rule(
    .container, "coherency", "CON-010", breaks: "CHECK_EXTENSION says 2 for DMA_CC_IOMMU")
  static let version1Offered = Rule(
    .container, "type1-v1", "CON-013", breaks: "SET_IOMMU does not take Type1")
  static let version1IsChosen = Rule(
    .container, "type1-v1-is-v1", "CON-013", breaks: "Type1 behaves as Type1v2")
  static let unknownModel = Rule(
    .container, "unknown-model", "CON-015", breaks: "SET_IOMMU fails with EINVAL for a model that nobody has")
  static let groupsShareAccount = Rule(
    .container, "groups-share-account", "CON-022", breaks: "memory counts once for each group that SET_IOMMU attached")
  static let joinCountsOnce = Rule(
    .container, "join-counts-once", "CON-023", breaks: "a group that joins counts all mapped memory again")
  static let beginsEmpty = Rule(
    .container, "begins-empty", "CON-025", breaks: "a container that begins again lacks the entries that it had used")
  static let leavingKeepsMappings = Rule(
    .container, "leaving-keeps", "CON-026", breaks: "all is unmapped when one of two groups leaves")
  static let closeKeepsContainer = Rule(
    .container, "close-keeps", "FD-002", breaks: "all is unmapped when the container's descriptor is closed")
  static let unsafeInterruptsRefused = Rule(
    .container, "unsafe-interrupts", "CON-020",
    breaks: "SET_IOMMU takes a group whose interrupts are not isolated though that is not allowed")
}
