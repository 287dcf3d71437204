/// What a vendor promises of a parent of mediated devices, and what the harness can make its devices do.
public struct ParentRecipe: Sendable, Hashable {
  /// The file's name.
  public var name: String
  public var title: String
  public var location: SourceLocation
  /// What `device_api` of its types says.
  public var deviceAPI: String
  public var types: [MediatedTypeRecipe]
  /// What a device of any type must offer; `type`'s facts and `kernel` are names here.
  public var offers: MediatedOffer
  public var operations: [DeviceRecipe.Operation]

  public func operation(_ name: String) -> DeviceRecipe.Operation? { operations.first { $0.name == name } }
}

/// A type that the parent must have.
public struct MediatedTypeRecipe: Sendable, Hashable {
  /// The name of its directory: `mtty-1`.
  public var name: String
  public var location: SourceLocation
  /// The text of `name`; nil where any will do.
  public var title: String?
  /// How many devices an idle parent makes; nil where any number will do.
  public var instances: Expression?
  public var facts: [Binding]
}

/// What an open device must tell of itself.
public struct MediatedOffer: Sendable, Hashable {
  /// The flags of `VFIO_DEVICE_GET_INFO`.
  public var flags: Expression?
  public var regionCount: Expression?
  public var interruptCount: Expression?
  public var regions: [Item]
  public var interrupts: [Item]
  /// Numbers of device features that a probe must find.
  public var features: [Expression]

  /// A region or an interrupt, by its index; what is not said may be anything.
  public struct Item: Sendable, Hashable {
    public var location: SourceLocation
    public var fields: [Binding]
  }

  public init() {
    regions = []
    interrupts = []
    features = []
  }
}
