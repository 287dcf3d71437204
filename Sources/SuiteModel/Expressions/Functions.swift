import VFIOInterface

extension Evaluator {
  func call(
    _ function: Expression.Function, _ arguments: [Node], at node: Node, names: FlagSet?
  ) throws(EvaluationError) -> Value {
    // The parser has checked how many arguments there are.
    guard function.argumentCounts.contains(arguments.count) else {
      throw error("'\(function.rawValue)' takes \(function.signature)", at: node)
    }
    switch function {
    case .align: return .number(try align(arguments[0], arguments[1], names: names))
    case .min, .max: return .number(try extreme(function, arguments, at: node, names: names))
    case .sum: return .number(try sum(value(of: arguments[0], names: names), at: arguments[0]))
    case .has: return .boolean(try has(arguments[0], arguments[1], names: names))
    case .len: return .number(try len(value(of: arguments[0], names: names), at: arguments[0]))
    case .list: return try list(arguments, at: node, names: names)
    case .all: return .boolean(try all(arguments[0], arguments[1], names: names))
    case .contains: return .boolean(try contains(arguments[0], arguments[1], names: names))
    case .swap: return .number(try swap(arguments[0], arguments[1], names: names))
    case .bytes: return .bytes(try bytes(arguments, names: names))
    case .place: return .bytes(try place(arguments, names: names))
    case .le, .slice: return try part(function, arguments, names: names)
    case .match, .lines, .hex, .str, .lookup, .number, .filename: return try text(function, arguments, names: names)
    }
  }

  private func list(_ elements: [Node], at node: Node, names: FlagSet?) throws(EvaluationError) -> Value {
    var values: [Value] = []
    for element in elements { values.append(try value(of: element, names: names)) }
    return try bounded(.list(values), at: node)
  }

  // MARK: Numbers

  private func align(_ number: Node, _ multiple: Node, names: FlagSet?) throws(EvaluationError) -> Int128 {
    let unit = try self.number(multiple, names: names)
    guard unit > 0 else { throw error("expected a multiple of at least 1, found \(unit)", at: multiple) }
    let value = try self.number(number, names: names)
    let remainder = value % unit
    guard remainder != 0 else { return value }
    let (sum, overflow) = value.addingReportingOverflow(remainder > 0 ? unit - remainder : -remainder)
    guard !overflow else { throw error("the result does not fit 128 bits", at: number) }
    return sum
  }

  /// The number whose bytes, as many as given, come in reverse.
  private func swap(_ number: Node, _ width: Node, names: FlagSet?) throws(EvaluationError) -> Int128 {
    let count = try self.number(width, in: 1...8, "the width", names: names)
    let value = try self.number(number, names: names)
    if let complaint = NumberDomain.bits(8 * count).complaint(about: value) { throw error(complaint, at: number) }
    return Int128(UInt64(truncatingIfNeeded: value).byteSwapped >> UInt64(64 - 8 * count))
  }

  private func extreme(
    _ function: Expression.Function, _ arguments: [Node], at node: Node, names: FlagSet?
  ) throws(EvaluationError) -> Int128 {
    var numbers: [Int128] = []
    for argument in arguments { numbers.append(try number(argument, names: names)) }
    guard let extreme = function == .min ? numbers.min() : numbers.max() else {
      throw error("'\(function.rawValue)' takes \(function.signature)", at: node)
    }
    return extreme
  }

  private func sum(_ value: Value, at node: Node) throws(EvaluationError) -> Int128 {
    try spend(value.extent.work, at: node)
    if case .bytes(let bytes) = value { return bytes.reduce(0) { $0 + Int128($1) } }
    var sum: Int128 = 0
    for element in try elements(of: value, at: node) {
      guard let number = element.number else { throw error("expected numbers, found \(element.kind)", at: node) }
      let (next, overflow) = sum.addingReportingOverflow(number)
      guard !overflow else { throw error("the sum does not fit 128 bits", at: node) }
      sum = next
    }
    return sum
  }

  private func has(_ value: Node, _ flags: Node, names: FlagSet?) throws(EvaluationError) -> Bool {
    let number = try number(value, names: names)
    let wanted = try self.number(flags, names: self.names(of: value) ?? names)
    return number & wanted == wanted
  }

  // MARK: Lists

  private func elements(of value: Value, at node: Node) throws(EvaluationError) -> [Value] {
    guard case .list(let list) = value else { throw error("expected a list or bytes, found \(value.kind)", at: node) }
    return list
  }

  private func len(_ value: Value, at node: Node) throws(EvaluationError) -> Int128 {
    guard let count = value.count else { throw error("expected text, bytes or a list, found \(value.kind)", at: node) }
    return Int128(count)
  }

  private func all(_ list: Node, _ wanted: Node, names: FlagSet?) throws(EvaluationError) -> Bool {
    let wantedValue = try value(of: wanted, names: names)
    let listValue = try value(of: list, names: names)
    if case .bytes(let bytes) = listValue, let number = wantedValue.number {
      try spend(bytes.count, at: list)
      return bytes.allSatisfy { Int128($0) == number }
    }
    for element in try elements(of: listValue, at: list) {
      guard let isEqual = try isEqual(element, wantedValue, at: wanted) else {
        throw error("\(element.kind) cannot be equal to \(wantedValue.kind)", at: wanted)
      }
      if !isEqual { return false }
    }
    return true
  }

  private func contains(_ whole: Node, _ part: Node, names: FlagSet?) throws(EvaluationError) -> Bool {
    let wholeValue = try value(of: whole, names: names)
    let partValue = try value(of: part, names: names)
    try spend(wholeValue.extent.work + partValue.extent.work, at: whole)
    switch (wholeValue, partValue) {
    case (.text(let text), .text(let part)): return part.isEmpty || Array(text.utf8).contains(Array(part.utf8))
    case (.bytes(let bytes), .bytes(let part)): return part.isEmpty || bytes.contains(part)
    case (.record(let record), .text(let name)): return record[name] != nil
    case (.list(let list), _):
      for element in list where try isEqual(element, partValue, at: part) == true { return true }
      return false
    default: throw error("\(wholeValue.kind) cannot contain \(partValue.kind)", at: whole)
    }
  }

  // MARK: Bytes

  private func bytes(_ arguments: [Node], names: FlagSet?) throws(EvaluationError) -> [UInt8] {
    if arguments.count == 1 {
      let digits = try text(arguments[0], names: names)
      guard let bytes = hexBytes(digits) else {
        throw error("expected pairs of hex digits, found '\(digits.prefix(60))'", at: arguments[0])
      }
      return bytes
    }
    let count = try number(arguments[0], in: 0...Expression.maximumCount, "the count", names: names)
    let byte = try number(arguments[1], in: 0...255, "the byte", names: names)
    try spend(count, at: arguments[0])
    return [UInt8](repeating: UInt8(truncatingIfNeeded: byte), count: count)
  }

  private func bytes(_ node: Node, names: FlagSet?) throws(EvaluationError) -> [UInt8] {
    let value = try value(of: node, names: names)
    guard case .bytes(let bytes) = value else { throw error("expected bytes, found \(value.kind)", at: node) }
    return bytes
  }

  /// The bytes with a number in them.
  private func place(_ arguments: [Node], names: FlagSet?) throws(EvaluationError) -> [UInt8] {
    var bytes = try bytes(arguments[0], names: names)
    try spend(bytes.count, at: arguments[0])
    let offset = try number(arguments[1], in: 0...bytes.count, "the offset", names: names)
    let width = try number(arguments[2], in: 1...8, "the width", names: names)
    let number = try number(arguments[3], names: names)
    if let complaint = NumberDomain.bits(8 * width).complaint(about: number) {
      throw error(complaint, at: arguments[3])
    }
    guard bytes.set(UInt64(truncatingIfNeeded: number), at: offset, width: width) else {
      throw error("\(width) bytes at \(offset) do not lie in \(bytes.count)", at: arguments[1])
    }
    return bytes
  }

  private func part(
    _ function: Expression.Function, _ arguments: [Node], names: FlagSet?
  ) throws(EvaluationError) -> Value {
    let bytes = try bytes(arguments[0], names: names)
    let offset = try number(arguments[1], in: 0...bytes.count, "the offset", names: names)
    let limit = function == .le ? min(8, bytes.count - offset) : bytes.count - offset
    let what = function == .le ? "the width" : "the count"
    let count = try number(arguments[2], in: 0...limit, what, names: names)
    if function == .slice {
      try spend(count, at: arguments[0])
      return .bytes(Array(bytes[offset..<offset + count]))
    }
    guard let number = bytes.integer(at: offset, width: count) else {
      throw error("the width is \(count), expected 1 to 8", at: arguments[2])
    }
    return .number(Int128(number))
  }

  // MARK: Text

  private func text(_ node: Node, names: FlagSet?) throws(EvaluationError) -> String {
    let value = try value(of: node, names: names)
    guard case .text(let text) = value else { throw error("expected text, found \(value.kind)", at: node) }
    try spend(text.utf8.count, at: node)
    return text
  }

  private func text(
    _ function: Expression.Function, _ arguments: [Node], names: FlagSet?
  ) throws(EvaluationError) -> Value {
    switch function {
    case .match:
      let pattern = try text(arguments[1], names: names)
      let text = try text(arguments[0], names: names)
      do {
        return .boolean(try RegularExpression(pattern).matches(in: text, spending: budget))
      } catch {
        throw self.error(error.message, at: arguments[1])
      }
    case .lines:
      let text = try text(arguments[0], names: names).utf8
      // One more than a list may have tells a text of too many.
      var lines = text.split(
        separator: UInt8(ascii: "\n"), maxSplits: Value.maximumElements + 1, omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true { lines.removeLast() }
      return try bounded(.list(lines.map { .text(String(Substring($0))) }), at: arguments[0])
    case .lookup:
      let (text, key) = (try text(arguments[0], names: names), try text(arguments[1], names: names))
      guard let number = Self.number(behind: key, in: text) else {
        throw error("there is no line '\(key): number'", at: arguments[1])
      }
      return .number(number)
    case .filename:
      return .text(try text(arguments[0], names: names).split(separator: "/").last.map(String.init) ?? "")
    case .number:
      let text = try text(arguments[0], names: names)
      guard let number = Self.number(text) else {
        throw error("'\(text.prefix(60))' is not a number", at: arguments[0])
      }
      return .number(number)
    case .hex:
      let value = try value(of: arguments[0], names: names)
      if case .bytes = value { return try description(of: value, at: arguments[0]) }
      guard let number = value.number else { throw error("expected a number, found \(value.kind)", at: arguments[0]) }
      return .text((number < 0 ? "-0x" : "0x") + String(number.magnitude, radix: 16))
    default:
      return try description(of: value(of: arguments[0], names: names), at: arguments[0])
    }
  }

  private func description(of value: Value, at node: Node) throws(EvaluationError) -> Value {
    // A byte is shown as three characters.
    try spend(4 * value.extent.work, at: node)
    return try bounded(.text(value.description), at: node)
  }

  /// A number as files of the kernel have it: decimal, or hexadecimal with `0x` in front.
  private static func number(_ text: String) -> Int128? {
    text.hasPrefix("0x") ? Int128(text.dropFirst(2), radix: 16) : Int128(text)
  }

  /// The number behind `key:` at the start of a line.
  private static func number(behind key: String, in text: String) -> Int128? {
    for line in text.split(separator: "\n") {
      let line = line.drop { $0 == " " || $0 == "\t" }
      guard line.hasPrefix(key + ":") || line.hasPrefix(key + " ") else { continue }
      return line.dropFirst(key.count + 1).split { $0 == " " || $0 == "\t" }.first.flatMap { Int128($0) }
    }
    return nil
  }
}
