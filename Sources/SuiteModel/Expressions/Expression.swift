import Documents
import VFIOInterface

/// A parsed expression, and where it stands.
package struct Expression: Sendable, Hashable {
  /// As it is written.
  package var text: String
  /// Where its first character is, or where the block of lines begins that it is written in.
  package var location: SourceLocation
  /// Whether it is folded from lines, so that the places of its parts are not known.
  package var isFolded = false
  /// The names that numbers have where it stands, such as the flags of a structure's field.
  package var names: FlagSet?
  package var root: Node
  /// Whether it stands for one that is wrong, of which nothing more is said.
  var isStandIn = false

  /// A part of an expression.
  package struct Node: Sendable, Hashable {
    package var kind: Kind
    /// Where the part begins, in UTF-8 bytes from the start of the expression.
    package var offset: Int
  }

  package indirect enum Kind: Sendable, Hashable {
    case literal(Value)
    case name(String)
    case member(Node, String)
    case index(Node, Node)
    case unary(UnaryOperator, Node)
    case binary(BinaryOperator, Node, Node)
    /// `condition ? then : otherwise`
    case conditional(Node, then: Node, otherwise: Node)
    case call(Function, [Node])
  }

  package enum UnaryOperator: String, Sendable, Hashable {
    case negate = "-"
    case complement = "~"
    case not = "!"
  }

  package enum BinaryOperator: String, Sendable, Hashable {
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case add = "+"
    case subtract = "-"
    case shiftLeft = "<<"
    case shiftRight = ">>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
    case bitwiseAnd = "&"
    case bitwiseXor = "^"
    case bitwiseOr = "|"
    case and = "&&"
    case or = "||"
  }

  /// The functions of the language; docs/suite-language.md says what each does.
  package enum Function: String, Sendable, Hashable, CaseIterable {
    case align, min, max, len, le, sum, contains, has, match, lines, hex, str, list, bytes, slice, lookup, all, filename
    case number, swap, place
  }

  /// Both this and another condition.
  func and(_ other: Expression) -> Expression {
    var both = self
    both.text = "(\(text)) && (\(other.text))"
    both.root = Node(kind: .binary(.and, root, other.root), offset: root.offset)
    return both
  }
}

/// Text in which `$name` and `$(expression)` are replaced by their values.
package struct Template: Sendable, Hashable {
  package enum Part: Sendable, Hashable {
    case text(String)
    case expression(Expression)
  }

  /// As it is written.
  package var text: String
  package var location: SourceLocation
  package var parts: [Part]
}
