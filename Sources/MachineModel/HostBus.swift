/// A bus that has devices under test; the raw value is the kernel's name for it.
package enum HostBus: String, Sendable, Hashable, CaseIterable {
  case pci
  /// What is on no bus that could tell of it, so that firmware does.
  case platform
  /// Arm's bus within a chip, whose devices have ids.
  case amba
  /// The subchannels of s390x.
  case css

  /// Where sysfs has it, with a slash at the end.
  package var directory: String { "/sys/bus/\(rawValue)/" }

  /// The driver by which VFIO has a device of this bus.
  package var vfioDriver: String { self == .css ? "vfio_ccw" : "vfio-\(rawValue)" }

  /// Whether an IOMMU knows its devices: a mediated device made from a subchannel has a group, and the subchannel none.
  package var hasGroups: Bool { self != .css }
}
