/// Changes to a text, as lines that take the place of others.
struct LineEdits {
  /// Lines around a change that are shown.
  private static let context = 3

  private struct Edit {
    var range: Range<Int>
    var lines: [String]
  }

  private let old: [String]
  /// Whether the text ends in a line feed, or is empty.
  private let isEnded: Bool
  private var edits: [Edit] = []

  init(_ old: [String], isEnded: Bool) {
    self.old = old
    self.isEnded = isEnded
  }

  /// The ranges of two edits do not overlap.
  mutating func replace(_ range: Range<Int>, with lines: [String]) { edits.append(Edit(range: range, lines: lines)) }

  mutating func append(_ lines: [String]) {
    // Only with its last line written anew does a text that ends within a line get one more.
    let isOpen = !isEnded && !edits.contains { $0.range.upperBound == old.count }
    replace((isOpen ? old.count - 1 : old.count)..<old.count, with: (isOpen ? old.suffix(1) : []) + lines)
  }

  /// As diff(1) -u prints them; nothing where there is none.
  func unified(_ oldName: String, _ newName: String) -> String {
    let hunks = self.hunks
    guard !hunks.isEmpty else { return "" }
    var (text, shift) = ("--- \(oldName)\n+++ \(newName)\n", 0)
    for hunk in hunks {
      let (range, lines, growth) = body(hunk)
      text += "@@ -\(Self.place(range.lowerBound, range.count)) "
      text += "+\(Self.place(range.lowerBound + shift, range.count + growth)) @@\n"
      text += lines.map { $0 + "\n" }.joined()
      shift += growth
    }
    return text
  }

  /// The edits in the order of the text, together where they stand close to one another.
  private var hunks: [[Edit]] {
    edits.sorted { $0.range.lowerBound < $1.range.lowerBound }.reduce(into: []) { hunks, edit in
      let end = hunks.last?.last?.range.upperBound
      if let end, edit.range.lowerBound - end <= 2 * Self.context {
        hunks[hunks.count - 1].append(edit)
      } else {
        hunks.append([edit])
      }
    }
  }

  private func body(_ hunk: [Edit]) -> (range: Range<Int>, lines: [String], growth: Int) {
    var position = max(0, (hunk.first?.range.lowerBound ?? 0) - Self.context)
    let end = min(old.count, (hunk.last?.range.upperBound ?? 0) + Self.context)
    let range = position..<end
    var lines: [String] = []
    for edit in hunk {
      lines += marked(position..<edit.range.lowerBound, " ") + marked(edit.range, "-") + edit.lines.map { "+" + $0 }
      position = edit.range.upperBound
    }
    return (range, lines + marked(position..<end, " "), hunk.reduce(0) { $0 + $1.lines.count - $1.range.count })
  }

  private func marked(_ range: Range<Int>, _ mark: String) -> [String] {
    let lines = old[range].map { mark + $0 }
    let isOpen = !isEnded && !range.isEmpty && range.upperBound == old.count
    return lines + (isOpen ? ["\\ No newline at end of file"] : [])
  }

  /// The first line, from 1, and how many there are; of none, the line in front of them.
  private static func place(_ start: Int, _ count: Int) -> String {
    count == 0 ? "\(start),0" : "\(start + 1),\(count)"
  }
}
