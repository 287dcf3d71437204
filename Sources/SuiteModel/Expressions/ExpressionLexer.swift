import VFIOInterface

/// Cuts an expression into tokens.
struct ExpressionLexer {
  enum Token: Hashable {
    case literal(Value)
    case name(String)
    /// An operator or a bracket.
    case symbol(String)
    case end
  }

  private let bytes: [UInt8]
  /// Where the next token is looked for, in UTF-8 bytes.
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The next token, and the offset of its first byte.
  mutating func next() throws(LexicalError) -> (token: Token, offset: Int) {
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    let start = position
    guard let first = peek() else { return (.end, start) }
    if isDigit(first) { return (.literal(try number()), start) }
    if isNameStart(first) {
      while let byte = peek(), isNameStart(byte) || isDigit(byte) { position += 1 }
      return (word(String(decoding: bytes[start..<position], as: UTF8.self)), start)
    }
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") { return (.literal(.text(try string(first))), start) }
    return (.symbol(try symbol()), start)
  }

  private func word(_ word: String) -> Token {
    switch word {
    case "true": .literal(.boolean(true))
    case "false": .literal(.boolean(false))
    default: .name(word)
    }
  }

  private mutating func symbol() throws(LexicalError) -> String {
    let pair = String(decoding: bytes[position..<min(position + 2, bytes.count)], as: UTF8.self)
    if Self.pairs.contains(pair) {
      position += 2
      return pair
    }
    let single = Unicode.Scalar(bytes[position])
    guard Self.singles.contains(single) else {
      let hint =
        switch single {
        case "$": "in an expression a name stands without '$'"
        case "=": "equality is '=='"
        default: "expected a value, a name or an operator"
        }
      throw LexicalError("unexpected '\(character(at: position))'", at: position, hint: hint)
    }
    position += 1
    return String(Character(single))
  }

  private static let pairs: Set<String> = ["<<", ">>", "==", "!=", "<=", ">=", "&&", "||"]
  private static let singles = Set("+-*/%&|^~!<>?:()[].,".unicodeScalars)

  private mutating func string(_ quote: UInt8) throws(LexicalError) -> String {
    let start = position
    var content: [UInt8] = []
    position += 1
    while let byte = peek(), byte != quote {
      position += 1
      guard byte == UInt8(ascii: "\\") else {
        content.append(byte)
        continue
      }
      switch peek() {
      case UInt8(ascii: "n"): content.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): content.append(UInt8(ascii: "\t"))
      // Any other character stands for itself, but its backslash stays for regular expressions such as "\d".
      case let other? where other == quote || other == UInt8(ascii: "\\"): content.append(other)
      case let other?: content += [byte, other]
      case nil: break
      }
      position += 1
    }
    guard peek() == quote else { throw LexicalError("the text is not ended", at: start, hint: "add a quote") }
    position += 1
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func number() throws(LexicalError) -> Value {
    let start = position
    let radix = radixPrefix()
    let digitsStart = position
    while let byte = peek(), isDigit(byte, radix: radix) { position += 1 }
    let digits = String(decoding: bytes[digitsStart..<position], as: UTF8.self)
    if radix == 10, peek() == UInt8(ascii: "."), position + 1 < bytes.count, isDigit(bytes[position + 1]) {
      return try version(from: start)
    }
    let suffixStart = position
    while let byte = peek(), isNameStart(byte) || isDigit(byte) { position += 1 }
    let suffix = String(decoding: bytes[suffixStart..<position], as: UTF8.self)
    let written = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let factor = Self.units[suffix], radix == 10 || suffix.isEmpty else {
      throw LexicalError(
        "'\(written)' is not a number", at: start, hint: "numbers are 12, 0x1f, 0o644, 4KiB, 2MiB, 1GiB, 20ms, 2s")
    }
    if radix == 10, digits.count > 1, digits.hasPrefix("0") {
      let octal = digits.drop { $0 == "0" }
      let hint = octal.isEmpty ? "write 0" : "write 0o\(octal) for an octal number"
      throw LexicalError("'\(written)' begins with 0", at: start, hint: hint)
    }
    guard let value = Int128(digits, radix: radix) else {
      throw LexicalError("'\(written)' is not a number of 128 bits", at: start)
    }
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    guard !overflow else { throw LexicalError("'\(written)' does not fit 128 bits", at: start) }
    return .number(product)
  }

  private static let units: [String: Int128] = [
    "": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40, "ms": 1, "s": 1000,
  ]

  private mutating func radixPrefix() -> Int {
    guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "0") else { return 10 }
    switch bytes[position + 1] {
    case UInt8(ascii: "x"):
      position += 2
      return 16
    case UInt8(ascii: "o"):
      position += 2
      return 8
    default: return 10
    }
  }

  private mutating func version(from start: Int) throws(LexicalError) -> Value {
    while let byte = peek(), isDigit(byte) || byte == UInt8(ascii: ".") { position += 1 }
    let written = String(decoding: bytes[start..<position], as: UTF8.self)
    let parts = written.split(separator: ".", omittingEmptySubsequences: false).map { UInt32($0) }
    let components = parts.compactMap { $0 }
    guard components.count == parts.count, components.count <= 4 else {
      throw LexicalError("'\(written)' is not a version", at: start, hint: "versions are 6.12 or 6.1.192")
    }
    return .version(Version(components))
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  private func isDigit(_ byte: UInt8, radix: Int = 10) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) < radix
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): radix == 16
    default: false
    }
  }

  private func isNameStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    default: false
    }
  }

  private func character(at position: Int) -> Character {
    String(decoding: bytes[position...], as: UTF8.self).first ?? " "
  }
}

/// What is wrong at one byte of an expression.
struct LexicalError: Error, CustomStringConvertible {
  var message: String
  var offset: Int
  var hint: String?
  var description: String { message + (hint.map { "; \($0)" } ?? "") }

  init(_ message: String, at offset: Int, hint: String? = nil) {
    self.message = message
    self.offset = offset
    self.hint = hint
  }
}
