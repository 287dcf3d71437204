/// Text as it leaves the program. What a terminal would obey or not show, and what XML cannot carry, is spelt out as
/// `\u{202E}`: control characters, those that change the direction of writing or take no room, and those that mean
/// nothing.
package enum VisibleText {
  /// One line; breaks within it become blanks.
  package static func line(_ text: String) -> String {
    if isPlain(text) { return text }
    let isOneLine = !text.contains(where: \.isNewline)
    return lines(isOneLine ? text : text.split(whereSeparator: \.isNewline).joined(separator: " "))
  }

  /// Lines, with line feeds between them.
  package static func lines(_ text: String) -> String {
    replacing(text) { "\\u{\(String($0.value, radix: 16, uppercase: true))}" }
  }

  /// JSON that a parser takes for the same: in its own words (`\u202e`), as only strings can hold such characters.
  package static func json(_ text: String) -> String {
    replacing(text) { scalar in
      String(scalar).utf16.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined()
    }
  }

  /// Whether text shows all that it holds.
  static func isVisible(_ text: String) -> Bool {
    isPlain(text) || !text.unicodeScalars.contains(where: isHidden)
  }

  private static func replacing(_ text: String, by spelling: (Unicode.Scalar) -> String) -> String {
    func isKept(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || !isHidden(scalar) }
    // Most texts need nothing done; to look is cheaper than to copy.
    if isPlain(text, lines: true) || text.unicodeScalars.allSatisfy(isKept) { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isKept(scalar) {
        shown.append(scalar)
      } else {
        shown.append(contentsOf: spelling(scalar).unicodeScalars)
      }
    }
    return String(shown)
  }

  /// Whether all bytes show, and are one line unless it may have several.
  private static func isPlain(_ text: String, lines: Bool = false) -> Bool {
    text.utf8.allSatisfy { (0x20..<0x7f).contains($0) || lines && $0 == UInt8(ascii: "\n") }
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    guard !scalar.isASCII else { return !(0x20..<0x7f).contains(scalar.value) }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
    default: scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}
