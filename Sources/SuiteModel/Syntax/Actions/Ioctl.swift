import VFIOInterface

/// `ioctl`
public struct Ioctl: Sendable, Hashable {
  public enum Request: Sendable, Hashable {
    case named(VFIOInterface.Request)
    case number(Expression)
  }

  public var request: Request
  public var descriptor: Expression
  /// `in`: the structure's fields; nil where the suite gives no structure.
  public var fields: [FieldValue]?
  /// `arg`: what a request without a structure is given.
  public var argument: Argument?
  /// An address that is passed instead of that of a private buffer.
  public var address: Expression?
  /// The least number of bytes of the buffer.
  public var room: Expression?

  public enum Argument: Sendable, Hashable {
    /// A number, or bytes whose address is passed.
    case value(Expression)
    /// A string whose address is passed, with the zero byte that ends it.
    case text(Template)
  }

  enum Word: String, CaseIterable { case ioctl }

  /// The structure that the request takes, where it is known.
  public var structure: Structure? {
    guard case .named(let request) = request, case .structure(let structure) = request.argument else { return nil }
    return structure
  }

  var outline: ActionOutline {
    var outline = ActionOutline(
      Word.ioctl, name: request.text, .descriptor(descriptor), address.map(Operand.address),
      room.map { Operand($0, .copied) })
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
public struct FieldValue: Sendable, Hashable {
  public var name: String
  public var location: SourceLocation
  public var content: Content

  public indirect enum Content: Sendable, Hashable {
    case expression(Expression)
    case list([Content])
    case structure([FieldValue])
  }
}
