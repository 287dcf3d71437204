import Documents

/// Steps with parameters, defined once and used by many cases.
package struct Fixture: Sendable, Hashable {
  package var name: String
  package var title: String
  package var location: SourceLocation
  /// The names that `with` may give, and what they are otherwise.
  package var parameters: [Binding]
  package var steps: [Step]
}

/// What the harness knows about one model of device, and can make it do.
package struct DeviceRecipe: Sendable, Hashable {
  /// The model's name; also a fact that is true of such a device.
  package var name: String
  package var title: String
  package var location: SourceLocation
  /// Facts that a device of this model has, with their values.
  package var match: [Binding]
  /// Facts that the recipe adds to those read from the device.
  package var facts: [Binding]
  package var operations: [Operation]

  /// Something that the device does on demand.
  package struct Operation: Sendable, Hashable {
    package var name: String
    package var title: String
    package var location: SourceLocation
    package var parameters: [Binding]
    /// Here `fd` is the open device, `device` its facts and `region0` … `region8` the offsets of its regions; its facts
    /// are names as well.
    package var steps: [Step]
  }

  package func operation(_ name: String) -> Operation? { operations.first { $0.name == name } }
}
