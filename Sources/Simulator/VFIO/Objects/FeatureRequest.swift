import VFIOInterface

/// One call of `VFIO_DEVICE_FEATURE`, whose header holds for every device (`vfio_ioctl_device_feature`).
struct FeatureRequest {
  enum Operation {
    case get
    case set
  }

  private static let get = FlagSet.deviceFeature["GET"] ?? 0
  private static let set = FlagSet.deviceFeature["SET"] ?? 0
  private static let probe = FlagSet.deviceFeature["PROBE"] ?? 0
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
    let size = header.value("argsz", of: structure) ?? 0
    try kernel.require(.featureSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    flags = header.value("flags", of: structure) ?? 0
    let known = Self.indexMask | Self.get | Self.set | Self.probe
    try kernel.require(.featureFlags, flags & ~known == 0, or: .EINVAL)
    let isContradictory = flags & Self.probe == 0 && flags & Self.get != 0 && flags & Self.set != 0
    try kernel.require(.featureGetOrSet, !isContradictory, or: .EINVAL)
    room = size >= UInt64(structure.size) ? size - UInt64(structure.size) : 0
    self.kernel = kernel
  }

  /// The feature's name, or its number where it has none.
  var name: String { FlagSet.deviceFeatures.describe(flags & Self.indexMask) }

  /// What is to be done now with a feature that has these operations and needs so many bytes; nil for a probe
  /// (`vfio_check_feature`).
  func operation(of supported: Set<Operation>, minimum: UInt64) throws(Errno) -> Operation? {
    guard flags & Self.get == 0 || supported.contains(.get) else { throw .EINVAL }
    guard flags & Self.set == 0 || supported.contains(.set) else { throw .EINVAL }
    guard flags & Self.probe == 0 else { return nil }
    try kernel.require(.featureNeedsOperation, flags & (Self.get | Self.set) != 0, or: .EINVAL)
    try kernel.require(.featureRoom, room >= minimum, or: .EINVAL)
    return flags & Self.get != 0 ? .get : .set
  }
}
