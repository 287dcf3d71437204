extension Rule {
  /// Windows that user space makes and removes.
  static let spaprWindowRules = [
    createOnlyVersion2, removeOnlyVersion2, createSize, createFlags, createPageSize, windowPowerOfTwo, windowLevels,
    createTellsStart, createCounts, createLimit, secondWindowPlace, createSlots, removeSize, removeFlags, removePending,
    removeByAddress, removeKnown, removeClears, removeFrees, removeUncounts, createFault, removeFault, createLargePages,
    releaseFreesWindows,
  ]

  static let createOnlyVersion2 = Rule(.spapr, "create-version", "TCE-023", breaks: "version 1 takes TCE_CREATE")
  static let removeOnlyVersion2 = Rule(.spapr, "remove-version", "TCE-023", breaks: "version 1 takes TCE_REMOVE")
  static let createSize = Rule(.spapr, "create-argsz", "TCE-059", breaks: "TCE_CREATE takes any argsz")
  static let createFlags = Rule(.spapr, "create-flags", "TCE-059", breaks: "TCE_CREATE ignores flags")
  static let createPageSize = Rule(.spapr, "create-page-size", "TCE-060", breaks: "TCE_CREATE takes any size of page")
  static let windowPowerOfTwo = Rule(
    .spapr, "create-power-of-two", "TCE-061", breaks: "TCE_CREATE takes any size of window")
  static let windowLevels = Rule(.spapr, "create-levels", "TCE-061", breaks: "TCE_CREATE takes any number of levels")
  static let createTellsStart = Rule(
    .spapr, "create-tells-start", "TCE-062", breaks: "TCE_CREATE does not tell where the window begins")
  static let createCounts = Rule(.spapr, "create-counts", "TCE-062", breaks: "VmLck does not count tables")
  static let createLimit = Rule(.spapr, "create-limit", "TCE-062", breaks: "RLIMIT_MEMLOCK does not limit tables")
  static let secondWindowPlace = Rule(
    .spapr, "second-window", "TCE-062", breaks: "the second window lies where the first does")
  static let createSlots = Rule(
    .spapr, "create-slots", "TCE-063", breaks: "TCE_CREATE tells a lack of slots as something else")
  static let removeSize = Rule(.spapr, "remove-argsz", "TCE-065", breaks: "TCE_REMOVE takes any argsz")
  static let removeFlags = Rule(.spapr, "remove-flags", "TCE-065", breaks: "TCE_REMOVE ignores flags")
  static let removePending = Rule(
    .spapr, "remove-pending", "TCE-066", breaks: "the default window comes although it was removed")
  static let removeByAddress = Rule(
    .spapr, "remove-by-address", "TCE-067", breaks: "TCE_REMOVE takes nothing but the start of a window")
  static let removeKnown = Rule(
    .spapr, "remove-known", "TCE-068", breaks: "TCE_REMOVE succeeds where there is no window")
  static let removeClears = Rule(
    .spapr, "remove-clears", "TCE-069", breaks: "TCE_REMOVE leaves memory in use that was mapped there")
  static let removeFrees = Rule(.spapr, "remove-frees", "TCE-069", breaks: "a removed window can still be used")
  static let removeUncounts = Rule(.spapr, "remove-uncounts", "TCE-070", breaks: "VmLck keeps tables that are gone")
  static let createFault = Rule(
    .spapr, "create-fault", "TCE-059", breaks: "TCE_CREATE fails with EINVAL for memory that is not there")
  static let removeFault = Rule(
    .spapr, "remove-fault", "TCE-065", breaks: "TCE_REMOVE fails with EINVAL for memory that is not there")
  static let createLargePages = Rule(
    .spapr, "create-large-pages", "TCE-060", breaks: "TCE_CREATE takes no pages larger than the processor's")
  static let releaseFreesWindows = Rule(
    .spapr, "release-frees", "TCE-070", breaks: "the next container begins with the windows of the last")
}
