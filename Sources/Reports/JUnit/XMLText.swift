/// XML that is written element by element, two spaces a level. No tree is kept, so a report of many cases takes no more
/// memory than its file.
struct XMLText {
  private(set) var bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
  private var depth = 0

  /// - Parameter attributes: In this order; those without a value are left out.
  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ content: (inout XMLText) -> Void
  ) {
    begin(name, attributes)
    bytes += ">\n".utf8
    let start = bytes.count
    depth += 1
    content(&self)
    depth -= 1
    guard bytes.count > start else { return finishEmpty(before: start) }
    indent()
    end(name)
  }

  /// An element that holds text, or nothing.
  mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text: String?) {
    guard let text else { return element(name, attributes) { _ in } }
    begin(name, attributes)
    bytes.append(UInt8(ascii: ">"))
    append(text, isAttribute: false)
    end(name)
  }

  private mutating func begin(_ name: String, _ attributes: KeyValuePairs<String, String?>) {
    indent()
    bytes += "<\(name)".utf8
    for case (let name, let value?) in attributes {
      bytes += " \(name)=\"".utf8
      append(value, isAttribute: true)
      bytes.append(UInt8(ascii: "\""))
    }
  }

  private mutating func finishEmpty(before start: Int) {
    bytes.removeSubrange(start - 2..<start)
    bytes += " />\n".utf8
  }

  private mutating func end(_ name: String) { bytes += "</\(name)>\n".utf8 }

  private mutating func indent() { for _ in 0..<depth { bytes += "  ".utf8 } }

  private mutating func append(_ text: String, isAttribute: Bool) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">") where !isAttribute: bytes += "&gt;".utf8
      case UInt8(ascii: "\"") where isAttribute: bytes += "&quot;".utf8
      default: bytes.append(byte)
      }
    }
  }
}
