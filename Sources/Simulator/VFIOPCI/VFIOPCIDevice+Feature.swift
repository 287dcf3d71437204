import SystemCalls
import VFIOInterface

/// `VFIO_DEVICE_FEATURE`: what a device can do beyond the rest of the interface.
extension VFIOPCIDevice {
  private static let get = FlagSet.deviceFeature["GET"] ?? 0
  private static let set = FlagSet.deviceFeature["SET"] ?? 0
  private static let probe = FlagSet.deviceFeature["PROBE"] ?? 0
  private static let indexMask: UInt64 = 0xffff

  func feature(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let structure = Structure.deviceFeature
    let header = try argument.copyIn(count: structure.minimumSize)
    let size = header.value("argsz", of: structure) ?? 0
    try kernel.require(.featureSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    let flags = header.value("flags", of: structure) ?? 0
    let known = Self.indexMask | Self.get | Self.set | Self.probe
    try kernel.require(.featureFlags, flags & ~known == 0, or: .EINVAL)
    let isContradictory = flags & Self.probe == 0 && flags & Self.get != 0 && flags & Self.set != 0
    try kernel.require(.featureGetOrSet, !isContradictory, or: .EINVAL)
    let room = size >= UInt64(structure.size) ? size - UInt64(structure.size) : 0
    switch FlagSet.deviceFeatures.describe(flags & Self.indexMask) {
    case "LOW_POWER_ENTRY":
      if try check(flags, room, minimum: 0) { try enterLowPower() }
    case "LOW_POWER_ENTRY_WITH_WAKEUP":
      // The eventfd, and padding.
      guard try check(flags, room, minimum: 8) else { return }
      let word = try argument.copyIn(offset: structure.size, count: 4).integer(at: 0, width: 4) ?? 0
      let descriptor = Int32(bitPattern: UInt32(truncatingIfNeeded: word))
      guard descriptor >= 0 else { throw .EINVAL }
      // Nothing wakes a device here but its user, so the eventfd is checked and never signalled.
      _ = try caller.eventFile(descriptor)
      try enterLowPower()
    case "LOW_POWER_EXIT":
      if try check(flags, room, minimum: 0) { isInLowPower = false }
    case "PCI_VF_TOKEN" where token != nil:
      let size = UInt64(FunctionToken.size)
      if try check(flags, room, minimum: size) { try setToken(argument, at: structure.size) }
    default:
      try kernel.require(.featureUnknown, false, or: .ENOTTY)
    }
  }

  /// Whether a feature that can only be set is to be set now; a probe stops before.
  private func check(_ flags: UInt64, _ room: UInt64, minimum: UInt64) throws(Errno) -> Bool {
    guard flags & Self.get == 0 else { throw .EINVAL }
    guard flags & Self.probe == 0 else { return false }
    try kernel.require(.featureNeedsOperation, flags & Self.set != 0, or: .EINVAL)
    guard room >= minimum else { throw .EINVAL }
    return true
  }

  private func enterLowPower() throws(Errno) {
    guard !isInLowPower else { throw .EINVAL }
    zapMappings()
    isInLowPower = true
  }
}

extension Process {
  /// The eventfd with the number: EBADF where there is no file, EINVAL where it is another kind.
  func eventFile(_ descriptor: Int32) throws(Errno) -> EventFile {
    guard let event = try descriptors.file(descriptor) as? EventFile else { throw .EINVAL }
    return event
  }
}
