extension Rule {
  static let noIOMMURules: [Rule] = [
    noIOMMUOpenNeedsRawIO, noIOMMUAttachNeedsRawIO, noIOMMUDeviceNeedsRawIO, noIOMMUNeedsParameter,
    noIOMMUDriverOnly, noMixedContainer, noIOMMUModelNeedsRawIO,
  ]

  static let noIOMMUOpenNeedsRawIO = Rule(
    .noiommu, "open-rawio", "NOI-002", breaks: "a group without an IOMMU opens without CAP_SYS_RAWIO")
  static let noIOMMUAttachNeedsRawIO = Rule(
    .noiommu, "attach-rawio", "NOI-009", breaks: "SET_CONTAINER of such a group needs no CAP_SYS_RAWIO")
  static let noIOMMUDeviceNeedsRawIO = Rule(
    .noiommu, "device-rawio", "NOI-009", breaks: "GET_DEVICE_FD in such a group needs no CAP_SYS_RAWIO")
  static let noIOMMUNeedsParameter = Rule(
    .noiommu, "parameter", "NOI-001", breaks: "devices without an IOMMU get a group though the parameter is off")
  static let noIOMMUDriverOnly = Rule(
    .noiommu, "driver-only", "NOI-005", breaks: "Type1 is offered to groups without an IOMMU")
  static let noIOMMUModelNeedsRawIO = Rule(
    .noiommu, "model-rawio", "NOI-012", breaks: "SET_IOMMU of NOIOMMU_IOMMU needs no CAP_SYS_RAWIO")
  static let noMixedContainer = Rule(
    .noiommu, "no-mix", "NOI-008", breaks: "groups with and without an IOMMU share a container")
}
