import Documents
import VFIOInterface
import Yams

extension FileParser {
  /// The structure that an ioctl takes, where its name is known.
  func structuredRequest(_ node: Node) -> Structure? {
    guard let name = node.scalar?.string, case .structure(let structure) = Request.named(name)?.argument else {
      return nil
    }
    return structure
  }

  func ioctl(_ value: Node, _ mapping: MappingReader) -> Ioctl {
    let request = request(value)
    let descriptor = argument("on", of: mapping)
    var ioctl = Ioctl(
      request: request, descriptor: descriptor, address: mapping.take("at").map { expression($0) })
    if let node = mapping.take("in") {
      if case .scalar = node { ioctl.bytes = bytes(node, atLeast: 2) } else { ioctl.fields = fields(node, of: request) }
    }
    if let node = mapping.take("arg") { ioctl.argument = argument(node, of: request) }
    ioctl.room = mapping.take("room").map { expression($0) }
    return ioctl
  }

  private func request(_ node: Node) -> Ioctl.Request {
    let name = text(node, "the name of an ioctl")
    if let request = Request.named(name) { return .named(request) }
    guard name.hasPrefix("VFIO_") else { return .number(expression(node)) }
    report(
      "unknown ioctl '\(name)'", at: location(node),
      hint: suggestion(for: name, among: Request.all.map(\.name)) ?? "expected one of linux/vfio.h, or a number")
    return .number(.standIn(at: location(node)))
  }

  private func argument(_ node: Node, of request: Ioctl.Request) -> Ioctl.Argument {
    guard case .named(let known) = request else { return .value(expression(node)) }
    switch known.argument {
    case .string: return .text(template(node, "text"))
    case .value(let names): return .value(expression(node, names: names))
    case .integer, .none: return .value(expression(node))
    case .structure(let structure):
      report(
        "\(known.name) takes struct \(structure.name), not a plain argument", at: location(node),
        hint: "'in' gives fields, 'at' an address")
      return .value(expression(node))
    }
  }

  // MARK: in

  private func fields(_ node: Node, of request: Ioctl.Request) -> [FieldValue] {
    guard case .named(let known) = request, case .structure(let structure) = known.argument else {
      let name = if case .named(let known) = request { known.name } else { "a request by its number" }
      report(
        "\(name) takes no structure", at: location(node),
        hint: "'arg' gives a plain argument, and 'in' bytes: in: \"18 00 00 00\"")
      return []
    }
    return fields(node, of: structure)
  }

  private func fields(_ node: Node, of structure: Structure) -> [FieldValue] {
    guard let entries = mapping(node, "struct \(structure.name)")?.takeRest() else { return [] }
    let flags = entries.first { $0.name == structure.tailChoice?.name }?.value
    return entries.map { entry in
      let place = location(entry.key)
      if let field = structure[field: entry.name] {
        return FieldValue(name: entry.name, location: place, content: content(entry.value, of: field))
      }
      if structure.tailName == entry.name,
        let content = tailContent(entry.value, of: structure, flags: flags)
      {
        return FieldValue(name: entry.name, location: place, content: content)
      }
      let names = structure.fields.map(\.name) + (structure.tailName.map { [$0] } ?? [])
      unknown("field", entry.name, "of struct \(structure.name)", at: place, among: names)
      return FieldValue(name: entry.name, location: place, content: .list([]))
    }
  }

  private func content(_ node: Node, of field: Field) -> FieldValue.Content {
    switch field.kind {
    case .structure(let structure): return .structure(structure, fields(node, of: structure))
    case .flags(let names): return .expression(number(node, width: field.width, of: field.name, names: names))
    case .unsigned, .signed, .address:
      return .expression(number(node, width: field.width, of: field.name, names: nil))
    }
  }

  /// An expression for a number of `width` bytes. A constant that does not fit is reported.
  private func number(_ node: Node, width: Int, of name: String, names: FlagSet?) -> Expression {
    let expression = expression(node, names: names)
    if let value = try? expression.evaluate(in: DictionaryScope()), case .number(let number) = value,
      UInt64(fitting: number, width: width) == nil
    {
      report("\(number) does not fit '\(name)', which has \(8 * width) bits", at: expression.location)
    }
    return expression
  }

  /// The tail's elements or its nested structure; any shape may be given as one expression, too.
  ///
  /// - Parameter flags: What decides between several structures.
  private func tailContent(_ node: Node, of structure: Structure, flags: Node?) -> FieldValue.Content? {
    switch (node, structure.tail) {
    case (.scalar, .array), (.scalar, .arms):
      return .expression(bytes(node, atLeast: 2))
    case (.sequence, .array(let name, let element, _)):
      return .list(list(node, name).map { elementContent($0, of: element, name) })
    case (.sequence, .arms(let name, _, _)):
      return .list(list(node, name).map { .expression(expression($0)) })
    case (.mapping(let mapping), .arms(_, let field, let arms)):
      let names = Set(mapping.keys.compactMap(\.scalar?.string))
      let chosen = flags.flatMap { number(of: $0, names: field.names) }
      let candidates = arms.filter { $0.structure != nil }
      // Where the flags are found out in a run, or choose none, the names tell.
      let arm =
        candidates.first { arm in chosen.map { arm.isChosen(by: $0) } ?? false }
        ?? candidates.first { names.isSubset(of: $0.structure?.fields.map(\.name) ?? []) } ?? candidates.first
      guard let nested = arm?.structure else { return nil }
      return .structure(nested, fields(node, of: nested))
    default:
      return nil
    }
  }

  private func elementContent(_ node: Node, of element: Structure.Element, _ name: String) -> FieldValue.Content {
    switch element {
    case .integer(let width, _): .expression(number(node, width: width, of: name, names: nil))
    case .structure(let structure): .structure(structure, fields(node, of: structure))
    }
  }

  /// What flags are wherever the case runs; nil where names decide it.
  private func number(of node: Node, names: FlagSet?) -> UInt64? {
    guard case .scalar(let scalar) = node,
      let expression = try? Expression(scalar.string, at: location(node), isFolded: false, names: names)
    else { return nil }
    return (try? expression.number(in: DictionaryScope())).flatMap { UInt64(exactly: $0) }
  }
}

extension Structure {
  /// What the tail that a caller can give is called.
  var tailName: String? {
    switch tail {
    case .array(let name, _, _), .arms(let name, _, _): name
    case .capabilities, nil: nil
    }
  }

  /// The field that decides what the tail holds.
  fileprivate var tailChoice: Field? { if case .arms(_, let field, _) = tail { field } else { nil } }
}

extension UInt64 {
  /// A number as a field of `width` bytes holds it, signed or unsigned; nil if it does not fit.
  init?(fitting number: Int128, width: Int) {
    guard (1...8).contains(width) else { return nil }
    guard NumberDomain.bits(8 * width).complaint(about: number) == nil else { return nil }
    self = UInt64(truncatingIfNeeded: number) & (.max >> UInt64(64 - 8 * width))
  }
}
