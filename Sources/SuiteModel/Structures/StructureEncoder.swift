import Documents
import VFIOInterface

/// Makes an ioctl's argument of what a suite says of it.
package struct StructureEncoder<Names: Scope> {
  /// What lies behind a structure, so that a kernel that writes too much is seen.
  package static var filler: UInt8 { 0xa5 }

  private let scope: Names

  package init(scope: Names) { self.scope = scope }

  /// Bytes as a suite gives them, and what lies behind them.
  package func encode(_ expression: Expression, room: Expression?) throws(EvaluationError) -> [UInt8] {
    try filled(expression.bytes(in: scope), room)
  }

  /// The bytes of a structure with its tail.
  ///
  /// `argsz` is the structure's least size and that of the tail, and reaches over any structure inside that is given,
  /// unless a field says otherwise; what no field names is 0.
  ///
  /// - Parameter room: The least number of bytes; those behind the structure and its tail are `filler`.
  package func encode(
    _ structure: Structure, _ fields: [FieldValue], room: Expression? = nil
  ) throws(EvaluationError) -> [UInt8] {
    var bytes = try encode(fields, as: structure)
    if let argsz = structure.argsz, !fields.contains(where: { $0.name == argsz.name }) {
      let tail = bytes.count - structure.size
      bytes[argsz] = UInt64(structure.size(with: fields) + tail)
    }
    return try filled(bytes, room)
  }

  private func filled(_ bytes: [UInt8], _ room: Expression?) throws(EvaluationError) -> [UInt8] {
    guard let room else { return bytes }
    let count = Int(try room.number(in: scope, as: .copied))
    return bytes + [UInt8](repeating: Self.filler, count: max(0, count - bytes.count))
  }

  private func encode(_ fields: [FieldValue], as structure: Structure) throws(EvaluationError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: structure.size)
    for value in fields {
      guard let field = structure[field: value.name] else { continue }
      try encode(value.content, as: field, at: value.location, into: &bytes)
    }
    // The tail's shape depends on the flags, so it comes last.
    for value in fields where value.name == structure.tailName && structure[field: value.name] == nil {
      bytes += try encodeTail(value.content, of: structure, flags: structure.tailFlags(in: bytes))
    }
    return bytes
  }

  private func encode(
    _ content: FieldValue.Content, as field: Field, at location: SourceLocation, into bytes: inout [UInt8]
  ) throws(EvaluationError) {
    if case .structure = field.kind {
      guard case .structure(let nested, let fields) = content else {
        throw EvaluationError("'\(field.name)' is a structure, found something else", at: location)
      }
      let encoded = try encode(fields, as: nested)
      bytes.replaceSubrange(field.offset..<field.offset + encoded.count, with: encoded)
      return
    }
    guard case .expression(let expression) = content else {
      throw EvaluationError("'\(field.name)' is a number, found something else", at: location)
    }
    let value = try expression.evaluate(in: scope)
    bytes[field] = try integer(value, width: field.width, of: field.name, at: expression.location)
  }

  private func integer(
    _ value: Value, width: Int, of name: String, at location: SourceLocation
  ) throws(EvaluationError) -> UInt64 {
    guard let number = value.number else {
      throw EvaluationError("expected a number for '\(name)', found \(value.kind)", at: location)
    }
    guard let bits = UInt64(fitting: number, width: width) else {
      throw EvaluationError("\(number) does not fit '\(name)', which has \(8 * width) bits", at: location)
    }
    return bits
  }

  // MARK: Tail

  private func encodeTail(
    _ content: FieldValue.Content, of structure: Structure, flags: UInt64
  ) throws(EvaluationError) -> [UInt8] {
    switch content {
    case .expression(let expression):
      return try encodeTail(expression.evaluate(in: scope), of: structure, flags: flags, expression.location)
    case .structure(let nested, let fields): return try encode(fields, as: nested)
    case .list(let elements):
      var bytes: [UInt8] = []
      for element in elements {
        switch element {
        case .expression(let expression):
          let value = try expression.evaluate(in: scope)
          bytes += try self.element(value, of: structure, flags: flags, expression.location)
        case .structure(let nested, let fields): bytes += try encode(fields, as: nested)
        // The parser makes none.
        case .list: break
        }
      }
      return bytes
    }
  }

  /// A tail that one expression gives whole: bytes as they are, or a list of elements.
  private func encodeTail(
    _ value: Value, of structure: Structure, flags: UInt64, _ location: SourceLocation
  ) throws(EvaluationError) -> [UInt8] {
    switch value {
    case .bytes(let bytes): return bytes
    case .list(let values):
      var bytes: [UInt8] = []
      for value in values { bytes += try element(value, of: structure, flags: flags, location) }
      return bytes
    default: throw EvaluationError("expected a list or bytes, found \(value.kind)", at: location)
    }
  }

  private func element(
    _ value: Value, of structure: Structure, flags: UInt64, _ location: SourceLocation
  ) throws(EvaluationError) -> [UInt8] {
    let name = structure.tailName ?? "data"
    let width = structure.elementWidth(flags: flags)
    return [UInt8](try integer(value, width: width, of: name, at: location), width: width)
  }
}

extension Structure {
  /// The least size that holds the structures inside that are given.
  fileprivate func size(with fields: [FieldValue]) -> Int {
    var size = minimumSize
    for value in fields {
      guard case .structure = value.content, let field = self[field: value.name] else { continue }
      size = max(size, field.end)
    }
    return size
  }

  /// What chooses the tail's arm; 0 where the tail has none.
  fileprivate func tailFlags(in bytes: [UInt8]) -> UInt64 {
    if case .arms(_, let flags, _) = tail { bytes[flags] } else { 0 }
  }

  /// Bytes of one number of the tail. Where the flags choose no array, or more than one, the widest that there is: a
  /// wrong choice may be what is tested.
  fileprivate func elementWidth(flags: UInt64) -> Int {
    switch tail {
    case .array(_, let element, _): return min(8, element.width)
    case .arms(_, _, let arms):
      let chosen = arms.filter { $0.isChosen(by: flags) }.compactMap(\.elementWidth)
      return chosen.max() ?? arms.compactMap(\.elementWidth).max() ?? 4
    case .capabilities, nil: return 4
    }
  }
}

extension Structure.Arm {
  fileprivate var elementWidth: Int? {
    if case .array(let element, _) = content { min(8, element.width) } else { nil }
  }
}
