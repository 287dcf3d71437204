extension Rule {
  /// Error recovery on POWER.
  static let eehRules: [Rule] =
    operationRules + stateRules + resetRules + injectionRules + ownerRules

  /// Error recovery that only shows where host bridges stop what fails.
  package static let freezingRules: [Rule] = [
    frozenReadsOnes, frozenStopsDMA, failedDMAFreezes,
  ]

  // MARK: Arguments

  private static let operationRules = [
    operationSize, operationFlags, unknownOperation, endpointNeeded, everyGroup, eehExtension, enableNeedsRecovery,
    disableKeeps,
    configureSucceeds,
  ]

  static let operationSize = Rule(.eeh, "argsz", "EEH-001", breaks: "EEH_PE_OP takes any argsz")
  static let operationFlags = Rule(.eeh, "flags", "EEH-003", breaks: "EEH_PE_OP takes any flags")
  static let unknownOperation = Rule(.eeh, "unknown-op", "EEH-004", breaks: "EEH_PE_OP succeeds for unknown ops")
  static let endpointNeeded = Rule(
    .eeh, "endpoint-needed", "EEH-005", breaks: "EEH_PE_OP says EINVAL where a group has no PE")
  static let everyGroup = Rule(
    .eeh, "every-group", "EEH-032", breaks: "EEH_PE_OP asks only the group that joined the container last")
  static let eehExtension = Rule(
    .eeh, "extension", "TCE-002", breaks: "CHECK_EXTENSION does not know EEH where the platform has it")
  static let enableNeedsRecovery = Rule(
    .eeh, "enable-needs-recovery", "EEH-010", breaks: "ENABLE succeeds in a kernel that recovers from nothing")
  static let disableKeeps = Rule(.eeh, "disable-keeps", "EEH-008", breaks: "DISABLE thaws the PE")
  static let configureSucceeds = Rule(.eeh, "configure", "EEH-023", breaks: "CONFIGURE fails")

  // MARK: State

  private static let stateRules =
    [
      enableThaws, thawsApart, stateNormal, stateStopped, stateStoppedDMA, stateStoppedIO, parentUnavailable,
    ] + freezingRules

  static let enableThaws = Rule(.eeh, "enable-thaws", "EEH-009", breaks: "ENABLE leaves the PE frozen")
  static let thawsApart = Rule(
    .eeh, "thaws-apart", "EEH-013", breaks: "UNFREEZE_IO and UNFREEZE_DMA thaw everything")
  static let stateNormal = Rule(.eeh, "state-normal", "EEH-011", breaks: "GET_STATE of a healthy PE is not 0")
  static let stateStopped = Rule(.eeh, "state-stopped", "EEH-012", breaks: "GET_STATE of a frozen PE is 1")
  static let stateStoppedDMA = Rule(
    .eeh, "state-stopped-dma", "EEH-013", breaks: "GET_STATE says 2 where only DMA is stopped")
  static let stateStoppedIO = Rule(
    .eeh, "state-stopped-io", "EEH-014", breaks: "GET_STATE says 2 where only I/O is stopped")
  static let parentUnavailable = Rule(
    .eeh, "parent-unavailable", "EEH-025", breaks: "GET_STATE does not look at the PE above")
  static let frozenReadsOnes = Rule(
    .eeh, "frozen-reads-ones", "EEH-031", breaks: "a frozen PE's memory can be read and written")
  static let frozenStopsDMA = Rule(.eeh, "frozen-dma", "EEH-013", breaks: "the DMA of a frozen PE goes on")
  static let failedDMAFreezes = Rule(
    .eeh, "failed-dma-freezes", "EEH-031", breaks: "a DMA that leads nowhere leaves the PE as it is")

  // MARK: Reset

  private static let resetRules = [
    resetStops, resetBlocksConfiguration, hotResets, fundamentalReset, deactivateUnblocks, deactivateRestores,
    deactivateEnables, deactivateThaws,
  ]

  static let resetStops = Rule(.eeh, "reset-stops", "EEH-018", breaks: "a PE held in reset is not frozen")
  static let resetBlocksConfiguration = Rule(
    .eeh, "reset-blocks-config", "EEH-020", breaks: "the configuration of a PE held in reset can be read")
  static let hotResets = Rule(.eeh, "hot-resets", "EEH-018", breaks: "RESET_HOT does not reset the devices")
  static let fundamentalReset = Rule(.eeh, "fundamental", "EEH-019", breaks: "RESET_FUNDAMENTAL is refused")
  static let deactivateUnblocks = Rule(
    .eeh, "deactivate-unblocks", "EEH-021", breaks: "RESET_DEACTIVATE leaves configuration out of reach")
  static let deactivateRestores = Rule(
    .eeh, "deactivate-restores", "EEH-021", breaks: "RESET_DEACTIVATE does not bring BARs back")
  static let deactivateEnables = Rule(
    .eeh, "deactivate-enables", "EEH-021", breaks: "RESET_DEACTIVATE does not turn memory on again")
  static let deactivateThaws = Rule(
    .eeh, "deactivate-thaws", "EEH-022", breaks: "RESET_DEACTIVATE leaves the PE frozen")

  // MARK: Injection

  private static let injectionRules = [injectSize, injectFunction, injectType, injectAddress, injectUnsupported]

  static let injectSize = Rule(.eeh, "inject-argsz", "EEH-026", breaks: "INJECT_ERR takes an argsz without its arm")
  static let injectFunction = Rule(.eeh, "inject-function", "EEH-027", breaks: "INJECT_ERR takes any function")
  static let injectType = Rule(.eeh, "inject-type", "EEH-028", breaks: "INJECT_ERR takes any type")
  static let injectAddress = Rule(
    .eeh, "inject-address", "EEH-034", breaks: "INJECT_ERR takes the mask for the address")
  static let injectUnsupported = Rule(
    .eeh, "inject-unsupported", "EEH-034", breaks: "INJECT_ERR succeeds where firmware cannot make the error")

  // MARK: Owner

  private static let ownerRules = [openThaws, closeThaws]

  static let openThaws = Rule(.eeh, "open-thaws", "EEH-033", breaks: "a device opens with its PE frozen")
  static let closeThaws = Rule(.eeh, "close-thaws", "EEH-035", breaks: "a device's PE stays frozen when it is closed")
}
