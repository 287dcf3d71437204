import VFIOInterface

/// A structure of the UAPI as text: `{argsz=32, flags=READ|WRITE, vaddr=0x1000000000, iova=0x100000, size=0x10000}`.
struct StructureText {
  /// Elements of an array that are shown.
  private static let elementLimit = 8
  /// Capabilities that are followed: a chain in hostile bytes may be a ring.
  private static let capabilityLimit = 16

  let bytes: [UInt8]

  /// - Parameter base: Where the structure begins in the bytes. What lies beyond their end is left out.
  func text(of structure: Structure, at base: Int = 0) -> String {
    var parts = fields(of: structure, at: base)
    switch structure.tail {
    case .array(let name, let element, let count):
      if let elements = array(element, count: count, of: structure, at: base) { parts.append("\(name)=\(elements)") }
    case .arms(let name, let arms):
      if let arm = self.arm(arms, of: structure, at: base) { parts.append("\(name)=\(arm)") }
    case .capabilities(let offset, let known):
      if let chain = chain(from: offset, of: structure, at: base, known) { parts.append("caps=\(chain)") }
    case nil: break
    }
    return "{" + parts.joined(separator: ", ") + "}"
  }

  private func fields(of structure: Structure, at base: Int) -> [String] {
    structure.fields.compactMap { field in
      if field.name == "header" { return nil }
      let offset = base + field.offset
      if case .structure(let nested) = field.kind {
        return offset < bytes.count ? "\(field.name)=\(text(of: nested, at: offset))" : nil
      }
      guard let value = bytes.integer(at: offset, width: field.width) else { return nil }
      return "\(field.name)=\(Self.text(of: value, field.kind, width: field.width))"
    }
  }

  private static func text(of value: UInt64, _ kind: Field.Kind, width: Int) -> String {
    switch kind {
    case .flags(let set): set.describe(value)
    case .signed: width == 4 ? "\(Int32(truncatingIfNeeded: value))" : "\(Int64(bitPattern: value))"
    case .unsigned where width < 8: "\(value)"
    case .address, .unsigned, .structure: hexadecimal(value)
    }
  }

  private func array(_ element: Structure.Element, count field: String, of structure: Structure, at base: Int)
    -> String?
  {
    guard let count = bytes.value(field, of: structure, at: base), count > 0 else { return nil }
    let start = base + structure.size
    var parts: [String] = []
    var offset = start
    while UInt64(parts.count) < count, parts.count < Self.elementLimit {
      guard let (text, width) = text(of: element, at: offset) else { break }
      parts.append(text)
      offset += width
    }
    let more = UInt64(parts.count) < count
    return "[" + (parts + (more ? ["…"] : [])).joined(separator: ", ") + "]"
  }

  private func text(of element: Structure.Element, at offset: Int) -> (String, width: Int)? {
    switch element {
    case .integer(let width, let isSigned):
      guard let value = bytes.integer(at: offset, width: width) else { return nil }
      return (Self.text(of: value, isSigned ? .signed : .unsigned, width: width), width)
    case .structure(let structure):
      guard offset + structure.size <= bytes.count else { return nil }
      return (text(of: structure, at: offset), structure.size)
    }
  }

  /// The tail that the flags choose.
  private func arm(_ arms: [Structure.Arm], of structure: Structure, at base: Int) -> String? {
    guard let field = structure[field: "flags"], case .flags(let set) = field.kind,
      let flags = bytes.value("flags", of: structure, at: base),
      let arm = arms.first(where: { arm in set[arm.flag].map { flags & $0 == $0 } ?? false })
    else { return nil }
    switch arm.content {
    case .array(let element, let count): return array(element, count: count, of: structure, at: base)
    case .structure(let nested):
      let offset = base + structure.size
      return offset < bytes.count ? text(of: nested, at: offset) : nil
    }
  }

  private func chain(from field: String, of structure: Structure, at base: Int, _ known: [VFIOInterface.Capability])
    -> String?
  {
    let header = Structure.capabilityHeader
    var parts: [String] = []
    var next = bytes.value(field, of: structure, at: base)
    while let offset = next.flatMap({ Int(exactly: $0) }), offset > 0, parts.count < Self.capabilityLimit {
      guard let id = bytes.value("id", of: header, at: offset) else { break }
      if let capability = known.first(where: { $0.id == id }) {
        parts.append(capability.name + text(of: capability.structure, at: offset))
      } else {
        parts.append("capability \(id)")
      }
      next = bytes.value("next", of: header, at: offset)
    }
    return parts.isEmpty ? nil : "[" + parts.joined(separator: ", ") + "]"
  }
}

func hexadecimal(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
