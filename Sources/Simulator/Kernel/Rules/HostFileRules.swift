extension Rule {
  /// The files by which the host reaches a device that a user has.
  static let hostFileRules: [Rule] = [
    hostResets, resetHeedsMethods, removalWaits, rescanFinds, enableIsTheDrivers, openEnables, hostForbidsMessages,
    closeKeepsSettings, hostHasDMABack, settingsWait, reachedBARsAreClaimed, closeGivesUpClaims, claimsExclude,
    claimsRevoke, hostReadsROM,
  ]

  static let hostResets = Rule(
    .device, "host-resets", "DEV-142", breaks: "the host cannot reset a device that is open")
  static let resetHeedsMethods = Rule(
    .device, "reset-heeds-methods", "DEV-143", breaks: "VFIO_DEVICE_RESET succeeds without a method")
  static let removalWaits = Rule(
    .device, "removal-waits", "DEV-144", breaks: "the host takes a device away from its user")
  static let rescanFinds = Rule(
    .device, "rescan-finds", "DEV-144", breaks: "a device that was removed is never found again")
  static let enableIsTheDrivers = Rule(
    .device, "enable-is-the-drivers", "DEV-145", breaks: "the host can disable a device that is bound")
  static let openEnables = Rule(
    .device, "open-enables", "DEV-145", breaks: "a device stays enabled when it is closed")
  static let hostForbidsMessages = Rule(
    .irq, "host-forbids-messages", "DEV-146", breaks: "messages are turned on though msi_bus forbids them")
  static let closeKeepsSettings = Rule(
    .device, "close-keeps-settings", "DEV-147", breaks: "closing a device undoes what the host set in sysfs")
  static let hostHasDMABack = Rule(
    .device, "host-has-dma-back", "DEV-149", breaks: "a host driver's DMA goes nowhere after a user had the device")
  static let settingsWait = Rule(
    .device, "settings-wait", "DEV-150", breaks: "the host's settings change while a device is being unbound")
  static let reachedBARsAreClaimed = Rule(
    .device, "reached-bars-are-claimed", "DEV-151", breaks: "nobody is told that a user has a BAR")
  static let closeGivesUpClaims = Rule(
    .device, "close-gives-up-claims", "DEV-151", breaks: "a BAR stays claimed after its user is gone")
  static let claimsExclude = Rule(
    .device, "claims-exclude", "DEV-152", breaks: "the host can map a BAR that it lost to a user")
  static let claimsRevoke = Rule(
    .device, "claims-revoke", "DEV-152", breaks: "what the host mapped of a BAR outlives that it is refused")
  static let hostReadsROM = Rule(
    .device, "host-reads-rom", "DEV-153", breaks: "the host reads another image of the ROM than the user")
}
