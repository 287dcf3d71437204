/// Which bytes of an argument the table has a name for. The others are padding, or reserved: nobody's to tell anything in.
package struct NamedBytes {
  /// Capabilities of a chain and elements of a list that are followed: what a kernel writes may be anything.
  private static let limit = 65_536

  private let bytes: [UInt8]
  private var isNamed: [Bool]

  package init(of structure: Structure, in bytes: [UInt8]) {
    self.bytes = bytes
    isNamed = [Bool](repeating: false, count: bytes.count)
    name(structure, at: 0)
  }

  package subscript(index: Int) -> Bool { isNamed[index] }

  private mutating func name(_ range: Range<Int>) {
    for index in range.clamped(to: 0..<isNamed.count) { isNamed[index] = true }
  }

  private mutating func name(_ structure: Structure, at base: Int) {
    for field in structure.fields where !field.isReserved {
      if case .structure(let nested) = field.kind {
        name(nested, at: base + field.offset)
      } else {
        name(base + field.offset..<base + field.end)
      }
    }
    let end = base + structure.size
    switch structure.tail {
    case .array(_, let element, let count): name(element, count: bytes[count, at: base], at: end)
    case .arms(_, let flags, let arms):
      guard let arm = arms.first(where: { $0.isChosen(by: bytes[flags, at: base]) }) else {
        // What the table does not know may be anything.
        return name(min(end, bytes.count)..<bytes.count)
      }
      switch arm.content {
      case .array(let element, let count): name(element, count: bytes[count, at: base], at: end)
      case .structure(let nested): name(nested, at: end)
      }
    case .capabilities(let offset, let known): nameChain(from: bytes[offset, at: base], known, at: base)
    case nil: break
    }
  }

  private mutating func name(_ element: Structure.Element, count: UInt64, at start: Int) {
    var place = start
    for _ in 0..<Int(min(count, UInt64(Self.limit))) where place < bytes.count {
      switch element {
      case .integer(let width, _): name(place..<place + width)
      case .structure(let structure): name(structure, at: place)
      }
      place += element.width
    }
  }

  private mutating func nameChain(from offset: UInt64, _ known: [Capability], at base: Int) {
    var (next, left) = (offset, Self.limit)
    while next != 0, left > 0, let offset = Int(exactly: next), offset <= bytes.count,
      let id = bytes.value(CapabilityHeader.id, at: base + offset)
    {
      next = bytes[CapabilityHeader.next, at: base + offset]
      left -= 1
      if let capability = known.first(where: { $0.id == id }) {
        name(capability.structure, at: base + offset)
      } else {
        let end = next > UInt64(offset) ? min(Int(clamping: next), bytes.count) : bytes.count
        name(base + offset..<max(base + offset, end))
      }
    }
  }
}
