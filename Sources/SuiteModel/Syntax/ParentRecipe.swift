import Documents
import VFIOInterface

/// What a vendor promises of a parent of mediated devices, and what the harness can make its devices do.
package struct ParentRecipe: Sendable, Hashable {
  /// The file's name.
  package var name: String
  package var title: String
  package var location: SourceLocation
  /// What `device_api` of its types says.
  package var deviceAPI: String
  package var types: [MediatedTypeRecipe]
  /// What a device of any type must offer; `type`'s facts and `kernel` are names here.
  package var offers: MediatedOffer
  package var operations: [DeviceRecipe.Operation]

  package func operation(_ name: String) -> DeviceRecipe.Operation? { operations.first { $0.name == name } }
}

/// A type that the parent must have.
package struct MediatedTypeRecipe: Sendable, Hashable {
  /// The name of its directory: `mtty-1`.
  package var name: String
  package var location: SourceLocation
  /// The text of `name`; nil where any will do.
  package var title: String?
  /// How many devices an idle parent makes; nil where any number will do.
  package var instances: Expression?
  package var facts: [Binding]
}

/// What an open device must tell of itself.
package struct MediatedOffer: Sendable, Hashable {
  /// The flags of `VFIO_DEVICE_GET_INFO`.
  package var flags: Expression?
  package var regionCount: Expression?
  package var interruptCount: Expression?
  package var regions: [Item]
  package var interrupts: [Item]
  /// Numbers of device features that a probe must find.
  package var features: [Expression]

  /// What can be said of a region and of an interrupt, in the words of the structures that tell it. The index must be.
  package static let regionFields = [RegionInfo.index, RegionInfo.flags, RegionInfo.size, RegionInfo.offset]
  package static let interruptFields = [IRQInfo.index, IRQInfo.flags, IRQInfo.count]

  /// A region or an interrupt, by its index; what is not said may be anything.
  package struct Item: Sendable, Hashable {
    package var location: SourceLocation
    package var fields: [Binding]
  }

  package init() {
    regions = []
    interrupts = []
    features = []
  }
}
