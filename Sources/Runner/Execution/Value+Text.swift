import SuiteModel

extension Value {
  /// Characters that reports show of one value.
  private static let limit = 4096
  private static let shownElements = 16
  private static let shownBytes = 64

  /// How numbers are written.
  enum NumberBase {
    /// In decimal where they are small.
    case byNumber
    case decimal
    case hexadecimal

    func text(_ number: Int128) -> String {
      let isHexadecimal =
        switch self {
        case .byNumber: number >= 4096
        case .decimal: false
        case .hexadecimal: number >= 0
        }
      return isHexadecimal ? "0x" + String(number, radix: 16) : "\(number)"
    }
  }

  /// The value as reports show it, cut where it is long.
  var text: String { text(in: .byNumber) }

  func text(in base: NumberBase) -> String {
    var text = ""
    write(to: &text, base)
    return text
  }

  private func write(to text: inout String, _ base: NumberBase) {
    guard text.utf8.count <= Self.limit else {
      if !text.hasSuffix("…") { text += "…" }
      return
    }
    switch self {
    case .number(let number): text += base.text(number)
    case .boolean(let flag): text += "\(flag)"
    case .text(let content): text += "\"\(Self.shortened(content))\""
    case .bytes(let bytes): text += Self.text(of: bytes)
    case .list(let values):
      Self.write(
        values.prefix(Self.shownElements), to: &text, in: ("[", values.count > Self.shownElements ? ", …]" : "]")
      ) {
        $0.write(to: &$1, base)
      }
    case .record(let record):
      Self.write(record.entries, to: &text, in: ("{", "}")) { entry, text in
        text += entry.name + "="
        entry.value.write(to: &text, base)
      }
    case .version(let version): text += "\(version)"
    }
  }

  private static func write<Part>(
    _ parts: some Collection<Part>, to text: inout String, in brackets: (String, String),
    _ write: (Part, inout String) -> Void
  ) {
    text += brackets.0
    var isFirst = true
    for part in parts {
      if !isFirst { text += ", " }
      isFirst = false
      write(part, &text)
      guard text.utf8.count <= limit else { break }
    }
    text += brackets.1
  }

  private static func shortened(_ text: String) -> String {
    guard text.utf8.count > limit else { return text }
    return String(decoding: text.utf8.prefix(limit), as: UTF8.self) + "…"
  }

  private static func text(of bytes: [UInt8]) -> String {
    let shown = bytes.prefix(shownBytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    return "\"\(shown)\(bytes.count > shownBytes ? " …" : "")\""
  }
}

extension Expression {
  /// The base in which the suite writes numbers here: a report shows what came back in the same.
  var base: Value.NumberBase {
    if text.contains("0x") { return .hexadecimal }
    return !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber } ? .decimal : .byNumber
  }
}
