import SuiteModel
import VFIOInterface

/// What C cannot say of an expression that depends on earlier results.
struct Inexpressible: Error, CustomStringConvertible {
  var what: String
  var description: String { "C cannot say it: \(what)" }
}

/// Writes expressions as C: what comes from earlier results as variables, everything else as the constant that it was.
struct Symbolizer {
  let scope: any Scope
  let symbols: (String) -> Symbol?

  typealias Node = Expression.Node

  /// The expression's symbol; nil where it is a constant.
  func symbol(_ expression: Expression) throws(Inexpressible) -> Symbol? {
    try symbol(expression.root, expression)
  }

  /// A number, by its symbol or as a constant.
  func number(_ expression: Expression) throws(Inexpressible) -> String {
    try number(expression.root, expression, names: expression.names)
  }

  /// A condition, or nil where it holds on any machine like this one.
  func condition(_ expression: Expression) throws(Inexpressible) -> String? {
    try symbol(expression)?.number
  }

  /// Text, by its symbol or as a constant.
  func text(_ template: Template) throws(Inexpressible) -> String {
    var format = ""
    var arguments: [String] = []
    for part in template.parts {
      switch part {
      case .text(let text): format += text.replacing("%", with: "%%")
      case .expression(let expression):
        switch try symbol(expression) {
        case .number(let code, _):
          format += "%lld"
          arguments.append("(long long)(\(code))")
        case .text(let code):
          format += "%s"
          arguments.append(code)
        case nil: format += try constantText(expression).replacing("%", with: "%%")
        default: throw Inexpressible(what: "'\(expression.text)' in text")
        }
      }
    }
    if arguments.isEmpty { return CText.string(format.replacing("%%", with: "%")) }
    if format == "%s" { return arguments[0] }
    return "formatted(" + ([CText.string(format)] + arguments).joined(separator: ", ") + ")"
  }

  private func constantText(_ expression: Expression) throws(Inexpressible) -> String {
    try value(expression.root, expression).description
  }

  // MARK: Nodes

  func value(_ node: Node, _ expression: Expression, names: FlagSet? = nil) throws(Inexpressible) -> Value {
    var part = expression
    part.root = node
    if let names { part.names = names }
    do {
      return try part.evaluate(in: scope)
    } catch {
      throw Inexpressible(what: error.message)
    }
  }

  func number(_ node: Node, _ expression: Expression, names: FlagSet?) throws(Inexpressible) -> String {
    if let symbol = try symbol(node, expression) {
      guard let code = symbol.number else { throw Inexpressible(what: "'\(expression.text)' as a number") }
      return code
    }
    guard let number = try value(node, expression, names: names).number else {
      throw Inexpressible(what: "'\(expression.text)' as a number")
    }
    return CText.number(number, names: names)
  }

  /// Text of a part, by its symbol or as a constant.
  func text(_ node: Node, _ expression: Expression) throws(Inexpressible) -> String {
    switch try symbol(node, expression) {
    case .text(let code): return code
    case .number(let code, _): return "formatted(\"%lld\", (long long)(\(code)))"
    case nil:
      if case .text(let text) = try value(node, expression) { return CText.string(text) }
      throw Inexpressible(what: "'\(expression.text)' as text")
    default: throw Inexpressible(what: "'\(expression.text)' as text")
    }
  }

  func symbol(_ node: Node, _ expression: Expression) throws(Inexpressible) -> Symbol? {
    switch node.kind {
    case .literal: return nil
    case .name(let name):
      let symbol = symbols(name)
      if case .unknown(let what) = symbol { throw Inexpressible(what: what) }
      return symbol
    case .member(let base, let member): return try symbol(base, expression)?.member(member)
    case .index(let base, let index): return try element(of: base, at: index, expression)
    case .unary(let symbol, let operand):
      guard let code = try self.symbol(operand, expression) else { return nil }
      guard let number = code.number else { throw Inexpressible(what: "'\(expression.text)'") }
      return .number("\(symbol.rawValue)\(symbol == .not ? "" : "(num)")(\(number))")
    case .binary(let symbol, let left, let right): return try binary(symbol, left, right, expression)
    case .conditional(let condition, let then, let otherwise):
      let (first, second) = (try symbol(then, expression), try symbol(otherwise, expression))
      guard let code = try symbol(condition, expression)?.number else {
        return try value(condition, expression).truth == true ? first : second
      }
      return .number(
        "(\(code) ? (num)(\(try number(then, expression, names: expression.names)))"
          + " : (num)(\(try number(otherwise, expression, names: expression.names))))")
    case .call(let function, let arguments): return try call(function, arguments, expression)
    }
  }

  private func element(of base: Node, at index: Node, _ expression: Expression) throws(Inexpressible) -> Symbol? {
    let position = try value(index, expression).number.flatMap { Int(exactly: $0) }
    let code = try symbol(index, expression)?.number
    guard let symbol = try symbol(base, expression) else {
      guard let code else { return nil }
      // A constant list with a place that only the machine knows.
      guard case .bytes(let bytes) = try value(base, expression) else {
        throw Inexpressible(what: "an element of a list of constants")
      }
      return .number("((const unsigned char *)\(CText.bytes(bytes)))[\(code)]")
    }
    return symbol.element(code ?? "\(position ?? 0)", constant: code == nil ? position : nil)
  }

  // MARK: Operators

  private func binary(
    _ operation: Expression.BinaryOperator, _ left: Node, _ right: Node, _ expression: Expression
  ) throws(Inexpressible) -> Symbol? {
    let (first, second) = (try symbol(left, expression), try symbol(right, expression))
    if first == nil, second == nil { return nil }
    if operation == .equal || operation == .notEqual || operation == .add {
      if let code = try comparison(operation, left, right, first ?? second, expression) { return code }
    }
    let names = first?.flags ?? second?.flags ?? expression.names
    let one = try number(left, expression, names: names)
    let two = try number(right, expression, names: names)
    switch operation {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return .number("((num)\(one.enclosed) \(operation.rawValue) (num)\(two.enclosed))")
    case .and, .or: return .number("(\(one) \(operation.rawValue) \(two))")
    default: return .number("((num)\(one.enclosed) \(operation.rawValue) \(two.enclosed))")
    }
  }

  /// What is compared or joined otherwise than numbers.
  private func comparison(
    _ operation: Expression.BinaryOperator, _ left: Node, _ right: Node, _ symbol: Symbol?, _ expression: Expression
  ) throws(Inexpressible) -> Symbol? {
    switch symbol {
    case .text:
      if operation == .add {
        return .text("formatted(\"%s%s\", \(try text(left, expression)), \(try text(right, expression)))")
      }
      return .number(
        "(strcmp(\(try text(left, expression)), \(try text(right, expression))) \(operation.rawValue) 0)")
    case .bytes:
      let one = try bytes(left, expression)
      let two = try bytes(right, expression)
      if operation == .add {
        return .bytes(
          "joined(\(one.start), \(one.count), \(two.start), \(two.count))",
          count: "(\(one.count) + \(two.count))")
      }
      return .number(
        "(\(operation == .notEqual ? "!" : "")same_bytes(\(one.start), \(one.count), \(two.start), \(two.count)))")
    case .number, nil: return nil
    case .names where operation != .add:
      guard case .list(let values) = try value(isSymbol(left, expression) ? right : left, expression) else { break }
      let names = try self.symbol(isSymbol(left, expression) ? left : right, expression)
      guard case .names(let code) = names else { break }
      let lines = values.map { $0.description + "\n" }.joined()
      return .number("(strcmp(\(code), \(CText.string(lines))) \(operation.rawValue) 0)")
    default: break
    }
    throw Inexpressible(what: "'\(expression.text)', which compares or joins lists or records")
  }

  private func isSymbol(_ node: Node, _ expression: Expression) -> Bool {
    ((try? symbol(node, expression)) ?? nil) != nil
  }

  func bytes(_ node: Node, _ expression: Expression) throws(Inexpressible) -> (start: String, count: String) {
    switch try symbol(node, expression) {
    case .bytes(let start, let count): return (start, count)
    case nil:
      switch try value(node, expression) {
      case .bytes(let bytes): return (CText.bytes(bytes), "\(bytes.count)")
      case .text(let text): return (CText.string(text), "\(text.utf8.count)")
      default: break
      }
    case .text(let text): return (text, "strlen(\(text))")
    default: break
    }
    throw Inexpressible(what: "'\(expression.text)' as bytes")
  }
}

extension Symbol {
  fileprivate var flags: FlagSet? {
    if case .number(_, let names) = self { names } else { nil }
  }
}

extension String {
  /// The code with brackets, where it is more than one operand.
  var enclosed: String { contains(" ") && !isBracketed ? "(\(self))" : self }

  private var isBracketed: Bool {
    guard hasPrefix("("), hasSuffix(")") else { return false }
    var depth = 0
    for (offset, character) in enumerated() {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth == 0 { return offset == count - 1 }
    }
    return false
  }
}
