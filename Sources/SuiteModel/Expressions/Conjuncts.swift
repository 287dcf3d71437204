extension Expression {
  /// The conditions that all have to hold for this one to hold: itself, where it is not joined by `&&`.
  package var conjuncts: [Expression] {
    guard case .binary(.and, let left, let right) = root.kind else { return [self] }
    return [left, right].flatMap { node in
      var part = self
      part.root = node
      part.text = node.text
      return part.conjuncts
    }
  }
}

extension Expression.Node {
  /// The part as a suite could write it.
  var text: String {
    switch kind {
    case .literal(.number(let number)): Self.size(number)
    case .literal(.text(let text)): "\"\(text)\""
    case .literal(let value): value.description
    case .name(let name): name
    case .member(let base, let name): "\(base.operand).\(name)"
    case .index(let base, let index): "\(base.operand)[\(index.text)]"
    case .unary(let sign, let operand): sign.rawValue + operand.operand
    case .binary(let sign, let left, let right): "\(left.operand) \(sign.rawValue) \(right.operand)"
    case .conditional(let condition, let then, let otherwise):
      "\(condition.operand) ? \(then.operand) : \(otherwise.operand)"
    case .call(let function, let arguments): "\(function)(\(arguments.map(\.text).joined(separator: ", ")))"
    }
  }

  /// In parentheses where it has an operator of its own.
  private var operand: String {
    switch kind {
    case .binary, .conditional: "(\(text))"
    default: text
    }
  }

  private static func size(_ number: Int128) -> String {
    for (unit, name) in [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")] as [(Int128, String)]
    where number >= unit && number % unit == 0 {
      return "\(number / unit)\(name)"
    }
    return "\(number)"
  }
}
