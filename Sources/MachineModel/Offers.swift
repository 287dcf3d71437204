import VFIOInterface

/// What a kernel must offer on a machine before anything is run there: no less, and no more.
package struct Offers: Sendable, Hashable {
  /// What `VFIO_CHECK_EXTENSION` answers other than 0 to in a container that holds nothing.
  package var extensions: [Offer]
  /// The IOMMU groups; a device that is in none of them has no group.
  package var groups: [GroupOffer]
  /// By the devices' ids.
  package var devices: [String: DeviceOffer]
  /// Types of mediated devices, by name.
  package var types: [Offer]

  /// The files that some of it depends on.
  package var files: Set<String> {
    Set((extensions + types + devices.values.flatMap(\.resets)).compactMap(\.file))
  }
}

/// Something that is offered, by its name, and where.
package struct Offer: Sendable, Hashable {
  package var name: String
  package var period = KernelPeriod()
  /// A file that is there where it is offered, whatever the kernel's version: what it was built with shows in it.
  package var file: String?

  /// Whether a kernel of that version must offer it.
  package func isDue(in version: Version, hasFile: (String) -> Bool) -> Bool {
    period.contains(version) && file.map(hasFile) != false
  }
}

/// Devices that share an IOMMU group, and on which kernels.
package struct GroupOffer: Sendable, Hashable {
  /// By id.
  package var devices: [String]
  package var period = KernelPeriod()
}

/// The kernels on which something is offered.
package struct KernelPeriod: Sendable, Hashable {
  /// The first kernel that offers it; nil where all have.
  package var since: KernelPoint?
  /// The first kernel that does not offer it any more.
  package var until: KernelPoint?

  package func contains(_ version: Version) -> Bool {
    since?.isReached(by: version) != false && until?.isReached(by: version) != true
  }
}

/// What a device has.
package struct DeviceOffer: Sendable, Hashable {
  /// Vectors of each kind of interrupt; 0 without.
  package var intx = 0
  package var msi = 0
  package var msix = 0
  /// `reset_method`, in the order in which the kernel tries them.
  package var resets: [Offer] = []
  /// Whether errors are recovered from: it belongs to a partitionable endpoint.
  package var recovers = false
}

/// Since when something holds.
package enum KernelPoint: Sendable, Hashable, CustomStringConvertible {
  case release(Version)
  /// A line of the kernels' history, which knows the point releases that it was brought back to.
  case change(KernelChange)

  /// The point of a version such as `6.13`, or of a change's name; nil for any other text.
  init?(_ text: String) {
    if let change = KernelChange.named(text) {
      self = .change(change)
    } else if let version = Version(prefixOf: text), version.description == text {
      self = .release(version)
    } else {
      return nil
    }
  }

  /// As a machine file has it.
  package var description: String {
    switch self {
    case .release(let version): version.description
    case .change(let change): change.name
    }
  }

  /// Whether some kernel is past the other point, and not yet at this one.
  func canFollow(_ other: KernelPoint) -> Bool { Self.first(of: self) > Self.first(of: other) }

  private static func first(of point: KernelPoint) -> Version {
    switch point {
    case .release(let version): version
    case .change(let change): change.since
    }
  }

  func isReached(by version: Version) -> Bool {
    switch self {
    case .release(let first): version >= first
    case .change(let change): change.holds(in: version)
    }
  }
}
