import VFIOInterface

/// What an expression can be.
package indirect enum Value: Sendable, Hashable {
  case number(Int128)
  case boolean(Bool)
  case text(String)
  case bytes([UInt8])
  case list([Value])
  case record(Record)
  case version(Version)

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

/// A version of the kernel: numbers that are compared one by one, a missing one as 0.
package struct Version: Sendable, Hashable, Comparable, CustomStringConvertible {
  package var components: [UInt32]

  package init(_ components: [UInt32]) { self.components = components }

  /// The version at the start of a text such as `6.12.117+deb13-amd64`; nil where it starts with none.
  package init?(prefixOf text: String) {
    var components: [UInt32] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false).prefix(4) {
      let digits = part.prefix { $0.isASCII && $0.isNumber }
      guard let number = UInt32(digits) else { break }
      components.append(number)
      if digits.count < part.count { break }
    }
    guard !components.isEmpty else { return nil }
    self.init(components)
  }

  package static func < (left: Version, right: Version) -> Bool {
    for index in 0..<max(left.components.count, right.components.count) {
      let (mine, other) = (left.component(index), right.component(index))
      if mine != other { return mine < other }
    }
    return false
  }

  package static func == (left: Version, right: Version) -> Bool { !(left < right) && !(right < left) }

  package func hash(into hasher: inout Hasher) {
    for component in components.reversed().drop(while: { $0 == 0 }) { hasher.combine(component) }
  }

  private func component(_ index: Int) -> UInt32 { index < components.count ? components[index] : 0 }

  package var description: String { components.map(String.init).joined(separator: ".") }
}
