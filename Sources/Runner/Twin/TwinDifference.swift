/// The first place where the same case went differently on two systems.
package struct TwinDifference: Sendable, Hashable {
  /// What differs: `bytes 16 to 19`, `the error`, `the call`.
  package var what: String
  /// The calls before and at the difference, on either system: the last line is the one that differs.
  package var first: [String]
  package var second: [String]

  package init(what: String, first: [String], second: [String]) {
    self.what = what
    self.first = first
    self.second = second
  }

  /// Both traces side by side, the differing line marked and written out where it is too long for its column.
  ///
  /// - Parameter width: Columns of either side.
  package func lines(width: Int = 76) -> [String] {
    let count = max(first.count, second.count)
    var lines = (0..<count).map { index in
      let mark = index == count - 1 ? "≠" : " "
      return "\(mark) \(Self.column(first, index, width)) │ \(Self.column(second, index, width))"
    }
    if let mine = first.last, let theirs = second.last, mine.count > width || theirs.count > width {
      lines += ["  first:  \(mine)", "  second: \(theirs)"]
    }
    return lines
  }

  private static func column(_ lines: [String], _ index: Int, _ width: Int) -> String {
    let line = index < lines.count ? lines[index] : ""
    let shown = line.count > width ? line.prefix(width - 1) + "…" : line[...]
    return shown + String(repeating: " ", count: width - shown.count)
  }
}
