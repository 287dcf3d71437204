extension Rule {
  /// What a kernel offers before anything is asked of it: machine files state it, and a run begins with it.
  package static let offerRules: [Rule] = [
    offersType1, offersType1v2, offersSPAPRv2, offersNoIOMMU, groupsAreApart, groupsAreShown, foundIsGrouped,
    resetsAreShown,
    endpointsAreShown, pinIsShown, functionsAreOffered,
  ]

  static let offersType1 = Rule(
    .container, "offers-type1", "CON-005", breaks: "CHECK_EXTENSION does not offer TYPE1_IOMMU")
  static let offersType1v2 = Rule(
    .container, "offers-type1v2", "CON-005", breaks: "CHECK_EXTENSION does not offer TYPE1v2_IOMMU")
  static let offersSPAPRv2 = Rule(
    .spapr, "offers-version-2", "TCE-001", breaks: "CHECK_EXTENSION does not offer version 2")
  static let offersNoIOMMU = Rule(
    .noiommu, "offers-model", "NOI-004", breaks: "CHECK_EXTENSION never offers NOIOMMU_IOMMU")
  static let groupsAreApart = Rule(
    .group, "apart", "GRP-001", breaks: "the IOMMU has one group for all devices")
  static let groupsAreShown = Rule(
    .group, "shown", "GRP-001", breaks: "the IOMMU has no group for any device")
  static let foundIsGrouped = Rule(
    .group, "found-is-grouped", "GRP-143", breaks: "a device that is found later joins its group at another time")
  static let resetsAreShown = Rule(
    .reset, "shown", "DEV-004", breaks: "sysfs shows no way to reset any device")
  static let endpointsAreShown = Rule(
    .eeh, "endpoint-shown", "TCE-002", breaks: "sysfs shows no partitionable endpoint of any device")
  static let pinIsShown = Rule(
    .irq, "pin-shown", "IRQ-004", breaks: "the host's configuration space shows no interrupt pin")
  static let functionsAreOffered = Rule(
    .group, "functions-offered", "GRP-054", breaks: "the host makes no virtual functions at all")
}
