import Documents
import Yams

/// A mapping in braces: its entries change places, and what stands between them stays.
struct FlowMapping {
  private let text: SourceText
  private let entries: [(name: String, range: Range<Int>)]

  /// - Returns: nil where the mapping is not written so that its entries can be moved.
  init?(_ mapping: Node.Mapping, in text: SourceText) {
    var entries: [(String, Range<Int>)] = []
    for (key, _) in mapping {
      guard let scalar = key.scalar, let begin = scalar.mark.flatMap(text.index(of:)),
        let end = Self.end(of: text.scalars, from: begin)
      else { return nil }
      // A comment between entries is about one of them: only a person can tell which.
      let previous = entries.last?.1.upperBound ?? begin
      guard previous <= begin, !text.scalars[previous..<begin].contains("#") else { return nil }
      entries.append((scalar.string, begin..<end))
    }
    self.text = text
    self.entries = entries
  }

  /// The edits that put the entries in order.
  func edits(_ order: KeyOrder) -> [SourceText.Edit] {
    zip(entries, order.applied(to: entries, name: \.name)).map { place, entry in
      SourceText.Edit(range: place.range, replacement: Array(text.scalars[entry.range]))
    }
  }

  /// Where an entry ends, without the spaces behind it; nil where it has a comment, or no end.
  private static func end(of scalars: SourceText.Scalars, from begin: Int) -> Int? {
    var depth = 0
    var quote: Unicode.Scalar?
    var end = begin
    var index = begin
    while index < scalars.count {
      let scalar = scalars[index]
      let isSpace = scalar.properties.isWhitespace
      if quote != nil {
        let isTwice = scalar == "'" && index + 1 < scalars.count && scalars[index + 1] == "'"
        let isEscape = quote == "'" ? isTwice : scalar == "\\"
        if isEscape { index += 1 } else if scalar == quote { quote = nil }
      } else if depth == 0, scalar == "," || scalar == "}" {
        return end
      } else if "[{".unicodeScalars.contains(scalar) {
        depth += 1
      } else if "]}".unicodeScalars.contains(scalar) {
        depth -= 1
      } else if "\"'".unicodeScalars.contains(scalar), end == begin || ",[{:".unicodeScalars.contains(scalars[end - 1])
      {
        // Elsewhere a quote is part of a plain word.
        quote = scalar
      } else if scalar == "#", scalars[index - 1].properties.isWhitespace {
        return nil
      }
      index += 1
      if !isSpace { end = index }
    }
    return nil
  }
}
