/// Text that is short enough for a report.
package enum ReportText {
  /// The most of one case's output that a report holds, in bytes of UTF-8.
  static let outputLimit = 64 << 10
  /// The longest message in an attribute, in characters.
  package static let messageLimit = 500

  /// One line of at most `limit` characters.
  package static func line(_ text: String, limit: Int = messageLimit) -> String {
    let line = VisibleText.line(text)
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
