extension Rule {
  /// Power: who sleeps when, and who is told.
  static let powerRules: [Rule] = [
    idleSleeps, controlKeepsAwake, functionsKeepAwake, idleParameter, lowPowerSleeps, lowPowerSleepsAgain,
    wakeupSignals,
    unbindWakes, errorMasksKept, hostEventsHidden, powerUpClears, wakeupEnds, hostWakes, closeForgetsWakeup,
    sleepUnmasks, sleepKeepsMask,
  ]

  static let idleSleeps = Rule(
    .device, "idle-sleeps", "DEV-071", breaks: "a device that nobody uses stays awake")
  static let controlKeepsAwake = Rule(
    .device, "control-keeps-awake", "DEV-073", breaks: "a device sleeps although power/control says on")
  static let functionsKeepAwake = Rule(
    .device, "functions-keep-awake", "DEV-074", breaks: "a physical function sleeps while it has virtual ones")
  static let idleParameter = Rule(
    .device, "idle-parameter", "DEV-075", breaks: "a device sleeps although disable_idle_d3 is Y")
  static let unbindWakes = Rule(
    .device, "unbind-wakes", "DEV-076", breaks: "a device that vfio-pci gives up goes on sleeping")
  static let errorMasksKept = Rule(
    .config, "error-masks-kept", "CFG-071", breaks: "what a user wrote to masks of errors outlives the session")
  static let hostEventsHidden = Rule(
    .config, "host-events-hidden", "CFG-073", breaks: "the user sees power management events that the host enabled")
  static let powerUpClears = Rule(
    .config, "power-up-clears", "CFG-072", breaks: "what a user wrote to PMCSR's data select outlives the session")
  static let lowPowerSleeps = Rule(
    .device, "low-power-sleeps", "FEAT-060", breaks: "a device in low power stays awake")
  static let lowPowerSleepsAgain = Rule(
    .device, "low-power-again", "FEAT-061", breaks: "a device in low power stays awake after its first call")
  static let wakeupSignals = Rule(
    .device, "wakeup-signals", "FEAT-062", breaks: "the eventfd for the wakeup is not signalled")
  static let wakeupEnds = Rule(
    .device, "wakeup-ends", "FEAT-063", breaks: "a device goes back to low power after it told of its wakeup")
  static let hostWakes = Rule(
    .device, "wakeup-by-host", "FEAT-023", breaks: "the host cannot wake a device in low power")
  static let closeForgetsWakeup = Rule(
    .device, "wakeup-close", "FEAT-064", breaks: "closing a device in low power signals its wakeup")
  static let sleepUnmasks = Rule(
    .device, "low-power-unmasks", "FEAT-065", breaks: "INTx stays masked after low power")
  static let sleepKeepsMask = Rule(
    .device, "low-power-mask", "FEAT-066", breaks: "INTx that was masked is unmasked after low power")
}
