extension String {
  /// The text with blanks behind it, so that columns line up.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// The text in lines of at most so many characters, cut between words; a longer word has a line of its own.
  func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let line = lines.last, line.count + 1 + word.count <= width {
        lines[lines.count - 1] = line + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

/// Rows of two columns.
///
/// - Parameter width: The longest line; what is longer goes on below its own column, or, where the first column leaves
///   too little, in lines of its own.
func columns(_ rows: [(String, String)], indent: Int = 0, within width: Int?) -> [String] {
  let first = (rows.map(\.0.count).max() ?? 0) + 2
  let margin = String(repeating: " ", count: indent)
  guard let width else { return rows.map { margin + $0.padded(to: first) + $1 } }
  let isBeside = indent + first <= width / 2
  let hanging = isBeside ? first : 4
  return rows.flatMap { name, text in
    let lines = text.wrapped(to: max(20, width - indent - hanging)).map { String(repeating: " ", count: hanging) + $0 }
    guard isBeside, let beginning = lines.first else { return ([name] + lines).map { margin + $0 } }
    return ([name.padded(to: first) + beginning.dropFirst(hanging)] + lines.dropFirst()).map { margin + $0 }
  }
}
