extension Rule {
  /// Bytes that no field names tell nothing.
  static let paddingRules: [Rule] = [
    deviceInfoPadding, regionInfoPadding, irqInfoPadding, hotResetInfoPadding, featurePadding, type1InfoPadding,
    tceInfoPadding,
  ]

  static let deviceInfoPadding = Rule(
    .device, "info-padding", "DEV-141", breaks: "GET_INFO tells something in the padding of its structure")
  static let regionInfoPadding = Rule(
    .region, "info-padding", "DEV-141", breaks: "GET_REGION_INFO tells something behind its capability")
  static let irqInfoPadding = Rule(
    .irq, "info-padding", "DEV-141", breaks: "GET_IRQ_INFO tells something behind its structure")
  static let hotResetInfoPadding = Rule(
    .reset, "info-padding", "DEV-141", breaks: "GET_PCI_HOT_RESET_INFO tells something behind its list")
  static let featurePadding = Rule(
    .mdev, "feature-padding", "FEAT-141", breaks: "FEATURE tells something behind its data")
  static let type1InfoPadding = Rule(
    .type1, "capability-padding", "T1-143", breaks: "GET_INFO tells something in the padding of MIGRATION")
  static let tceInfoPadding = Rule(
    .spapr, "info-padding", "TCE-146", breaks: "SPAPR_TCE_GET_INFO tells something behind its structure")
}
