import SuiteModel

extension Symbolizer {
  func call(
    _ function: Expression.Function, _ arguments: [Node], _ expression: Expression
  ) throws(Inexpressible) -> Symbol? {
    var symbols: [Symbol?] = []
    for argument in arguments { symbols.append(try symbol(argument, expression)) }
    guard symbols.contains(where: { $0 != nil }) else { return nil }
    switch function {
    case .list: return .list(symbols)
    case .len: return symbols[0]?.length.map { .number($0) }
    case .align, .min, .max, .swap: return try arithmetic(function, arguments, expression)
    case .le:
      let bytes = try bytes(arguments[0], expression)
      return .number(
        "le(\(bytes.start), \(bytes.count), \(try number(arguments[1], expression, names: nil)), "
          + "\(try number(arguments[2], expression, names: nil)))")
    case .slice:
      let bytes = try bytes(arguments[0], expression)
      let (offset, count) = (
        try number(arguments[1], expression, names: nil), try number(arguments[2], expression, names: nil)
      )
      return .bytes("(\(bytes.start) + \(offset.enclosed))", count: count)
    case .sum:
      let bytes = try bytes(arguments[0], expression)
      return .number("sum(\(bytes.start), \(bytes.count))")
    case .all:
      let bytes = try bytes(arguments[0], expression)
      return .number("all_are(\(bytes.start), \(bytes.count), \(try number(arguments[1], expression, names: nil)))")
    case .place:
      let bytes = try bytes(arguments[0], expression)
      let (offset, width) = (
        try number(arguments[1], expression, names: nil), try number(arguments[2], expression, names: nil)
      )
      let value = try number(arguments[3], expression, names: nil)
      return .bytes("with_number(\(bytes.start), \(bytes.count), \(offset), \(width), \(value))", count: bytes.count)
    case .has:
      let names = symbols[0].flatMap { if case .number(_, let names) = $0 { names } else { nil } }
      let flags = try number(arguments[1], expression, names: names)
      return .number("(((num)\(try number(arguments[0], expression, names: nil).enclosed) & (\(flags))) == (\(flags)))")
    case .contains: return try contains(arguments, symbols, expression)
    case .match, .lines, .lookup, .filename, .number, .hex, .str, .bytes:
      return try text(function, arguments, symbols, expression)
    }
  }

  private func arithmetic(
    _ function: Expression.Function, _ arguments: [Node], _ expression: Expression
  ) throws(Inexpressible) -> Symbol {
    var codes: [String] = []
    for argument in arguments { codes.append(try number(argument, expression, names: nil).enclosed) }
    switch function {
    case .align: return .number("(((num)\(codes[0]) + \(codes[1]) - 1) / \(codes[1]) * \(codes[1]))")
    case .swap: return .number("swap(\(codes[0]), \(codes[1]))")
    default:
      let name = function == .min ? "least" : "greatest"
      return .number(codes.dropFirst().reduce(codes[0]) { "\(name)(\($0), \($1))" })
    }
  }

  private func contains(
    _ arguments: [Node], _ symbols: [Symbol?], _ expression: Expression
  ) throws(Inexpressible) -> Symbol {
    switch symbols[0] {
    case .text(let text): return .number("(strstr(\(text), \(try self.text(arguments[1], expression))) != NULL)")
    case .names(let names): return .number("has_name(\(names), \(try text(arguments[1], expression)))")
    case .capabilities(let known, let offset, let place):
      guard case .text(let name) = try value(arguments[1], expression) else { break }
      let id = known.first { $0.name == name }.map { "\($0.id)" } ?? String(name.dropFirst("CAP_".count))
      return .number("(find_capability(\(place.start), \(place.room), \(offset), \(id)) != NULL)")
    case .bytes(let start, let count):
      let part = try bytes(arguments[1], expression)
      return .number("(memmem(\(start), \(count), \(part.start), \(part.count)) != NULL)")
    case nil:
      if case .text(let text) = try value(arguments[0], expression) {
        return .number("(strstr(\(CText.string(text)), \(try self.text(arguments[1], expression))) != NULL)")
      }
      if case .list(let values) = try value(arguments[0], expression) {
        let lines = values.map { $0.description + "\n" }.joined()
        return .number("has_name(\(CText.string(lines)), \(try text(arguments[1], expression)))")
      }
    default: break
    }
    throw Inexpressible(what: "'\(expression.text)', which looks into a value of this kind")
  }

  private func text(
    _ function: Expression.Function, _ arguments: [Node], _ symbols: [Symbol?], _ expression: Expression
  ) throws(Inexpressible) -> Symbol {
    switch function {
    case .match:
      guard case .text(let pattern) = try value(arguments[1], expression), symbols[1] == nil else { break }
      return .number(
        "matches(\(try text(arguments[0], expression)), \(CText.string(CText.pattern(pattern))))")
    case .lines: return .names(try text(arguments[0], expression))
    case .lookup:
      return .number("lookup(\(try text(arguments[0], expression)), \(try text(arguments[1], expression)))")
    case .filename: return .text("filename(\(try text(arguments[0], expression)))")
    case .number: return .number("parsed(\(try text(arguments[0], expression)))")
    case .hex: return .text("formatted(\"0x%llx\", (long long)(\(try number(arguments[0], expression, names: nil))))")
    case .str: return .text(try text(arguments[0], expression))
    case .bytes:
      let count = try number(arguments[0], expression, names: nil)
      let value = try number(arguments[1], expression, names: nil)
      return .bytes("repeated(\(count), \(value))", count: count)
    default: break
    }
    throw Inexpressible(what: "'\(function.rawValue)' with values of these kinds")
  }
}
