/// The order of a number's bytes on a machine.
///
/// Across the seam all structures of the user API are little-endian, on whatever machine: tables, suites, traces and the
/// simulator know no other order. What makes the calls on a real kernel turns them round where the machine is big-endian.
package enum ByteOrder: Sendable, Hashable {
  case little
  case big

  /// The order of an architecture, named as `uname -m` does.
  package init(architecture: String) { self = ["s390x", "ppc64"].contains(architecture) ? .big : .little }
}

/// The argument of a request, on its way between a little-endian seam and a big-endian kernel.
package struct TurnedArgument {
  /// Where the bytes go: to the kernel, or back from it.
  package enum Direction: Sendable {
    case toKernel
    case fromKernel
  }

  package private(set) var bytes: [UInt8]
  private let given: [UInt8]
  private let direction: Direction

  /// Turns each number round that lies wholly in the bytes; what no field names stays as it is.
  package init(_ argument: Request.Argument, _ bytes: [UInt8], _ direction: Direction) {
    self.bytes = bytes
    given = bytes
    self.direction = direction
    switch argument {
    case .none, .value, .string: break
    case .integer: turn(at: 0, width: 4)
    case .structure(let structure): turn(structure, at: 0)
    }
  }

  /// Elements and capabilities that are turned: what a kernel writes may be anything.
  private static let listLimit = 65_536
  private static let chainLimit = 64

  private mutating func turn(at offset: Int, width: Int) {
    guard offset >= 0, offset <= bytes.count - width else { return }
    bytes[offset..<offset + width].reverse()
  }

  /// A field that decides how the bytes are to be read, as the seam has it.
  private func value(_ field: Field, at base: Int) -> UInt64 {
    (direction == .toKernel ? given : bytes)[field, at: base]
  }

  private mutating func turn(_ structure: Structure, at base: Int) {
    for field in structure.fields {
      if case .structure(let nested) = field.kind {
        turn(nested, at: base + field.offset)
      } else {
        turn(at: base + field.offset, width: field.width)
      }
    }
    switch structure.tail {
    case .array(_, let element, let count): turn(element, count, behind: structure, at: base)
    case .arms(_, let flags, let arms):
      guard let arm = arms.first(where: { $0.isChosen(by: value(flags, at: base)) }) else { return }
      switch arm.content {
      case .array(let element, let count): turn(element, count, behind: structure, at: base)
      case .structure(let nested): turn(nested, at: base + structure.size)
      }
    case .capabilities(let first, let known): turnChain(from: value(first, at: base), known, at: base)
    case nil: break
    }
  }

  private mutating func turn(_ element: Structure.Element, _ count: Field, behind structure: Structure, at base: Int) {
    var offset = base + structure.size
    for _ in 0..<min(value(count, at: base), UInt64(Self.listLimit)) {
      guard offset <= bytes.count - element.width else { return }
      switch element {
      case .integer(let width, _): turn(at: offset, width: width)
      case .structure(let nested): turn(nested, at: offset)
      }
      offset += element.width
    }
  }

  private mutating func turnChain(from first: UInt64, _ known: [Capability], at base: Int) {
    var next = first
    for _ in 0..<Self.chainLimit {
      guard next != 0, let offset = Int(exactly: next), offset < bytes.count - base else { return }
      // An entry of a kind that the table lacks has a header that it knows; that is turned first to tell the kind.
      var header = self
      header.turn(.capabilityHeader, at: base + offset)
      let id = header.value(CapabilityHeader.id, at: base + offset)
      turn(known.first { $0.id == id }?.structure ?? .capabilityHeader, at: base + offset)
      next = header.value(CapabilityHeader.next, at: base + offset)
    }
  }
}
