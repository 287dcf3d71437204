import Documents
import VFIOInterface
import Yams

extension FileParser {
  /// Names that one mapping binds.
  private static let maximumBindings = 256

  private static let reservedNames: Set<String> = ["kernel", "arch", "page", "backend", "true", "false"]

  /// A name that expressions can use.
  func identifier(_ node: Node, _ what: String) -> String {
    identifier(text(node, what), at: location(node), what)
  }

  func identifier(_ name: String, at location: SourceLocation, _ what: String) -> String {
    if !name.isIdentifier, !name.isEmpty {
      report("'\(name)' is not a name", at: location, hint: "expected letters, digits and '_' for \(what)")
    } else if Self.reservedNames.contains(name) {
      report("'\(name)' already has a meaning", at: location, hint: "choose another name for \(what)")
    }
    return name
  }

  /// Where a scalar's text begins, and whether each of its characters stands in the file as it is read.
  private func textLocation(_ node: Node, _ scalar: Node.Scalar) -> SourceLocation {
    switch scalar.style {
    case .singleQuoted, .doubleQuoted: location(node).advanced(by: 1)
    default: location(node)
    }
  }

  func expression(_ node: Node, names: FlagSet? = nil) -> Expression {
    guard case .scalar(let scalar) = node, !isNothing(node) else {
      let isMapping = if case .mapping = node { true } else { false }
      expected(
        "an expression", found: node, hint: isMapping ? "an expression with ': ' is written in quotes" : nil)
      return .standIn(at: location(node))
    }
    let isFolded = scalar.style == .folded || scalar.style == .literal
    return expression(scalar.string, at: textLocation(node, scalar), isFolded: isFolded, names: names)
  }

  func expression(
    _ text: String, at location: SourceLocation, isFolded: Bool = false, names: FlagSet? = nil
  ) -> Expression {
    do {
      return try Expression(text, at: location, isFolded: isFolded, names: names)
    } catch {
      report(error)
      return .standIn(at: location, text: text)
    }
  }

  func constant(_ value: Int128, at node: Node, names: FlagSet? = nil) -> Expression {
    Expression(.number(value), text: "\(value)", at: location(node), names: names)
  }

  func template(_ node: Node, _ what: String) -> Template {
    guard case .scalar(let scalar) = node, !isNothing(node) else {
      expected(what, found: node)
      return Template(text: "", location: location(node), parts: [])
    }
    do {
      return try Template(scalar.string, at: textLocation(node, scalar))
    } catch {
      report(error)
      return Template(text: scalar.string, location: location(node), parts: [])
    }
  }

  /// `{ name: expression, … }`
  func bindings(_ node: Node, _ what: String) -> [Binding] {
    guard let mapping = mapping(node, what) else { return [] }
    let entries = mapping.takeRest()
    guard entries.count <= Self.maximumBindings else {
      report("more than \(Self.maximumBindings) names in \(what)", at: location(node))
      return []
    }
    return entries.map { entry in
      let name = identifier(entry.name, at: location(entry.key), what)
      return Binding(name: name, location: location(entry.key), value: expression(entry.value))
    }
  }

  /// `{ name: [expression, …] }`, or one expression whose value is a list.
  func parameters(_ node: Node) -> [Parameter] {
    guard let mapping = mapping(node, "'for'") else { return [] }
    return mapping.takeRest().map { entry in
      let name = identifier(entry.name, at: location(entry.key), "a parameter")
      let values: Parameter.Values
      if case .sequence = entry.value {
        values = .each(list(entry.value, "values").map { expression($0) })
      } else {
        values = .list(expression(entry.value))
      }
      if case .each([]) = values { report("'\(name)' has no values", at: location(entry.value)) }
      return Parameter(name: name, location: location(entry.key), values: values)
    }
  }

  /// A time that does not depend on anything, in milliseconds.
  func milliseconds(_ node: Node) -> Int {
    let time = expression(node)
    guard case .literal(.number(let number)) = time.root.kind, number > 0,
      NumberDomain.milliseconds.complaint(about: number) == nil
    else {
      report("expected a time, found '\(time.text)'", at: location(node), hint: "times are 20ms or 2s, up to an hour")
      return 0
    }
    return Int(number)
  }
}

extension String {
  /// Whether it is letters, digits and `_`, the first no digit.
  fileprivate var isIdentifier: Bool {
    let bytes = utf8.map { ($0, isDigit: (0x30...0x39).contains($0)) }
    let isPlain = bytes.allSatisfy { $1 || (0x41...0x5a).contains($0 & 0xdf) || $0 == UInt8(ascii: "_") }
    return isPlain && bytes.first.map { !$0.isDigit } == true
  }
}

extension Expression {
  /// What stands for an expression that is wrong, or lacking.
  static func standIn(at location: SourceLocation, text: String = "0") -> Expression {
    var expression = Expression(.number(0), text: text, at: location)
    expression.isStandIn = true
    return expression
  }

  /// A value that stands for itself.
  init(_ value: Value, text: String, at location: SourceLocation, names: FlagSet? = nil) {
    self.init(text: text, location: location, names: names, root: Node(kind: .literal(value), offset: 0))
  }
}
