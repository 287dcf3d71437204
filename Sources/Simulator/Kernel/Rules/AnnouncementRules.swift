extension Rule {
  /// What is announced works, and what works is announced.
  static let announcementRules: [Rule] = [
    noOtherExtension, wholeExtension, coherencyIsTheIOMMUs, noIOMMUAnswersAlone, wholeModel, deviceFlagsAreKnown,
    regionFlagsAreKnown, irqFlagsAreKnown, mapsLargePages, wholePageShift, windowsOfToldPages,
  ]

  static let noOtherExtension = Rule(
    .container, "no-other-extension", "CON-030", breaks: "CHECK_EXTENSION says 1 for a number that nobody has given yet"
  )
  static let wholeExtension = Rule(
    .container, "whole-extension", "CON-030", breaks: "CHECK_EXTENSION looks at 32 bits of the number")
  static let coherencyIsTheIOMMUs = Rule(
    .container, "coherency-is-the-iommus", "CON-010", breaks: "DMA_CC_IOMMU is the contrary of what the IOMMU can do")
  static let noIOMMUAnswersAlone = Rule(
    .container, "no-iommu-answers-alone", "CON-009",
    breaks: "CHECK_EXTENSION says 0 for the model of a container without an IOMMU once it is chosen")
  static let wholeModel = Rule(
    .container, "whole-model", "CON-015", breaks: "SET_IOMMU looks at 32 bits of the number")
  static let deviceFlagsAreKnown = Rule(
    .device, "flags-known", "DEV-057", breaks: "GET_INFO sets a flag that nobody defined")
  static let regionFlagsAreKnown = Rule(
    .region, "flags-known", "DEV-058", breaks: "GET_REGION_INFO sets a flag that nobody defined")
  static let irqFlagsAreKnown = Rule(
    .irq, "flags-known", "IRQ-101", breaks: "GET_IRQ_INFO sets a flag that nobody defined")
  static let mapsLargePages = Rule(
    .type1, "map-large-pages", "T1-120", breaks: "MAP_DMA does not take 1 GiB, though GET_INFO tells a page of it")
  static let wholePageShift = Rule(
    .spapr, "whole-page-shift", "TCE-060", breaks: "TCE_CREATE looks at six bits of page_shift")
  static let windowsOfToldPages = Rule(
    .spapr, "windows-of-told-pages", "TCE-072", breaks: "TCE_GET_INFO tells a page size that makes no window")
}
