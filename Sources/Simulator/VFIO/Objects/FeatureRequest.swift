import VFIOInterface

/// One call of `VFIO_DEVICE_FEATURE`, whose header holds for every device (`vfio_ioctl_device_feature`).
struct FeatureRequest {
  enum Operation {
    case get
    case set
  }

  private static let indexMask: UInt64 = 0xffff

  private let flags: UInt64
  /// Bytes that the caller has for the feature's own data.
  private let room: UInt64
  private let kernel: Kernel

  init(_ argument: UserArgument, _ kernel: Kernel) throws(Errno) {
    let structure = Structure.deviceFeature
    let header = try kernel.faulting(.featureFault) { () throws(Errno) in
      try argument.copyIn(count: structure.minimumSize)
    }
    let size = header[DeviceFeature.argsz]
    try kernel.require(.featureSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    flags = header[DeviceFeature.flags]
    let known = Self.indexMask | DeviceFeatureFlags.get | DeviceFeatureFlags.set | DeviceFeatureFlags.probe
    try kernel.require(.featureFlags, flags & ~known == 0, or: .EINVAL)
    let isContradictory =
      flags & DeviceFeatureFlags.probe == 0 && flags & DeviceFeatureFlags.get != 0
      && flags & DeviceFeatureFlags.set != 0
    try kernel.require(.featureGetOrSet, !isContradictory, or: .EINVAL)
    room = size >= UInt64(structure.size) ? size - UInt64(structure.size) : 0
    self.kernel = kernel
  }

  /// The feature's number.
  var feature: UInt64 { flags & Self.indexMask }

  /// What is to be done now with a feature that has these operations and needs so many bytes; nil for a probe
  /// (`vfio_check_feature`).
  func operation(of supported: Set<Operation>, minimum: UInt64) throws(Errno) -> Operation? {
    guard flags & DeviceFeatureFlags.get == 0 || supported.contains(.get) else { throw .EINVAL }
    guard flags & DeviceFeatureFlags.set == 0 || supported.contains(.set) else { throw .EINVAL }
    guard flags & DeviceFeatureFlags.probe == 0 else { return nil }
    try kernel.require(
      .featureNeedsOperation, flags & (DeviceFeatureFlags.get | DeviceFeatureFlags.set) != 0, or: .EINVAL)
    if room < minimum {
      try kernel.refuse(.featureRoom, with: .EINVAL)
      return nil
    }
    return flags & DeviceFeatureFlags.get != 0 ? .get : .set
  }
}
