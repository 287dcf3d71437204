import VFIOInterface

/// Runtime power management: a device sleeps while nobody uses it, and while its user says so.
extension VFIOPCIDevice {
  /// Whether neither the host nor virtual functions keep it awake.
  private var maySleep: Bool {
    let isKeptAwake = device.isKeptAwake && kernel.keeps(.controlKeepsAwake)
    return !isKeptAwake && !(hasVirtualFunctions && kernel.keeps(.functionsKeepAwake))
  }

  // MARK: Nobody uses it

  /// A device that nobody uses sleeps, and the kernel keeps its configuration, also of a function that knows no other
  /// power state: what the host writes meanwhile is lost.
  func idle() {
    guard maySleep, !staysAwake || !kernel.keeps(.idleParameter), kernel.keeps(.idleSleeps) else { return }
    sleep()
  }

  private func sleep() {
    guard !device.isSuspended else { return }
    stateAsleep = device.saveState()
    device.setPowerState(3)
    device.isSuspended = true
  }

  func wake() {
    device.setPowerState(0)
    if let stateAsleep { device.restoreState(stateAsleep) }
    stateAsleep = nil
    device.isSuspended = false
  }

  // MARK: Low power

  /// `VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY`, with an eventfd or without: the device sleeps once the call is over.
  func enterLowPower(wakeup: EventFile? = nil) throws(Errno) {
    try kernel.require(.lowPowerOnce, !isInLowPower, or: .EINVAL)
    zapMappings()
    isInLowPower = true
    wakeupEvent = wakeup
  }

  func leaveLowPower() {
    isInLowPower = false
    wakeupEvent = nil
  }

  /// Does what needs the device awake; one in low power sleeps again then.
  func awake<Result>(_ body: () throws(Errno) -> Result) throws(Errno) -> Result {
    let wasAsleep = device.isSuspended
    resume()
    defer { if !wasAsleep || kernel.keeps(.lowPowerSleepsAgain) { sleepInLowPower() } }
    return try body()
  }

  /// Wakes a device in low power, whoever asks. With an eventfd that is the end of low power.
  private func resume() {
    guard isInLowPower, device.isSuspended else { return }
    wake()
    if let wakeupEvent {
      if kernel.keeps(.wakeupSignals) { wakeupEvent.signal() }
      if kernel.keeps(.wakeupEnds) { leaveLowPower() }
    }
    if isPinMaskedAsleep, kernel.keeps(.sleepUnmasks) { interrupts.pin.unmaskAndResend() }
    isPinMaskedAsleep = false
  }

  private func sleepInLowPower() {
    guard isInLowPower, maySleep, kernel.keeps(.lowPowerSleeps) else { return }
    changePower(to: 0)
    if interrupts.isEnabled(.intx), !device.isSuspended {
      isPinMaskedAsleep = !interrupts.pin.isMasked || !kernel.keeps(.sleepKeepsMask)
      interrupts.pin.mask()
    }
    sleep()
  }

  // MARK: The host

  func powerControlChanged() {
    guard openCount == 0 else { return device.isKeptAwake ? resumeForHost() : sleepInLowPower() }
    if !device.isKeptAwake { return idle() }
    if kernel.keeps(.controlKeepsAwake) { wake() }
  }

  private func resumeForHost() { if kernel.keeps(.hostWakes) { resume() } }

  func awakeForHost(_ body: () -> Void) {
    guard openCount == 0 else {
      resumeForHost()
      body()
      return sleepInLowPower()
    }
    wake()
    body()
    idle()
  }
}
