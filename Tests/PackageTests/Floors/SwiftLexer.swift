/// Splits Swift into words and signs: without comments, and without the text of strings, but with what stands between it.
struct SwiftLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var found: [SwiftSource.Token] = []

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func tokens() -> [SwiftSource.Token] {
    code(until: nil)
    return found
  }

  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")
  private static let slash = UInt8(ascii: "/")
  private static let star = UInt8(ascii: "*")
  private static let open = UInt8(ascii: "(")
  private static let close = UInt8(ascii: ")")
  private static let newline = UInt8(ascii: "\n")

  private func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private mutating func skip(_ count: Int = 1) {
    for _ in 0..<count {
      if peek() == Self.newline { line += 1 }
      position += 1
    }
  }

  /// Reads code up to the end, or to the bracket that closes an interpolation.
  private mutating func code(until end: UInt8?) {
    var depth = 0
    while let byte = peek() {
      if depth == 0, byte == end { return skip() }
      switch (byte, peek(1)) {
      case (Self.slash, Self.slash): while let byte = peek(), byte != Self.newline { skip() }
      case (Self.slash, Self.star): comment()
      case (Self.quote, _): string()
      case (let byte, _) where isWord(byte): word()
      default:
        if byte == Self.open { depth += 1 }
        if byte == Self.close { depth -= 1 }
        if byte > 0x20 { add(position..<position + 1, line) }
        skip()
      }
    }
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...: true
    default: false
    }
  }

  private mutating func add(_ range: Range<Int>, _ line: Int) {
    found.append(SwiftSource.Token(text: String(decoding: bytes[range], as: UTF8.self), line: line))
  }

  private mutating func comment() {
    var depth = 0
    while let byte = peek() {
      let isOpening = byte == Self.slash && peek(1) == Self.star
      let isClosing = byte == Self.star && peek(1) == Self.slash
      if isOpening { depth += 1 }
      if isClosing { depth -= 1 }
      skip(isOpening || isClosing ? 2 : 1)
      if depth == 0 { return }
    }
  }

  private mutating func string() {
    let quotes = peek(1) == Self.quote && peek(2) == Self.quote ? 3 : 1
    skip(quotes)
    while let byte = peek() {
      if (0..<quotes).allSatisfy({ peek($0) == Self.quote }) { return skip(quotes) }
      if byte == Self.backslash, peek(1) == Self.open {
        skip(2)
        code(until: Self.close)
      } else {
        skip(byte == Self.backslash ? 2 : 1)
      }
    }
  }

  private mutating func word() {
    let (start, first) = (position, line)
    while let byte = peek(), isWord(byte) { skip() }
    add(start..<position, first)
  }
}
