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
    disableKeeps, configureSucceeds, operationFault, operationReadsOp, operationLongArgument, recoveryNeedsModel,
    recoveryOfContainers, absentIsNotOffered, offIsNotOffered, recoveryByOwner, askedInOrder, asksMembers,
  ]

  static let operationSize = Rule(.eeh, "argsz", "EEH-001", breaks: "EEH_PE_OP takes any argsz")
  static let operationFlags = Rule(.eeh, "flags", "EEH-003", breaks: "EEH_PE_OP takes any flags")
  static let unknownOperation = Rule(.eeh, "unknown-op", "EEH-004", breaks: "EEH_PE_OP succeeds for unknown ops")
  static let endpointNeeded = Rule(
    .eeh, "endpoint-needed", "EEH-005", breaks: "EEH_PE_OP fails with EINVAL where a group has no PE")
  static let everyGroup = Rule(
    .eeh, "every-group", "EEH-032", breaks: "EEH_PE_OP asks only the group that joined the container last")
  static let eehExtension = Rule(
    .eeh, "extension", "TCE-002", breaks: "CHECK_EXTENSION does not know EEH where the platform has it")
  static let enableNeedsRecovery = Rule(
    .eeh, "enable-needs-recovery", "EEH-010", breaks: "ENABLE succeeds in a kernel that recovers from nothing")
  static let disableKeeps = Rule(.eeh, "disable-keeps", "EEH-008", breaks: "DISABLE thaws the PE")
  static let configureSucceeds = Rule(.eeh, "configure", "EEH-023", breaks: "CONFIGURE fails")
  static let operationFault = Rule(
    .eeh, "fault", "EEH-002", breaks: "EEH_PE_OP fails with EINVAL for memory that is not there")
  static let operationReadsOp = Rule(
    .eeh, "reads-op", "EEH-002", breaks: "EEH_PE_OP reads behind its op")
  static let operationLongArgument = Rule(
    .eeh, "long-argsz", "EEH-001", breaks: "EEH_PE_OP refuses an argsz longer than what it needs")
  static let recoveryNeedsModel = Rule(
    .eeh, "needs-model", "EEH-004", breaks: "EEH_PE_OP succeeds in a container without a model")
  static let recoveryOfContainers = Rule(
    .eeh, "only-containers", "EEH-004", breaks: "EEH_PE_OP succeeds on groups and devices")
  static let absentIsNotOffered = Rule(
    .eeh, "absent", "EEH-005", breaks: "CHECK_EXTENSION offers EEH where the platform has none")
  static let offIsNotOffered = Rule(
    .eeh, "off", "EEH-010", breaks: "CHECK_EXTENSION offers EEH where the kernel was told to do without")
  static let recoveryByOwner = Rule(
    .eeh, "owner", "EEH-007", breaks: "EEH_PE_OP can be called by any process")
  static let askedInOrder = Rule(
    .eeh, "asked-in-order", "EEH-032", breaks: "EEH_PE_OP asks the group that joined first before the others")
  static let asksMembers = Rule(
    .eeh, "asks-members", "EEH-032", breaks: "EEH_PE_OP asks groups that have left")

  // MARK: State

  private static let stateRules =
    [
      enableThaws, thawsApart, stateNormal, stateStopped, stateStoppedDMA, stateStoppedIO, parentUnavailable,
      enableHealthy, bothThaw, thawHealthy, copiesAnswer,
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
  static let enableHealthy = Rule(
    .eeh, "enable-healthy", "EEH-009", breaks: "ENABLE of a healthy PE fails")
  static let bothThaw = Rule(
    .eeh, "both-thaw", "EEH-015", breaks: "the second of UNFREEZE_IO and UNFREEZE_DMA has no effect")
  static let thawHealthy = Rule(
    .eeh, "thaw-healthy", "EEH-016", breaks: "UNFREEZE of what is not stopped fails")
  static let copiesAnswer = Rule(
    .eeh, "copies", "EEH-031",
    breaks: "what VFIO keeps itself of configuration space reads as ones while the PE is frozen")

  // MARK: Reset

  private static let resetRules = [
    resetStops, resetBlocksConfiguration, hotResets, fundamentalReset, deactivateUnblocks, deactivateRestores,
    deactivateEnables, deactivateThaws, resetsOwn, copiesAnswerInReset, deactivateHealthy,
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
  static let resetsOwn = Rule(
    .eeh, "resets-own", "EEH-018", breaks: "a reset holds the PEs of every host bridge")
  static let copiesAnswerInReset = Rule(
    .eeh, "copies-in-reset", "EEH-020", breaks: "what VFIO keeps itself of configuration space reads as ones in a reset"
  )
  static let deactivateHealthy = Rule(
    .eeh, "deactivate-healthy", "EEH-022", breaks: "RESET_DEACTIVATE fails without a reset")

  // MARK: Injection

  private static let injectionRules = [
    injectSize, injectFunction, injectType, injectAddress, injectUnsupported, injectConfiguration, injectAnyAddress,
  ]

  static let injectSize = Rule(.eeh, "inject-argsz", "EEH-026", breaks: "INJECT_ERR takes an argsz without its arm")
  static let injectFunction = Rule(.eeh, "inject-function", "EEH-027", breaks: "INJECT_ERR takes any function")
  static let injectType = Rule(.eeh, "inject-type", "EEH-028", breaks: "INJECT_ERR takes any type")
  static let injectAddress = Rule(
    .eeh, "inject-address", "EEH-034", breaks: "INJECT_ERR takes the mask for the address")
  static let injectUnsupported = Rule(
    .eeh, "inject-unsupported", "EEH-034", breaks: "INJECT_ERR succeeds where firmware cannot make the error")
  static let injectConfiguration = Rule(
    .eeh, "inject-config", "EEH-034", breaks: "INJECT_ERR makes no errors of configuration space")
  static let injectAnyAddress = Rule(
    .eeh, "inject-any", "EEH-034", breaks: "INJECT_ERR takes no mask")

  // MARK: Owner

  private static let ownerRules = [
    openThaws, closeThaws, secondOpenKeeps, ownersThaw,
  ]

  static let openThaws = Rule(.eeh, "open-thaws", "EEH-033", breaks: "a device opens with its PE frozen")
  static let closeThaws = Rule(.eeh, "close-thaws", "EEH-035", breaks: "a device's PE stays frozen when it is closed")
  static let secondOpenKeeps = Rule(
    .eeh, "second-open", "EEH-033", breaks: "a second open of a device thaws its PE")
  static let ownersThaw = Rule(
    .eeh, "owners-thaw", "EEH-033", breaks: "a PE stays frozen from one user to the next")
}
