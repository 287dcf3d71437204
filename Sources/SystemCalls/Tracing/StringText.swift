/// Bytes as strace prints a string: C's escapes, octal for what has none, three dots behind what was cut.
func quoted(_ bytes: some Collection<UInt8>) -> String {
  let limit = 160
  let shown = Array(bytes.prefix(limit))
  let text = shown.indices.map { escaped(shown[$0], before: $0 + 1 < shown.count ? shown[$0 + 1] : nil) }.joined()
  return "\"\(text)\"" + (bytes.count > limit ? "..." : "")
}

func quoted(_ text: String) -> String { quoted(Array(text.utf8)) }

/// - Parameter next: An octal number in front of another octal digit has all three of its own, or both would read as one.
private func escaped(_ byte: UInt8, before next: UInt8?) -> String {
  switch byte {
  case UInt8(ascii: "\t"): return "\\t"
  case UInt8(ascii: "\n"): return "\\n"
  case 0x0b: return "\\v"
  case 0x0c: return "\\f"
  case UInt8(ascii: "\r"): return "\\r"
  case UInt8(ascii: "\""): return "\\\""
  case UInt8(ascii: "\\"): return "\\\\"
  case 0x20..<0x7f: return String(Unicode.Scalar(byte))
  default:
    let digits = String(byte, radix: 8)
    let isFollowed = next.map { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) } ?? false
    return "\\" + (isFollowed ? String(repeating: "0", count: 3 - digits.count) : "") + digits
  }
}
