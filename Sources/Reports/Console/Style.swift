/// How text is set off: with colours on a terminal, not at all elsewhere.
package enum Style: Sendable, Hashable {
  case plain
  case coloured
}

/// One line for a person, some of its words set off. Whatever the words hold, they stay on the line and show as they are.
package struct StyledLine: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// The most of one part that is shown, in characters.
  private static let limit = 4096

  enum Tone: String, Sendable, Hashable {
    case plain = ""
    case good = "32"
    case bad = "31;1"
    case doubtful = "33"
    case faint = "2"
    case strong = "1"
  }

  private struct Part: Sendable, Hashable {
    var text: String
    var tone: Tone
  }

  private var parts: [Part]

  package init(_ text: String) { self.init(text, .plain) }

  init(_ text: String, _ tone: Tone) { parts = text.isEmpty ? [] : [Part(text: text, tone: tone)] }

  package init(stringLiteral text: String) { self.init(text) }

  package init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.line.parts }

  /// Builds a line: `"\(label, .bad) \(name)"`.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var line = StyledLine("")

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ text: String) { line += StyledLine(text, .plain) }
    package mutating func appendInterpolation(_ line: StyledLine) { self.line += line }
    package mutating func appendInterpolation(_ text: some CustomStringConvertible) {
      line += StyledLine(String(describing: text), .plain)
    }
    mutating func appendInterpolation(_ text: some CustomStringConvertible, _ tone: Tone) {
      line += StyledLine(String(describing: text), tone)
    }
  }

  static func += (line: inout Self, other: Self) { line.parts += other.parts }

  static func + (line: Self, other: Self) -> Self {
    var sum = line
    sum += other
    return sum
  }

  /// The line as it is written, without a line feed.
  package func text(_ style: Style) -> String {
    var isStart = true
    return parts.map { part in
      let text = Self.unheard(ReportText.line(part.text, limit: Self.limit), isStart: isStart)
      isStart = isStart && part.text.allSatisfy { $0 == " " }
      return style == .plain || part.tone == .plain ? text : "\u{1b}[\(part.tone.rawValue)m\(text)\u{1b}[0m"
    }.joined()
  }

  /// Systems of CI take a line that begins with `::`, or has `##[` in it, for a command. What a kernel logs is none.
  private static func unheard(_ text: String, isStart: Bool) -> String {
    var text = text
    if text.utf8.contains(UInt8(ascii: "#")) {
      text = text.replacing("##[", with: "#\\#[").replacing("##vso[", with: "#\\#vso[")
    }
    if isStart, text.drop(while: { $0 == " " }).hasPrefix("::") { text.replace("::", with: "\\::", maxReplacements: 1) }
    return text
  }
}

extension [StyledLine] {
  package func text(_ style: Style) -> String { map { $0.text(style) + "\n" }.joined() }
}
