/// What a structure's bytes say, by the table: names, numbers, and what hangs on them.
package struct DecodedStructure: Sendable, Hashable {
  package indirect enum Content: Sendable, Hashable {
    case number(UInt64, Field.Kind)
    case structure(DecodedStructure)
    case list([Content])
  }

  package struct Member: Sendable, Hashable {
    package var name: String
    package var content: Content
  }

  package struct DecodedCapability: Sendable, Hashable {
    /// The capability's name, or `CAP_` and its number where the table has none.
    package var name: String
    package var structure: DecodedStructure
  }

  package var structure: Structure
  /// The fields that lie in the bytes, and the tail, in order. A header of capabilities counts as its own fields.
  package var members: [Member]
  /// The chain of capabilities, in its order; nil where the structure can have none.
  package var capabilities: [DecodedCapability]?

  /// Elements of a list and capabilities of a chain that are read: what a kernel writes may be anything.
  private static let listLimit = 65_536
  private static let chainLimit = 64

  /// Reads a structure.
  ///
  /// - Parameters:
  ///   - base: Where the structure begins. Offsets of capabilities count from there as well.
  package init(_ structure: Structure, in bytes: [UInt8], at base: Int = 0) {
    self.structure = structure
    members = Self.fields(of: structure, in: bytes, at: base)
    switch structure.tail {
    case .array(let name, let element, let count):
      let list = Self.list(of: element, count: count, of: structure, in: bytes, at: base)
      members.append(Member(name: name, content: .list(list)))
    case .arms(let name, let flags, let arms):
      if let content = Self.content(of: arms, chosenBy: flags, of: structure, in: bytes, at: base) {
        members.append(Member(name: name, content: content))
      }
    case .capabilities(let offset, let known):
      capabilities = Self.chain(from: bytes[offset, at: base], known, in: bytes, at: base)
    case nil: break
    }
  }

  private static func fields(of structure: Structure, in bytes: [UInt8], at base: Int) -> [Member] {
    structure.fields.flatMap { field -> [Member] in
      if case .structure(let nested) = field.kind {
        let decoded = DecodedStructure(nested, in: bytes, at: base + field.offset)
        return nested == .capabilityHeader
          ? decoded.members : [Member(name: field.name, content: .structure(decoded))]
      }
      guard let number = bytes.integer(at: base + field.offset, width: field.width) else { return [] }
      return [Member(name: field.name, content: .number(number.extended(field.kind, width: field.width), field.kind))]
    }
  }

  private static func list(
    of element: Structure.Element, count field: Field, of structure: Structure, in bytes: [UInt8], at base: Int
  ) -> [Content] {
    let count = min(bytes[field, at: base], UInt64(listLimit))
    var contents: [Content] = []
    var offset = base + structure.size
    while contents.count < count, offset >= 0, offset <= bytes.count - element.width {
      switch element {
      case .integer(let width, let isSigned):
        let kind: Field.Kind = isSigned ? .signed : .unsigned
        let number = bytes.integer(at: offset, width: width) ?? 0
        contents.append(.number(number.extended(kind, width: width), kind))
      case .structure(let structure):
        contents.append(.structure(DecodedStructure(structure, in: bytes, at: offset)))
      }
      offset += element.width
    }
    return contents
  }

  /// What the arm holds that the flags choose.
  private static func content(
    of arms: [Structure.Arm], chosenBy flags: Field, of structure: Structure, in bytes: [UInt8], at base: Int
  ) -> Content? {
    guard let arm = arms.first(where: { $0.isChosen(by: bytes[flags, at: base]) }) else { return nil }
    switch arm.content {
    case .array(let element, let count):
      return .list(list(of: element, count: count, of: structure, in: bytes, at: base))
    case .structure(let nested):
      return .structure(DecodedStructure(nested, in: bytes, at: base + structure.size))
    }
  }

  private static func chain(
    from offset: UInt64, _ known: [Capability], in bytes: [UInt8], at base: Int
  ) -> [DecodedCapability] {
    var found: [DecodedCapability] = []
    var next = offset
    while next != 0, found.count < chainLimit, let offset = Int(exactly: next), offset < bytes.count,
      let id = bytes.value(CapabilityHeader.id, at: base + offset)
    {
      let capability = known.first { $0.id == id }
      found.append(
        DecodedCapability(
          name: capability?.name ?? "CAP_\(id)",
          structure: DecodedStructure(capability?.structure ?? .capabilityHeader, in: bytes, at: base + offset)))
      next = bytes[CapabilityHeader.next, at: base + offset]
    }
    return found
  }
}

extension Structure.Arm {
  /// Whether the flag is set, or the value there.
  package func isChosen(by flags: UInt64) -> Bool { flags & (mask ?? flag) == flag }
}

extension Structure.Element {
  /// Bytes of one element.
  package var width: Int {
    switch self {
    case .integer(let width, _): width
    case .structure(let structure): structure.size
    }
  }
}

extension UInt64 {
  /// The number as 64 bits; that of a signed field with its sign.
  fileprivate func extended(_ kind: Field.Kind, width: Int) -> UInt64 {
    guard case .signed = kind, width < 8 else { return self }
    let unused = UInt64(64 - 8 * width)
    return UInt64(bitPattern: Int64(bitPattern: self << unused) >> Int64(unused))
  }
}
