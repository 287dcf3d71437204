extension Rule {
  /// BARs that are given away as dma-bufs.
  static let exportRules: [Rule] = [
    exportsByVersion, exportsRanges, exportClosesOnExec, exportNeedsRange, exportNoFlags, exportRegion, exportAbsentBAR,
    exportNoPorts, exportWholePages, exportNotEmpty, exportInside, exportOverflow, exportRangesFault,
    exportLimit, exportNeedsNoDecode, exportGetOnly, exportEndsWithDevice,
  ]

  static let exportsByVersion = Rule(
    .device, "export-version", "FEAT-025", breaks: "DMA_BUF is a feature where it is not, and the other way round")
  static let exportsRanges = Rule(
    .device, "export-ranges", "FEAT-026", breaks: "a dma-buf has the size of its first range alone")
  static let exportClosesOnExec = Rule(
    .device, "export-cloexec", "FEAT-026", breaks: "a dma-buf stays open at exec, whatever open_flags say")
  static let exportNeedsRange = Rule(
    .device, "export-needs-range", "FEAT-027", breaks: "DMA_BUF of no range is an empty dma-buf")
  static let exportNoFlags = Rule(.device, "export-flags", "FEAT-027", breaks: "DMA_BUF takes any flag")
  static let exportRegion = Rule(
    .device, "export-region", "FEAT-028", breaks: "DMA_BUF of a region that is no BAR says EINVAL")
  static let exportAbsentBAR = Rule(
    .device, "export-absent-bar", "FEAT-028", breaks: "DMA_BUF of a BAR that is not there is a dma-buf")
  static let exportNoPorts = Rule(.device, "export-ports", "FEAT-080", breaks: "ports can be given away")
  static let exportWholePages = Rule(
    .device, "export-pages", "FEAT-029", breaks: "DMA_BUF takes ranges that are no whole pages")
  static let exportNotEmpty = Rule(.device, "export-empty", "FEAT-029", breaks: "DMA_BUF takes empty ranges")
  static let exportInside = Rule(.device, "export-inside", "FEAT-029", breaks: "a dma-buf can reach behind its BAR")
  static let exportOverflow = Rule(
    .device, "export-overflow", "FEAT-029", breaks: "a range that wraps says EINVAL rather than EOVERFLOW")
  static let exportRangesFault = Rule(
    .device, "export-fault", "FEAT-081", breaks: "DMA_BUF says EINVAL for ranges that are not there")
  static let exportLimit = Rule(
    .device, "export-limit", "FEAT-081", breaks: "DMA_BUF says E2BIG for more ranges than memory can hold")
  static let exportNeedsNoDecode = Rule(
    .device, "export-decode", "FEAT-082", breaks: "DMA_BUF fails while memory decoding is off")
  static let exportGetOnly = Rule(.device, "export-get", "FEAT-026", breaks: "DMA_BUF can be set")
  static let exportEndsWithDevice = Rule(
    .device, "export-ends", "FEAT-083", breaks: "a device that gave a dma-buf away cannot be opened again")
}
