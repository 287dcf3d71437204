extension Rule {
  /// Virtual functions: who makes them, the token that their users share, what their configuration shows.
  package static let virtualFunctionRules: [Rule] = [
    tokenNeeded, tokenMatches, tokenNeedsVFIO, openSetsToken, tokenWhileInUse, functionsNeedParameter,
    functionsCaptured, functionsOnce, tokenByFeature, functionIDs, functionPin, functionMemoryOn, functionsByHostAlone,
    hotResetInfoVirtual, hotResetSparesVirtual, resetWithVirtual, virtualKeepAwake, functionsWait, numberWaits,
    closeKeepsToken, unbindTakesFunctions, functionsBlockBind,
  ]

  static let tokenNeeded = Rule(
    .group, "token-needed", "GRP-049", breaks: "GET_DEVICE_FD opens a virtual function without a token")
  static let tokenMatches = Rule(
    .group, "token-matches", "GRP-050", breaks: "GET_DEVICE_FD opens a virtual function with any token")
  static let tokenNeedsVFIO = Rule(
    .group, "token-needs-vfio", "GRP-051",
    breaks: "GET_DEVICE_FD takes a token for a virtual function of a host driver's device")
  static let openSetsToken = Rule(
    .group, "open-sets-token", "GRP-052", breaks: "a token given for a physical function does not become its own")
  static let tokenWhileInUse = Rule(
    .group, "token-while-in-use", "GRP-053",
    breaks: "a physical function is opened without its token while a virtual one is in use")
  static let functionsNeedParameter = Rule(
    .group, "functions-parameter", "GRP-054", breaks: "vfio-pci makes virtual functions without enable_sriov")
  static let functionsCaptured = Rule(
    .group, "functions-captured", "GRP-055", breaks: "any driver may take the virtual functions that vfio-pci made")
  static let functionsOnce = Rule(
    .group, "functions-once", "GRP-055", breaks: "virtual functions can be added to those that there are")
  static let tokenByFeature = Rule(
    .device, "token-feature", "FEAT-012", breaks: "FEATURE takes a token and forgets it")
  static let functionIDs = Rule(
    .config, "function-ids", "CFG-002", breaks: "a virtual function shows the ids of its hardware, all ones")
  static let functionPin = Rule(
    .config, "function-pin", "CFG-008", breaks: "a virtual function shows an interrupt pin that its hardware claims")
  static let functionMemoryOn = Rule(
    .region, "function-memory", "REG-013", breaks: "a virtual function's memory is off unless its command says so")
  static let functionsByHostAlone = Rule(
    .config, "functions-by-host", "CFG-049", breaks: "the user can write the registers that make virtual functions")
  static let hotResetInfoVirtual = Rule(
    .reset, "info-virtual", "HOT-024", breaks: "GET_PCI_HOT_RESET_INFO leaves virtual functions out")
  static let hotResetSparesVirtual = Rule(
    .reset, "spares-virtual", "HOT-025", breaks: "PCI_HOT_RESET takes virtual functions for members of the bus's set")
  static let resetWithVirtual = Rule(
    .device, "reset-with-virtual", "DEV-070", breaks: "VFIO_DEVICE_RESET is busy while there are virtual functions")
  static let virtualKeepAwake = Rule(
    .config, "virtual-keep-awake", "CFG-028", breaks: "a physical function enters D3hot under its virtual ones")
  static let functionsWait = Rule(
    .group, "functions-wait", "GRP-070", breaks: "virtual functions cannot be removed while one is open")
  static let numberWaits = Rule(
    .group, "functions-number-waits", "GRP-071", breaks: "sriov_numvfs can be read while it is being changed")
  static let closeKeepsToken = Rule(
    .group, "close-keeps-token", "GRP-072", breaks: "a physical function's token goes with its last user")
  static let unbindTakesFunctions = Rule(
    .group, "unbind-functions", "GRP-073", breaks: "unbind of a physical function leaves its virtual ones")
  static let functionsBlockBind = Rule(
    .group, "functions-block-bind", "GRP-007", breaks: "vfio-pci takes a physical function with virtual ones")
}
