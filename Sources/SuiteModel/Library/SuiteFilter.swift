import Foundation

/// Which suites a selection may mean, as far as the names of their files and the words in them tell. The others are not
/// parsed: of a large folder most commands need a few files.
package struct SuiteFilter: Sendable {
  /// Names of suites, areas and cases, and globs over them; none for all.
  private let patterns: [(text: String, glob: Glob)]
  /// Groups of words; a suite is meant only if its file holds one of each group.
  private let words: [[String]]

  /// - Parameter requirements: Ids and globs over ids.
  package init(patterns: [String], tags: [String], requirements: [String]) {
    self.patterns = patterns.map { ($0, Glob($0)) }
    // Of a glob its beginning has to be there.
    words = [tags, requirements.map { String($0.prefix { $0 != "*" && $0 != "?" }) }].filter { !$0.isEmpty }
  }

  private func mayMean(_ suite: String) -> Bool {
    patterns.isEmpty
      || patterns.contains { pattern in
        suite.hasPrefix(pattern.text + ".") || pattern.glob.matches(suite)
          || pattern.glob.mayMatch(beginning: suite + "/")
      }
  }

  func mayMean(_ suite: String, withText text: String) -> Bool {
    mayMean(suite) && words.allSatisfy { text.holds(anyOf: $0) }
  }
}

extension String {
  /// Whether one of the texts is a part of this one. Bytes are compared: of large files nothing else is fast enough.
  func holds(anyOf parts: [String]) -> Bool {
    var whole = self
    return whole.withUTF8 { whole in
      parts.contains { part in
        var part = part
        return part.withUTF8 { whole.holds($0) }
      }
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func holds(_ part: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = baseAddress, let first = part.baseAddress, !part.isEmpty else { return part.isEmpty }
    var from = 0
    while count - from >= part.count {
      guard let hit = memchr(start + from, Int32(first.pointee), count - from - part.count + 1) else { return false }
      if memcmp(hit, first, part.count) == 0 { return true }
      from = UnsafeRawPointer(start).distance(to: UnsafeRawPointer(hit)) + 1
    }
    return false
  }
}
