import Documents
import Yams

/// A mapping whose entries stand in lines of their own: they are moved by whole lines, with the comments and blank lines
/// above them.
struct BlockMapping {
  /// The entries' lines: those above the key, and those from the key on.
  private struct Entry {
    var name: String
    var above: Range<Int>
    var own: Range<Int>
  }

  private let text: SourceText
  private let entries: [Entry]
  /// Where the keys begin, counted from 0.
  private let indentation: Int

  /// - Parameter end: The line, counted from 0, in which something else begins.
  /// - Returns: nil where the mapping is not written so that its entries can be moved.
  init?(_ mapping: Node.Mapping, in text: SourceText, end: Int) {
    let keys = mapping.compactMap { key, _ in key.scalar.flatMap { scalar in scalar.mark.map { (scalar.string, $0) } } }
    guard let first = keys.first?.1, keys.count == mapping.count else { return nil }
    let indentation = first.column - 1
    var end = end
    while end > first.line, text.isBlank(end - 1) || text.indentation(of: end - 1) < indentation { end -= 1 }
    var entries: [Entry] = []
    for (name, mark) in keys.reversed() {
      let line = mark.line - 1
      guard mark.column == first.column, line < end,
        line == first.line - 1 || text.indentation(of: line) == indentation
      else { return nil }
      var above = line
      while above > first.line,
        text.isBlank(above - 1) || text.isComment(above - 1) && text.indentation(of: above - 1) <= indentation
      { above -= 1 }
      entries.insert(Entry(name: name, above: above..<line, own: line..<end), at: 0)
      end = above
    }
    self.text = text
    self.entries = entries
    self.indentation = indentation
  }

  /// The edit that puts the entries in order.
  func edit(_ order: KeyOrder) -> SourceText.Edit? {
    guard let first = entries.first, let last = entries.last, last.own.upperBound <= text.count else { return nil }
    // What stands before the first key in its line: spaces, or the dash of a list's item.
    let head = text.line(first.own.lowerBound).prefix(indentation)
    let headIndentation = head.prefix { $0 == " " }.count
    var replacement: SourceText.Scalars = []
    for (position, entry) in order.applied(to: entries, name: \.name).enumerated() {
      for line in entry.above {
        let isMoved = position == 0 && text.indentation(of: line) > headIndentation
        replacement += text.line(line).dropFirst(isMoved ? text.indentation(of: line) - headIndentation : 0)
      }
      replacement += position == 0 ? Array(head) : Array(repeating: " ", count: indentation)
      let own = text.scalars[text.lines(entry.own)].dropFirst(indentation)
      replacement += own
      // The text's last line may lack its end.
      if own.last?.properties.isWhitespace != true { replacement.append("\n") }
    }
    let range = text.lines(first.own.lowerBound..<last.own.upperBound)
    if text.scalars[range].last?.properties.isWhitespace != true { replacement.removeLast() }
    return SourceText.Edit(range: range, replacement: replacement)
  }
}
