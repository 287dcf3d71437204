import Yams

/// A file's text by lines and columns, as libyaml counts them.
struct SourceText {
  typealias Scalars = [Unicode.Scalar]

  private(set) var scalars: Scalars
  /// Where each line begins; the end of the text is the beginning of one more.
  private var lines: [Int]

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    lines = [0]
    for (index, scalar) in scalars.enumerated() where Self.isBreak(scalar) {
      let isFirstOfTwo = scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
      if !isFirstOfTwo { lines.append(index + 1) }
    }
    if lines.last != scalars.count { lines.append(scalars.count) }
  }

  /// The number of lines.
  var count: Int { lines.count - 1 }

  var text: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// A line with its end, counted from 0.
  func line(_ index: Int) -> ArraySlice<Unicode.Scalar> { scalars[lines[index]..<lines[index + 1]] }

  func lines(_ range: Range<Int>) -> Range<Int> { lines[range.lowerBound]..<lines[range.upperBound] }

  /// The index of a place; nil where the text has no such place.
  func index(of mark: Mark) -> Int? {
    guard (1...count).contains(mark.line) else { return nil }
    let index = lines[mark.line - 1] + mark.column - 1
    return mark.column >= 1 && index < lines[mark.line] ? index : nil
  }

  func indentation(of line: Int) -> Int { self.line(line).prefix { $0 == " " }.count }

  /// Whether a line has nothing but spaces, or but a comment.
  func isBlank(_ line: Int) -> Bool { self.line(line).allSatisfy(\.properties.isWhitespace) }
  func isComment(_ line: Int) -> Bool { self.line(line).first { $0 != " " } == "#" }

  /// Replaces parts that do not overlap.
  mutating func apply(_ edits: [Edit]) {
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      scalars.replaceSubrange(edit.range, with: edit.replacement)
    }
    self = SourceText(text)
  }

  struct Edit {
    var range: Range<Int>
    var replacement: Scalars
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
  }
}
