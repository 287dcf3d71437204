/// Steps with parameters, defined once and used by many cases.
public struct Fixture: Sendable, Hashable {
  public var name: String
  public var title: String
  public var location: SourceLocation
  /// The names that `with` may give, and what they are otherwise.
  public var parameters: [Binding]
  public var steps: [Step]
}

/// What the harness knows about one model of device, and can make it do.
public struct DeviceRecipe: Sendable, Hashable {
  /// The model's name; also a fact that is true of such a device.
  public var name: String
  public var title: String
  public var location: SourceLocation
  /// Facts that a device of this model has, with their values.
  public var match: [Binding]
  /// Facts that the recipe adds to those read from the device.
  public var facts: [Binding]
  public var operations: [Operation]

  /// Something that the device does on demand.
  public struct Operation: Sendable, Hashable {
    public var name: String
    public var title: String
    public var location: SourceLocation
    public var parameters: [Binding]
    /// Here `fd` is the open device, `device` its facts and `region0` … `region8` the offsets of its regions; its facts
    /// are names as well.
    public var steps: [Step]
  }

  public func operation(_ name: String) -> Operation? { operations.first { $0.name == name } }
}
