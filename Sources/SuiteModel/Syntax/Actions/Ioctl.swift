import Documents
import VFIOInterface

/// `ioctl`
package struct Ioctl: Sendable, Hashable {
  package enum Request: Sendable, Hashable {
    case named(VFIOInterface.Request)
    case number(Expression)
  }

  package var request: Request
  package var descriptor: Expression
  /// `in`: the structure's fields; nil where the suite gives no structure.
  package var fields: [FieldValue]?
  /// `in`: the argument's bytes as they are, whatever the request takes.
  package var bytes: Expression?
  /// `arg`: what a request without a structure is given.
  package var argument: Argument?
  /// An address that is passed instead of that of a private buffer.
  package var address: Expression?
  /// The least number of bytes of the buffer.
  package var room: Expression?

  package enum Argument: Sendable, Hashable {
    /// A number, or bytes whose address is passed.
    case value(Expression)
    /// A string whose address is passed, with the zero byte that ends it.
    case text(Template)
  }

  enum Word: String, CaseIterable { case ioctl }

  /// The structure that the request takes, where it is known.
  package var structure: Structure? {
    guard case .named(let request) = request, case .structure(let structure) = request.argument else { return nil }
    return structure
  }

  var outline: ActionOutline {
    var outline = ActionOutline(
      Word.ioctl, name: request.text, .descriptor(descriptor), address.map(Operand.address),
      bytes.map { Operand($0, .bytes) }, room.map { Operand($0, .copied) })
    if case .number(let number) = request { outline.operands.append(.bits(32, number)) }
    switch argument {
    case .value(let value): outline.operands.append(Operand(value, argumentDomain))
    case .text(let text): outline.templates.append(text)
    case nil: break
    }
    return outline
  }

  /// What a request without a structure takes.
  private var argumentDomain: Operand.Domain {
    if case .named(let request) = request, case .integer = request.argument { .number(.bits(32)) } else { .argument }
  }
}

extension Ioctl.Request {
  fileprivate var text: String {
    switch self {
    case .named(let request): request.name
    case .number(let expression): expression.text
    }
  }
}

/// A field of a structure, or a part of its tail, and what it is set to.
package struct FieldValue: Sendable, Hashable {
  package var name: String
  package var location: SourceLocation
  package var content: Content

  package indirect enum Content: Sendable, Hashable {
    case expression(Expression)
    case list([Content])
    /// The fields of a structure, and which it is.
    case structure(Structure, [FieldValue])
  }
}
