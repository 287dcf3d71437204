/// Where the same case went differently on two systems.
package struct TwinDifference: Sendable, Hashable {
  /// One place: a call that gave something else, or the end of the case.
  package struct Place: Sendable, Hashable {
    /// What differs: `bytes 16 to 19`, `the error, the value`, `the call`.
    package var what: String
    /// The calls before and at the difference, on either system: the last line is the one that differs.
    package var first: [String]
    package var second: [String]
    /// What came back, as far as it differs: bytes or lines, with the differing ones marked.
    package var contents: [String] = []

    package init(what: String, first: [String], second: [String], contents: [String] = []) {
      self.what = what
      self.first = first
      self.second = second
      self.contents = contents
    }
  }

  /// In the order of the case.
  package var places: [Place]
  /// Places that are not kept, since there are too many.
  package var others = 0
  /// What the kernels logged, where the case ended differently.
  package var firstLog: [String] = []
  package var secondLog: [String] = []

  package init(_ places: [Place]) { self.places = places }

  /// All that differs, each kind once.
  package var what: String {
    var kinds: [String] = []
    for place in places where !kinds.contains(place.what) { kinds.append(place.what) }
    return kinds.joined(separator: "; ")
  }
}

// MARK: Text

extension TwinDifference {
  /// Lines of a kernel's log that are shown.
  private static let logLimit = 40

  /// The places one after the other, each with both traces side by side.
  ///
  /// - Parameter width: Columns of either side.
  package func lines(width: Int = 76) -> [String] {
    var lines = places.flatMap { place in
      (places.count > 1 ? ["  \(place.what)"] : []) + place.lines(width: width)
    }
    if others > 0 { lines.append("  … \(others) more calls differ") }
    return lines + Self.log(firstLog, of: "the first") + Self.log(secondLog, of: "the second")
  }

  private static func log(_ log: [String], of system: String) -> [String] {
    guard !log.isEmpty else { return [] }
    let more = log.count > logLimit ? ["    … \(log.count - logLimit) more lines"] : []
    return ["  logged by \(system)"] + log.prefix(logLimit).map { "    \($0)" } + more
  }
}

extension TwinDifference.Place {
  /// Both traces side by side, the differing line marked and written out where it is too long for its column.
  fileprivate func lines(width: Int) -> [String] {
    let count = max(first.count, second.count)
    var lines = (0..<count).map { index in
      let mark = index == count - 1 ? "≠" : " "
      return "\(mark) \(Self.column(first, index, width)) │ \(Self.column(second, index, width))"
    }
    if let mine = first.last, let theirs = second.last, mine.count > width || theirs.count > width {
      lines += ["  first:  \(mine)", "  second: \(theirs)"]
    }
    return lines + contents.map { "  \($0)" }
  }

  private static func column(_ lines: [String], _ index: Int, _ width: Int) -> String {
    let line = index < lines.count ? lines[index] : ""
    let shown = line.count > width ? line.prefix(width - 1) + "…" : line[...]
    return shown + String(repeating: " ", count: width - shown.count)
  }
}
