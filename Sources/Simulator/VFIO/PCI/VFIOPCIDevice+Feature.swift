import SystemCalls
import VFIOInterface

/// `VFIO_DEVICE_FEATURE`: what a device can do beyond the rest of the interface.
extension VFIOPCIDevice {
  /// - Returns: 0, or the descriptor that a feature gives.
  func feature(_ argument: UserArgument, _ caller: Process) throws(Errno) -> Int64 {
    let request = try FeatureRequest(argument, kernel)
    if request.feature == DeviceFeatureIndex.dmaBuf,
      kernel.profile.has(.exportsDMABuf) == kernel.keeps(.exportsByVersion)
    {
      return try exportBuffer(request, argument, caller)
    }
    if try !optIntoPrecopyInfo(request) { try feature(request, argument, caller) }
    return 0
  }

  private func feature(_ request: FeatureRequest, _ argument: UserArgument, _ caller: Process) throws(Errno) {
    let data = Structure.deviceFeature.size
    switch request.feature {
    case DeviceFeatureIndex.lowPowerEntry:
      let supported: Set<FeatureRequest.Operation> = kernel.keeps(.lowPowerSetOnly) ? [.set] : [.get, .set]
      if try request.operation(of: supported, minimum: 0) == .set { try enterLowPower() }
    case DeviceFeatureIndex.lowPowerEntryWithWakeup:
      // The eventfd, and padding.
      guard try request.operation(of: [.set], minimum: 8) != nil else { return }
      let word = try argument.copyIn(offset: data, count: 4).integer(at: 0, width: 4) ?? 0
      let descriptor = Int32(bitPattern: UInt32(truncatingIfNeeded: word))
      if descriptor < 0, kernel.keeps(.wakeupNeedsEvent) { throw .EINVAL }
      do throws(Errno) {
        try enterLowPower(wakeup: try caller.eventFile(descriptor))
      } catch {
        try kernel.refuse(.wakeupNeedsEvent, with: error)
        try enterLowPower()
      }
    case DeviceFeatureIndex.lowPowerExit:
      guard try request.operation(of: [.set], minimum: 0) != nil else { return }
      guard isInLowPower || kernel.keeps(.lowPowerExit) else { throw .EINVAL }
      leaveLowPower()
    case DeviceFeatureIndex.pciVFToken where token != nil:
      if try request.operation(of: [.set], minimum: UInt64(FunctionToken.size)) != nil {
        try setToken(argument, at: data)
      }
    case DeviceFeatureIndex.migration where !kernel.keeps(.featuresOfOthers): break
    default:
      try kernel.refuse(.featureUnknown, with: .ENOTTY)
    }
  }
}
