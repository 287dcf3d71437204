import VFIOInterface

extension DecodedStructure {
  /// Elements of an array that are shown.
  private static let elementLimit = 8
  /// How many capabilities are shown: a chain in hostile bytes may be a ring.
  private static let capabilityLimit = 8

  /// The structure as strace would print it: `{argsz=32, flags=READ|WRITE, vaddr=0x1000000000, size=0x10000}`.
  var traceText: String {
    var parts = members.compactMap { text(of: $0) }
    if let capabilities, !capabilities.isEmpty {
      let shown = capabilities.prefix(Self.capabilityLimit).map { $0.name + $0.structure.traceText }
      let more = capabilities.count > shown.count ? ["…"] : []
      parts.append("caps=[" + (shown + more).joined(separator: ", ") + "]")
    }
    return "{" + parts.joined(separator: ", ") + "}"
  }

  private var argumentSize: UInt64? {
    guard case .number(let size, _)? = members.first(where: { $0.name == structure.argsz?.name })?.content else {
      return nil
    }
    return size
  }

  private static func text(of content: Content, width: Int) -> String? {
    switch content {
    case .number(let number, .flags(let names)): return names.describe(number)
    case .number(let number, .signed): return "\(Int64(bitPattern: number))"
    case .number(let number, .unsigned) where width < 8: return "\(number)"
    case .number(let number, _): return hexadecimal(number)
    case .structure(let structure): return structure.traceText
    case .list(let elements):
      guard !elements.isEmpty else { return nil }
      let shown = elements.prefix(elementLimit).compactMap { text(of: $0, width: 4) }
      return "[" + (shown + (elements.count > shown.count ? ["…"] : [])).joined(separator: ", ") + "]"
    }
  }

  /// A member as `name=value`; nil for an array without elements, and for a structure that `argsz` does not reach.
  private func text(of member: Member) -> String? {
    // A header of capabilities counts as its own fields, which the structure does not name; they are short.
    let field = structure[field: member.name]
    if case .structure = member.content, let field, let size = argumentSize, size <= UInt64(field.offset) { return nil }
    let width = field?.width ?? 4
    return Self.text(of: member.content, width: width).map { "\(member.name)=\($0)" }
  }
}

func hexadecimal(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
