import SuiteModel
import VFIOInterface

/// How a C program writes a value that comes from an earlier result. A value without a symbol is a constant.
indirect enum Symbol {
  /// An expression of an integer type.
  case number(String, FlagSet? = nil)
  /// A `const char *`.
  case text(String)
  /// The address of bytes, and how many they are.
  case bytes(String, count: String)
  /// Text with a name a line.
  case names(String)
  /// A structure of the UAPI.
  case structure(Structure, StructurePlace)
  /// The array behind a structure.
  case array(Structure.Element, path: String, count: String, StructurePlace)
  case capabilities([Capability], offset: String, StructurePlace)
  /// Values by name; those that are missing are constants.
  case fields([String: Symbol])
  /// Values by place; those that are missing are constants.
  case list([Symbol?])
  /// What C cannot say, and why.
  case unknown(String)
}

/// Where a structure lies in a program.
struct StructurePlace {
  /// The structure itself, as an lvalue.
  var path: String
  /// The address of the buffer's first byte, and the buffer's length.
  var start: String
  var room: String
  /// What the call returned.
  var returned: String?
  /// How it ended, where that is open.
  var outcome: String?
}

extension Symbol {
  var number: String? {
    if case .number(let code, _) = self { code } else { nil }
  }

  /// A part by its name; nil where that is a constant or nothing.
  func member(_ name: String) -> Symbol? {
    switch self {
    case .fields(let fields): fields[name]
    case .structure(let structure, let place): structure.member(name, at: place)
    case .capabilities(let known, let offset, let place):
      known.first { $0.name == name }.map { capability in
        let found = "need_capability(\(place.start), \(place.room), \(offset), \(capability.id), \"\(name)\")"
        var inside = place
        inside.path = "(*(struct \(capability.structure.cName) *)\(found))"
        return .structure(capability.structure, inside)
      }
    case .number, .text, .bytes, .names, .array, .list, .unknown: nil
    }
  }

  func element(_ index: String, constant: Int?) -> Symbol? {
    switch self {
    case .bytes(let start, _): return .number("((const unsigned char *)\(start))[\(index)]")
    case .names(let list): return .text("name_at(\(list), \(index))")
    case .list(let elements):
      guard let constant, elements.indices.contains(constant) else { return nil }
      return elements[constant]
    case .array(.integer, let path, _, _): return .number("\(path)[\(index)]")
    case .array(.structure(let structure), let path, _, let place):
      var inside = place
      inside.path = "\(path)[\(index)]"
      return .structure(structure, inside)
    case .number, .text, .structure, .capabilities, .fields, .unknown: return nil
    }
  }

  /// Bytes of a text or of bytes, elements of a list.
  var length: String? {
    switch self {
    case .text(let text): "strlen(\(text))"
    case .bytes(_, let count): count
    case .names(let list): "name_count(\(list))"
    case .array(_, _, let count, _): count
    case .list(let elements): "\(elements.count)"
    case .number, .structure, .capabilities, .fields, .unknown: nil
    }
  }
}

extension Structure {
  /// The name behind `struct`; what the header of Linux 6.1 does not have yet is defined under another.
  var cName: String { isNewer ? "own_" + name : name }

  /// The structure with what its tail can only be with these bytes in front of it.
  func narrowed(to bytes: [UInt8]) -> Structure {
    guard case .arms(let name, let flags, let arms) = tail else { return self }
    let chosen = arms.filter { $0.isChosen(by: bytes[flags]) }
    var structure = self
    if !chosen.isEmpty { structure.tail = .arms(name: name, chosenBy: flags, chosen) }
    return structure
  }

  fileprivate func member(_ name: String, at place: StructurePlace) -> Symbol? {
    if name == "returned" { return place.returned.map { .number($0) } }
    if name == "outcome" { return place.outcome.map { .text($0) } }
    if let field = self[field: name] {
      let path = "\(place.path).\(name)"
      switch field.kind {
      case .unsigned, .signed, .address: return .number(path)
      case .flags(let names): return .number(path, names)
      case .structure(let nested):
        var inside = place
        inside.path = path
        return .structure(nested, inside)
      }
    }
    // A header of capabilities counts as its own fields.
    if let header = fields.first(where: { $0.kind == .structure(.capabilityHeader) }),
      Structure.capabilityHeader[field: name] != nil
    {
      return .number("\(place.path).\(header.name).\(name)")
    }
    switch tail {
    case .capabilities(let offset, let known) where name == "caps":
      return .capabilities(known, offset: "\(place.path).\(offset.name)", place)
    case .array(name, let element, let count):
      return .array(element, path: "\(place.path).\(name)", count: "\(place.path).\(count.name)", place)
    case .arms(name, _, let arms):
      guard let nested = arms.lazy.compactMap(\.structure).first else { return nil }
      var inside = place
      inside.path = "(*(struct \(nested.cName) *)(\(place.start) + \(size)))"
      return .structure(nested, inside)
    case .array, .arms, .capabilities, nil: return nil
    }
  }
}
