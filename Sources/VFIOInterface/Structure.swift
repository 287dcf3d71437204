/// The layout of one C structure of the UAPI.
package struct Structure: Sendable, Hashable {
  /// The name behind `struct`.
  package var name: String
  package let fields: [Field]
  /// `sizeof` in the header of Linux 6.1, without a flexible array.
  package var size: Int
  /// `sizeof` in today's header, where padding was added since.
  package var paddedSize: Int
  /// How many bytes a caller must give at the least: the end of the last field that the first version had.
  package var minimumSize: Int
  /// What follows the fields.
  package var tail: Tail?
  private let argszIndex: Int?

  /// What may follow a structure's fixed part.
  package indirect enum Tail: Sendable, Hashable {
    /// A flexible array, whose name, element and counting field are given.
    case array(name: String, element: Element, count: Field)
    /// Data whose shape a flag in this field decides.
    case arms(name: String, chosenBy: Field, [Arm])
    /// A chain of capabilities that starts at the offset in this field.
    case capabilities(offset: Field, [Capability])
  }

  package indirect enum Element: Sendable, Hashable {
    case integer(width: Int, isSigned: Bool)
    case structure(Structure)
  }

  /// What the tail holds when the field has a flag, or a value in some of its bits.
  package struct Arm: Sendable, Hashable {
    package var flag: UInt64
    /// The bits that choose; without it, those of the flag.
    package var mask: UInt64?
    package var content: Content

    /// The structure that it holds.
    package var structure: Structure? { if case .structure(let structure) = content { structure } else { nil } }

    init(flag: UInt64, mask: UInt64? = nil, content: Content) {
      self.flag = flag
      self.mask = mask
      self.content = content
    }

    package enum Content: Sendable, Hashable {
      case array(element: Element, count: Field)
      case structure(Structure)
    }
  }

  /// The field of a name that a suite or a person gave; code of this package names fields by their constants.
  package subscript(field name: String) -> Field? {
    fields.first { $0.name == name }
  }

  /// Where the caller says how many bytes it gives; nil where a structure stands inside another, or behind one.
  package var argsz: Field? { argszIndex.map { fields[$0] } }
}

/// One field of a structure.
package struct Field: Sendable, Hashable {
  package var name: String
  /// Bytes from the structure's start.
  package var offset: Int
  /// Bytes: 1, 2, 4 or 8; for a nested structure its size.
  package var width: Int
  package var kind: Kind
  /// Whether the header keeps it for later.
  let isReserved: Bool

  package enum Kind: Sendable, Hashable {
    case unsigned
    case signed
    /// An address of the calling process.
    case address
    case flags(FlagSet)
    case structure(Structure)
  }

  /// What its bits or values are called, if anything.
  package var names: FlagSet? { if case .flags(let names) = kind { names } else { nil } }
}

/// One kind of capability in the chain behind an info structure.
package struct Capability: Sendable, Hashable {
  package var name: String
  package var id: UInt16
  package var structure: Structure
}

extension Structure {
  init(_ name: String, minimum: Field? = nil, paddedSize: Int? = nil, tail: Tail? = nil, _ fields: [Field]) {
    let end = fields.last?.end ?? 0
    self.name = name
    self.fields = fields
    self.size = end.aligned(to: fields.map(\.alignment).max() ?? 1)
    self.paddedSize = paddedSize ?? size
    self.minimumSize = minimum?.end ?? end
    self.tail = tail
    argszIndex = fields.firstIndex { $0.name == "argsz" }
  }
}

extension Field {
  /// Lays a field out as the C compiler does on every 64-bit ABI: behind the one before it, at a multiple of its own width.
  init(_ name: String, _ type: CType, after previous: Field? = nil) {
    self.name = name
    offset = (previous?.end ?? 0).aligned(to: type.alignment)
    width = type.width
    kind = type.kind
    isReserved = name.contains("reserved") || name.contains("resv")
  }

  /// Where the next byte stands.
  package var end: Int { offset + width }

  /// A type as the header declares it.
  enum CType {
    case u8
    case u16
    case u32
    case u64
    case s32
    case pointer
    case flags(FlagSet)
    case index(FlagSet)
    case nested(Structure)

    var width: Int {
      switch self {
      case .u8: 1
      case .u16: 2
      case .u32, .s32, .flags, .index: 4
      case .u64, .pointer: 8
      case .nested(let structure): structure.size
      }
    }

    var alignment: Int {
      if case .nested(let structure) = self { structure.alignment } else { width }
    }

    var kind: Field.Kind {
      switch self {
      case .u8, .u16, .u32, .u64: .unsigned
      case .s32: .signed
      case .pointer: .address
      case .flags(let set), .index(let set): .flags(set)
      case .nested(let structure): .structure(structure)
      }
    }
  }
}

extension Structure {
  fileprivate var alignment: Int { fields.map(\.alignment).max() ?? 1 }
}

extension Field {
  fileprivate var alignment: Int {
    if case .structure(let nested) = kind { nested.alignment } else { width }
  }
}

extension Int {
  fileprivate func aligned(to alignment: Int) -> Int { (self + alignment - 1) / alignment * alignment }
}
