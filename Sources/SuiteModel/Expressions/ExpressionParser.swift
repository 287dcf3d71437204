import Documents
import VFIOInterface

/// Parses expressions by precedence climbing; operators bind as in Swift, not as in C: `flags & 1 == 1` asks for a bit.
struct ExpressionParser {
  /// Bounds on one expression, so that no input makes the parser or the evaluation recurse without end.
  static let maximumBytes = 4096
  static let maximumNodes = 256
  static let maximumDepth = 64

  private var lexer: ExpressionLexer
  private var token = ExpressionLexer.Token.end
  private var offset = 0
  private var nodes = 0
  private var depth = 0

  init(_ text: String) throws(LexicalError) {
    guard text.utf8.count <= Self.maximumBytes else {
      throw LexicalError("the expression is longer than \(Self.maximumBytes) bytes", at: 0)
    }
    lexer = ExpressionLexer(text)
    try advance()
  }

  mutating func parse() throws(LexicalError) -> Expression.Node {
    guard token != .end else { throw LexicalError("expected an expression, found nothing", at: offset) }
    let root = try expression()
    guard token == .end else { throw unexpected("an operator or the end") }
    return root
  }

  // MARK: Operators

  private mutating func expression() throws(LexicalError) -> Expression.Node {
    try enter()
    defer { depth -= 1 }
    let condition = try binary(minimum: 1)
    guard token == .symbol("?") else { return condition }
    try advance()
    let then = try expression()
    try expect(":")
    let otherwise = try expression()
    return try node(.conditional(condition, then: then, otherwise: otherwise), at: condition.offset)
  }

  private static let precedences: [Expression.BinaryOperator: Int] = [
    .or: 1, .and: 2,
    .equal: 3, .notEqual: 3, .less: 3, .lessOrEqual: 3, .greater: 3, .greaterOrEqual: 3,
    .bitwiseOr: 4, .bitwiseXor: 5, .bitwiseAnd: 6, .shiftLeft: 7, .shiftRight: 7,
    .add: 8, .subtract: 8, .multiply: 9, .divide: 9, .remainder: 9,
  ]

  private mutating func binary(minimum: Int) throws(LexicalError) -> Expression.Node {
    var left = try unary()
    while case .symbol(let symbol) = token, let name = Expression.BinaryOperator(rawValue: symbol),
      let precedence = Self.precedences[name], precedence >= minimum
    {
      try advance()
      let right = try binary(minimum: precedence + 1)
      left = try node(.binary(name, left, right), at: left.offset)
    }
    return left
  }

  private mutating func unary() throws(LexicalError) -> Expression.Node {
    guard case .symbol(let symbol) = token, let name = Expression.UnaryOperator(rawValue: symbol) else {
      return try postfix()
    }
    try enter()
    defer { depth -= 1 }
    let start = offset
    try advance()
    return try node(.unary(name, unary()), at: start)
  }

  private mutating func postfix() throws(LexicalError) -> Expression.Node {
    var base = try primary()
    while case .symbol(let symbol) = token, symbol == "." || symbol == "[" {
      try advance()
      if symbol == "." {
        guard case .name(let member) = token else { throw unexpected("the name of a member") }
        try advance()
        base = try node(.member(base, member), at: base.offset)
      } else {
        let index = try expression()
        try expect("]")
        base = try node(.index(base, index), at: base.offset)
      }
    }
    return base
  }

  // MARK: Operands

  private mutating func primary() throws(LexicalError) -> Expression.Node {
    let start = offset
    switch token {
    case .literal(let value):
      try advance()
      return try node(.literal(value), at: start)
    case .name(let name):
      try advance()
      guard token == .symbol("(") else { return try node(.name(name), at: start) }
      return try call(name, at: start)
    case .symbol("("):
      try advance()
      let inner = try expression()
      try expect(")")
      return inner
    default:
      throw unexpected("a value, a name or '('")
    }
  }

  private mutating func call(_ name: String, at start: Int) throws(LexicalError) -> Expression.Node {
    guard let function = Expression.Function(rawValue: name) else {
      let hint = suggestion(for: name, among: Expression.Function.allCases.map(\.rawValue))
      throw LexicalError("unknown function '\(name)'", at: start, hint: hint)
    }
    try advance()
    var arguments: [Expression.Node] = []
    if token != .symbol(")") {
      arguments.append(try expression())
      while token == .symbol(",") {
        try advance()
        arguments.append(try expression())
      }
    }
    try expect(")")
    guard function.argumentCounts.contains(arguments.count) else {
      throw LexicalError("'\(name)' takes \(function.signature), found \(arguments.count) arguments", at: start)
    }
    return try node(.call(function, arguments), at: start)
  }

  // MARK: Tokens

  private mutating func advance() throws(LexicalError) {
    (token, offset) = try lexer.next()
  }

  private mutating func expect(_ symbol: String) throws(LexicalError) {
    guard token == .symbol(symbol) else { throw unexpected("'\(symbol)'") }
    try advance()
  }

  private mutating func enter() throws(LexicalError) {
    depth += 1
    guard depth <= Self.maximumDepth else {
      throw LexicalError("the expression is nested deeper than \(Self.maximumDepth) levels", at: offset)
    }
  }

  private mutating func node(_ kind: Expression.Kind, at start: Int) throws(LexicalError) -> Expression.Node {
    nodes += 1
    guard nodes <= Self.maximumNodes else {
      throw LexicalError("the expression has more than \(Self.maximumNodes) parts", at: start)
    }
    return Expression.Node(kind: kind, offset: start)
  }

  private func unexpected(_ expected: String) -> LexicalError {
    let found =
      switch token {
      case .literal(.text(let text)): "\"\(text)\""
      case .literal(.number(let number)): "\(number)"
      case .literal(let value): value.kind
      case .name(let name): "'\(name)'"
      case .symbol(let symbol): "'\(symbol)'"
      case .end: "the end"
      }
    let hint =
      token == .end
      ? "inside { } or [ ] an expression with ', ' is written in quotes"
      : "flags are joined by '|', and text is written in quotes of its own: '\"text\"'"
    return LexicalError("expected \(expected), found \(found)", at: offset, hint: hint)
  }
}

extension Expression {
  /// Parses text that stands at a place.
  ///
  /// - Parameters:
  ///   - isFolded: Whether the text is folded from lines.
  ///   - names: The names that numbers have there.
  package init(
    _ text: String, at location: SourceLocation, isFolded: Bool = false, names: FlagSet? = nil
  ) throws(Diagnostic) {
    do {
      var parser = try ExpressionParser(text)
      self.init(text: text, location: location, isFolded: isFolded, names: names, root: try parser.parse())
    } catch {
      let place = isFolded ? location : location.advanced(by: text.columns(before: error.offset))
      throw Diagnostic(error.message, at: place, hint: error.hint)
    }
  }

  /// Where a part of the expression stands in its file.
  package func location(of node: Node) -> SourceLocation {
    isFolded ? location : location.advanced(by: text.columns(before: node.offset))
  }
}

extension String {
  /// The number of characters, as YAML counts columns, in the first bytes of the text.
  func columns(before offset: Int) -> Int {
    utf8.prefix(offset).count { $0 & 0xc0 != 0x80 }
  }
}

extension Expression.Function {
  var argumentCounts: ClosedRange<Int> {
    switch self {
    case .len, .sum, .lines, .number, .hex, .str, .filename: 1...1
    case .bytes: 1...2
    case .align, .contains, .has, .match, .lookup, .all, .swap: 2...2
    case .le, .slice: 3...3
    case .place: 4...4
    case .min, .max: 1...64
    case .list: 0...64
    }
  }

  /// The arguments as documentation names them.
  var signature: String {
    switch self {
    case .align: "(number, multiple)"
    case .min, .max: "(number, …)"
    case .len: "(text, bytes or list)"
    case .le: "(bytes, offset, width)"
    case .sum: "(list)"
    case .contains: "(text or list, part)"
    case .has: "(number, flags)"
    case .match: "(text, regular expression)"
    case .lines, .number, .filename: "(text)"
    case .hex, .str: "(value)"
    case .list: "(value, …)"
    case .bytes: "(count, value) or (text of hex digits)"
    case .place: "(bytes, offset, width, number)"
    case .slice: "(bytes, offset, count)"
    case .lookup: "(text, key)"
    case .all: "(list, value)"
    case .swap: "(number, width)"
    }
  }
}
