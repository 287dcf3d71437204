import Yams

/// One mapping of a file. Keys are taken one by one; those that nobody took are unknown.
final class MappingReader {
  /// What the mapping describes, for messages: `a case`.
  let what: String
  let location: SourceLocation
  let parser: FileParser
  private var entries: [(name: String, key: Node, value: Node)] = []
  private var asked: [String] = []
  /// The keys as the file has them.
  private let written: [String]

  init(_ mapping: Node.Mapping, _ what: String, location: SourceLocation, parser: FileParser) {
    self.what = what
    self.location = location
    self.parser = parser
    written = mapping.keys.compactMap(\.scalar?.string)
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

  var names: [String] { entries.map(\.name) }

  func take(_ name: String) -> Node? { takeEntry(name)?.value }

  func takeEntry(_ name: String) -> (key: Node, value: Node)? {
    asked.append(name)
    guard let index = entries.firstIndex(where: { $0.name == name }) else { return nil }
    let entry = entries.remove(at: index)
    return (entry.key, entry.value)
  }

  func require(_ name: String) -> Node? {
    let node = take(name)
    if node == nil { parser.report("\(what) lacks '\(name)'", at: location) }
    return node
  }

  /// Every entry that is left, in order.
  func takeRest() -> [(name: String, key: Node, value: Node)] {
    defer { entries = [] }
    return entries
  }

  /// Reports the keys that are left, and those that do not stand in the order in which they were taken.
  ///
  /// - Parameter last: Keys that stand behind all others.
  func finish(last: Set<String> = []) {
    let order = KeyOrder(of: written, taken: asked, last: last, at: location)
    if entries.isEmpty, order.keys != written { parser.report(Diagnostic(what, written: written, order: order)) }
    for entry in entries {
      let others = asked.isEmpty ? "it takes none" : "expected one of: \(asked.joined(separator: ", "))"
      parser.report(
        "unknown key '\(entry.name)' in \(what)", at: parser.location(entry.key),
        hint: suggestion(for: entry.name, among: asked) ?? others)
    }
    entries = []
  }
}
