import SystemCalls
import VFIOInterface

/// `VFIO_DEVICE_FEATURE`: what a device can do beyond the rest of the interface.
extension VFIOPCIDevice {
  func feature(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let request = try FeatureRequest(argument, kernel)
    let data = Structure.deviceFeature.size
    switch request.name {
    case "LOW_POWER_ENTRY":
      if try request.operation(of: [.set], minimum: 0) != nil { try enterLowPower() }
    case "LOW_POWER_ENTRY_WITH_WAKEUP":
      // The eventfd, and padding.
      guard try request.operation(of: [.set], minimum: 8) != nil else { return }
      let word = try argument.copyIn(offset: data, count: 4).integer(at: 0, width: 4) ?? 0
      let descriptor = Int32(bitPattern: UInt32(truncatingIfNeeded: word))
      guard descriptor >= 0 else { throw .EINVAL }
      // Nothing wakes a device here but its user, so the eventfd is checked and never signalled.
      _ = try caller.eventFile(descriptor)
      try enterLowPower()
    case "LOW_POWER_EXIT":
      if try request.operation(of: [.set], minimum: 0) != nil { isInLowPower = false }
    case "PCI_VF_TOKEN" where token != nil:
      if try request.operation(of: [.set], minimum: UInt64(FunctionToken.size)) != nil {
        try setToken(argument, at: data)
      }
    default:
      try kernel.require(.featureUnknown, false, or: .ENOTTY)
    }
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
