import VFIOInterface

/// What an expression can be.
package enum Value: Sendable, Hashable {
  case number(Int128)
  case boolean(Bool)
  case text(String)
  case bytes([UInt8])
  case list([Value])
  case record(Record)
  case version(Version)

  /// A list's.
  package var elements: [Value]? { if case .list(let elements) = self { elements } else { nil } }

  /// What the value is, for messages: `a number`.
  package var kind: String {
    switch self {
    case .number: "a number"
    case .boolean: "true or false"
    case .text: "text"
    case .bytes: "bytes"
    case .list: "a list"
    case .record: "a record"
    case .version: "a version"
    }
  }
}

/// Named values, in order: a structure that came back, or the facts of a device.
package struct Record: Sendable, Hashable {
  package struct Entry: Sendable, Hashable {
    package var name: String
    package var value: Value
    /// The names that the number's bits or values have.
    package var names: FlagSet?

    package init(_ name: String, _ value: Value, names: FlagSet? = nil) {
      self.name = name
      self.value = value
      self.names = names
    }
  }

  package var entries: [Entry]

  package init(_ entries: [Entry] = []) { self.entries = entries }

  package subscript(name: String) -> Value? { entry(name)?.value }

  package func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }
}
