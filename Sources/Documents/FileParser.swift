import Yams

/// Reads one file and collects what is wrong with it. Where something is wrong a stand-in is used, so that one mistake
/// does not hide the next; what was read counts only where no error was reported.
package final class FileParser {
  package static let maximumEntries = 10_000
  /// Entries that may hold their like: steps.
  static let maximumNested = 20_000
  static let maximumDepth = 16

  package let file: String
  private var found: [Diagnostic] = []
  private var nested = 0
  private var depth = 0

  package init(file: String) { self.file = file }

  /// Reads a file whose root is a mapping; nil where it is no such thing.
  package func root(of text: String, _ what: String) -> MappingReader? {
    do {
      return mapping(try YAMLText(text, file: file).root(), what)
    } catch {
      report(error)
      return nil
    }
  }

  // MARK: Diagnostics

  /// What is wrong, in the order of the file.
  package var diagnostics: [Diagnostic] { found.sorted { $0.location < $1.location } }

  /// The mistakes so far.
  package var errors: Int { found.count { $0.severity == .error } }

  package func report(_ diagnostic: Diagnostic) { found.append(diagnostic) }

  /// Takes back what another complaint says better.
  func withdraw(_ diagnostic: Diagnostic) {
    found.removeAll { $0.location == diagnostic.location && $0.message == diagnostic.message }
  }

  package func report(
    _ message: String, at location: SourceLocation, hint: String? = nil, severity: Diagnostic.Severity = .error
  ) {
    found.append(Diagnostic(message, at: location, hint: hint, severity: severity))
  }

  package func expected(_ what: String, found node: Node, hint: String? = nil) {
    report("expected \(what), found \(describe(node))", at: location(node), hint: hint)
  }

  /// Reports a word that is none of those that are known there.
  ///
  /// - Parameter owner: What should know it: `of struct …`.
  package func unknown(
    _ what: String, _ word: String, _ owner: String? = nil, at location: SourceLocation, among words: [String]
  ) {
    report(
      "unknown \(what) '\(word)'" + (owner.map { " \($0)" } ?? ""), at: location,
      hint: suggestion(for: word, among: words)
        ?? (words.isEmpty ? "it takes none" : "expected one of: \(words.joined(separator: ", "))"))
  }

  /// - Parameter what: What is expected; without it, a number of the range.
  package func number(_ node: Node, in range: ClosedRange<Int>, _ what: String? = nil) -> Int? {
    let what = what ?? "a number from \(range.lowerBound) to \(range.upperBound)"
    let text = self.text(node, what)
    if let value = Int(text), range.contains(value) { return value }
    if !text.isEmpty { expected(what, found: node) }
    return nil
  }

  package func location(_ node: Node) -> SourceLocation { node.location(in: file) }

  private func describe(_ node: Node) -> String {
    switch node {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    case .scalar(let scalar): isNothing(node) ? "nothing" : "'\(scalar.string.prefix(60))'"
    }
  }

  // MARK: Values

  package func isNothing(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node else { return false }
    return scalar.style == .plain && (scalar.string.isEmpty || scalar.string == "~" || scalar.string == "null")
  }

  package func mapping(_ node: Node, _ what: String) -> MappingReader? {
    guard case .mapping(let mapping) = node else {
      expected("\(what) (a mapping)", found: node, hint: "a mapping is written 'key: value', or { key: value }")
      return nil
    }
    return MappingReader(mapping, what, location: location(node), parser: self)
  }

  package func list(_ node: Node, _ what: String, atMost limit: Int = maximumEntries) -> [Node] {
    guard case .sequence(let sequence) = node else {
      expected("a list of \(what)", found: node, hint: "a list is written [a, b], or a line '- a' for each")
      return []
    }
    guard sequence.count <= limit else {
      report("the list of \(what) has more than \(limit) entries", at: location(node))
      return []
    }
    return Array(sequence)
  }

  /// A list of words; one that stands alone is taken for the only one, once that is reported.
  package func words(_ node: Node, _ what: String) -> [Node] {
    guard case .scalar(let scalar) = node, !isNothing(node) else { return list(node, what) }
    expected("a list of \(what)", found: node, hint: "write [\(scalar.string)]")
    return [node]
  }

  package func texts(_ node: Node, _ what: String) -> [String] { words(node, what).map { text($0, what) } }

  /// A list that has something in it.
  package func entries(_ node: Node, _ what: String) -> [Node] {
    let entries = list(node, what)
    if case .sequence(let sequence) = node, sequence.isEmpty {
      report("the list of \(what) is empty", at: location(node), hint: "name at least one, or leave it out")
    }
    return entries
  }

  package func text(_ node: Node, _ what: String) -> String {
    guard case .scalar(let scalar) = node, !isNothing(node) else {
      expected(what, found: node)
      return ""
    }
    return scalar.string
  }

  /// One line of text.
  package func title(_ node: Node) -> String {
    let title = text(node, "one line of text")
    if title.utf8.contains(UInt8(ascii: "\n")) { report("a title is one line", at: location(node)) }
    return title
  }

  /// A name as file systems, selectors and reports bear it: `a-z0-9`, with `-` (and what else is given) between.
  package func slug(_ node: Node, _ what: String, separators: String = "-") -> String {
    let name = text(node, what)
    let isSlug =
      name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || separators.utf8.contains($0) }
      && name.utf8.count <= 80 && name.utf8.first.map { !separators.utf8.contains($0) } == true
    if !isSlug, !name.isEmpty {
      report(
        "'\(name)' is not a name for \(what)", at: location(node),
        hint: "expected at most 80 of a-z, 0-9 and '\(separators)'")
    }
    return name
  }

  package func boolean(_ node: Node) -> Bool {
    switch text(node, "true or false") {
    case "true": return true
    case "false", "": return false
    case let word:
      expected("true or false", found: node, hint: Bool(loosely: word).map { "write \($0)" })
      return false
    }
  }

  /// One of the words that a type has.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ node: Node, of type: Choice.Type, _ what: String
  ) -> Choice? {
    let word = text(node, what)
    if let choice = Choice(rawValue: word) { return choice }
    if !word.isEmpty { unknown(what, word, at: location(node), among: Choice.allCases.map(\.rawValue)) }
    return nil
  }

  // MARK: Entries in their like

  /// Counts an entry that may hold its like, and how deep it stands in them; false where a limit is passed.
  package func enter(_ what: String, at node: Node) -> Bool {
    nested += 1
    depth += 1
    if nested == Self.maximumNested + 1 { report("more than \(Self.maximumNested) \(what)", at: location(node)) }
    if depth == Self.maximumDepth + 1 {
      report("\(what) in \(what) more than \(Self.maximumDepth) deep", at: location(node))
    }
    return nested <= Self.maximumNested && depth <= Self.maximumDepth
  }

  package func leave() { depth -= 1 }
}

extension Node {
  /// Where the node begins in the file of that name.
  package func location(in file: String) -> SourceLocation {
    SourceLocation(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
  }
}

extension Bool {
  /// What other files write for true and false.
  package init?(loosely word: String) {
    switch word.lowercased() {
    case "true", "yes", "on": self = true
    case "false", "no", "off": self = false
    default: return nil
    }
  }
}
