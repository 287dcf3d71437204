import Documents

extension Template {
  private static let maximumBytes = 64 << 10

  /// Parses text that stands at a place: `$name`, `$(expression)`, and `$$` for a dollar sign.
  package init(_ text: String, at location: SourceLocation) throws(Diagnostic) {
    self.init(text: text, location: location, parts: [])
    guard text.utf8.count <= Self.maximumBytes else {
      throw Diagnostic("the text is longer than \(Self.maximumBytes >> 10) KiB", at: location)
    }
    let bytes = Array(text.utf8)
    var position = 0
    while position < bytes.count {
      let start = position
      if bytes[position] == UInt8(ascii: "$") {
        position += 1
        parts.append(try Self.reference(in: bytes, from: &position, text: text, at: location))
      } else {
        while position < bytes.count, bytes[position] != UInt8(ascii: "$") { position += 1 }
        parts.append(.text(String(decoding: bytes[start..<position], as: UTF8.self)))
      }
    }
  }

  /// What stands behind a dollar sign.
  private static func reference(
    in bytes: [UInt8], from position: inout Int, text: String, at location: SourceLocation
  ) throws(Diagnostic) -> Part {
    let start = position
    let place = location.advanced(by: text.columns(before: start))
    if position < bytes.count, bytes[position] == UInt8(ascii: "$") {
      position += 1
      return .text("$")
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: "(") {
      guard let end = closingBracket(in: bytes, from: position) else {
        throw Diagnostic("the '(' behind '$' is not closed", at: place)
      }
      position = end + 1
      let inner = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
      return .expression(try Expression(inner, at: place.advanced(by: 1)))
    }
    while position < bytes.count, isNamePart(bytes[position]) { position += 1 }
    guard position > start, !(0x30...0x39).contains(bytes[start]) else {
      throw Diagnostic(
        "expected a name or '(' behind '$'", at: place, hint: "a dollar sign itself is written '$$'")
    }
    return .expression(try Expression(String(decoding: bytes[start..<position], as: UTF8.self), at: place))
  }

  /// The bracket that closes the one at a position; brackets in quoted text do not count.
  private static func closingBracket(in bytes: [UInt8], from start: Int) -> Int? {
    var depth = 0
    var quote: UInt8?
    var position = start
    while position < bytes.count {
      let byte = bytes[position]
      if let open = quote {
        if byte == UInt8(ascii: "\\") { position += 1 } else if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "(") {
        depth += 1
      } else if byte == UInt8(ascii: ")") {
        depth -= 1
        if depth == 0 { return position }
      }
      position += 1
    }
    return nil
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte & 0xdf) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
  }
}
