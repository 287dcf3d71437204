extension Rule {
  static let containerRules: [Rule] = [
    apiVersion, chosenDriverAnswers, setIOMMUNeedsGroup, setIOMMUOnce, unsetAnswersInvalid, lastGroupReleasesDriver,
    containersAreIndependent, containerNodeIsOpen, unknownExtension, groupJoinsLive, failedSetLeavesUnset,
  ]

  static let apiVersion = Rule(.container, "api-version", "CON-002", breaks: "GET_API_VERSION says 1")
  static let chosenDriverAnswers = Rule(
    .container, "chosen-driver-answers", "CON-009", breaks: "CHECK_EXTENSION still asks every driver after SET_IOMMU")
  static let setIOMMUNeedsGroup = Rule(
    .container, "iommu-needs-group", "CON-012", breaks: "SET_IOMMU succeeds in a container without groups")
  static let setIOMMUOnce = Rule(.container, "iommu-once", "CON-014", breaks: "a second SET_IOMMU succeeds")
  static let unsetAnswersInvalid = Rule(
    .container, "unset-einval", "CON-003", breaks: "requests before SET_IOMMU say ENOTTY rather than EINVAL")
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
}
