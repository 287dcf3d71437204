import Yams

/// One mapping of a file. Keys are taken one by one; those that nobody took are unknown.
package final class MappingReader {
  /// What the mapping describes, for messages: `a case`.
  package let what: String
  package let location: SourceLocation
  package let parser: FileParser
  /// As the file has it.
  private let mapping: Node.Mapping
  private var entries: [(name: String, key: Node, value: Node)] = []
  private var asked: [String] = []
  /// Where the keys that were taken stand, in the order in which they were.
  private var taken: [(name: String, line: Int, column: Int)] = []

  package init(_ mapping: Node.Mapping, _ what: String, location: SourceLocation, parser: FileParser) {
    self.what = what
    self.location = location
    self.parser = parser
    self.mapping = mapping
    guard mapping.count <= FileParser.maximumEntries else {
      parser.report("\(what) has more than \(FileParser.maximumEntries) keys", at: location)
      return
    }
    for (key, value) in mapping {
      if case .scalar(let scalar) = key {
        entries.append((scalar.string, key, value))
      } else {
        parser.expected("a word as key of \(what)", found: key)
      }
    }
  }

  package var names: [String] { entries.map(\.name) }

  package func take(_ name: String) -> Node? { takeEntry(name)?.value }

  package func takeEntry(_ name: String) -> (key: Node, value: Node)? {
    asked.append(name)
    guard let index = entries.firstIndex(where: { $0.name == name }) else { return nil }
    let entry = entries.remove(at: index)
    note(entry.name, entry.key)
    return (entry.key, entry.value)
  }

  package func require(_ name: String, hint: String? = nil) -> Node? {
    let node = take(name)
    if node == nil { parser.report(lack(of: name, hint: hint)) }
    return node
  }

  private func lack(of name: String, hint: String? = nil) -> Diagnostic {
    Diagnostic("\(what) lacks '\(name)'", at: location, hint: hint)
  }

  /// Reports something about a key's value, taken or not, or about the mapping that lacks it.
  package func report(_ message: String, at key: String, hint: String? = nil) {
    let value = mapping.first { $0.key.scalar?.string == key }?.value
    parser.report(message, at: value.map(parser.location) ?? location, hint: hint)
  }

  /// Every entry that is left, in order.
  package func takeRest() -> [(name: String, key: Node, value: Node)] {
    defer { entries = [] }
    for entry in entries { note(entry.name, entry.key) }
    return entries
  }

  private func note(_ name: String, _ key: Node) {
    taken.append((name, key.mark?.line ?? 0, key.mark?.column ?? 0))
  }

  /// Reports the keys that are left, and those that do not stand in the order in which they were taken.
  ///
  /// - Parameter last: Keys that stand behind all others.
  package func finish(last: Set<String> = []) {
    let expected = taken.filter { !last.contains($0.name) } + taken.filter { last.contains($0.name) }
    let isOrdered = zip(expected, expected.dropFirst()).allSatisfy { ($0.line, $0.column) < ($1.line, $1.column) }
    if entries.isEmpty, !isOrdered {
      let order = KeyOrder(location: location, keys: expected.map(\.name))
      parser.report(Diagnostic(what, written: mapping.keys.compactMap(\.scalar?.string), order: order))
    }
    for entry in takeRest() {
      // A key that is misspelt is not lacking too.
      nearest(to: entry.name, among: asked).map { parser.withdraw(lack(of: $0)) }
      parser.unknown("key", entry.name, "in \(what)", at: parser.location(entry.key), among: asked)
    }
  }
}
