/// Text that is fit for a report: characters that XML or a terminal cannot carry are shown, lengths are bounded.
enum ReportText {
  /// The most of one case's output that a report holds, in bytes of UTF-8.
  static let outputLimit = 64 << 10
  /// The longest message in an attribute, in characters.
  static let messageLimit = 500

  /// Shows what XML 1.0 forbids (control characters, U+FFFE, U+FFFF) as `#x1B`. A carriage return is shown too: a
  /// parser would turn it into a line feed.
  static func printable(_ text: String) -> String {
    // Most texts need nothing done: the bytes tell that quickest.
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f || $0 == 0xef }) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isForbidden(scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        shown.append(contentsOf: "#x\(digits.count < 2 ? "0" : "")\(digits)".unicodeScalars)
      } else {
        shown.append(scalar)
      }
    }
    return String(shown)
  }

  /// One line of at most `limit` characters.
  static func line(_ text: String, limit: Int = messageLimit) -> String {
    let isOneLine = !text.utf8.contains { $0 == 0xa || $0 == 0xd }
    let line = printable(isOneLine ? text : text.split(whereSeparator: \.isNewline).joined(separator: " "))
    return line.utf8.count <= limit || line.count <= limit ? line : line.prefix(max(0, limit - 1)) + "…"
  }

  /// Head and tail of a text that is longer than `limit` bytes, with a line between them that says what is missing.
  static func capped(_ text: String, limit: Int = outputLimit) -> String {
    guard text.utf8.count > limit else { return text }
    let half = limit / 2
    let head = String(decoding: text.utf8.prefix(half), as: UTF8.self)
    let tail = String(decoding: text.utf8.suffix(half), as: UTF8.self)
    return "\(head)\n… \(text.utf8.count - 2 * half) bytes left out; the whole is in events.jsonl …\n\(tail)"
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xa: false
    case ..<0x20, 0x7f, 0xfffe, 0xffff: true
    default: false
    }
  }
}

extension Double {
  /// Seconds with three decimals, whatever the locale; what is no time is 0.
  var milliseconds: String {
    guard isFinite, self > 0, self < 1e12 else { return "0.000" }
    let total = UInt64((self * 1000).rounded())
    let fraction = String(total % 1000)
    return "\(total / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
  }
}
