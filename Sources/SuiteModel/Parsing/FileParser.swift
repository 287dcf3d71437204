import Documents
import VFIOInterface
import Yams

/// Reads one file and collects what is wrong with it. Where something is wrong a stand-in is used, so that one mistake
/// does not hide the next; what was read counts only where no error was reported.
final class FileParser {
  static let maximumSteps = 20_000
  static let maximumEntries = 10_000
  /// Names that one mapping binds.
  static let maximumBindings = 256
  /// Steps in steps.
  static let maximumDepth = 16

  let file: String
  private var found: [Diagnostic] = []
  private var steps = 0
  private var depth = 0

  init(file: String) { self.file = file }

  /// Reads a file whose root is a mapping; nil if it is something else.
  func root(of text: String, _ what: String) -> MappingReader? {
    do {
      let node = try YAMLText(text, atMost: SuiteFolder.maximumBytes).root()
      return mapping(node, what)
    } catch {
      found.append(Diagnostic(error, in: file))
      return nil
    }
  }

  // MARK: Diagnostics

  /// What is wrong, in the order of the file.
  var diagnostics: [Diagnostic] { found.sorted { $0.location < $1.location } }

  func report(_ diagnostic: Diagnostic) { found.append(diagnostic) }

  func report(
    _ message: String, at location: SourceLocation, hint: String? = nil, severity: Diagnostic.Severity = .error
  ) {
    found.append(Diagnostic(message, at: location, hint: hint, severity: severity))
  }

  func expected(_ what: String, found node: Node, hint: String? = nil) {
    report("expected \(what), found \(describe(node))", at: location(node), hint: hint)
  }

  func location(_ node: Node) -> SourceLocation {
    SourceLocation(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  private func describe(_ node: Node) -> String {
    switch node {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    case .scalar(let scalar): isNothing(node) ? "nothing" : "'\(scalar.string.prefix(60))'"
    }
  }

  // MARK: Values

  func isNothing(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node else { return false }
    return scalar.style == .plain && (scalar.string.isEmpty || scalar.string == "~" || scalar.string == "null")
  }

  func mapping(_ node: Node, _ what: String) -> MappingReader? {
    guard case .mapping(let mapping) = node else {
      expected("\(what) (a mapping)", found: node, hint: "a mapping is written 'key: value', or { key: value }")
      return nil
    }
    return MappingReader(mapping, what, location: location(node), parser: self)
  }

  func list(_ node: Node, _ what: String) -> [Node] {
    guard case .sequence(let sequence) = node else {
      expected("a list of \(what)", found: node, hint: "a list is written [a, b], or a line '- a' for each")
      return []
    }
    guard sequence.count <= Self.maximumEntries else {
      report("the list has more than \(Self.maximumEntries) entries", at: location(node))
      return []
    }
    return Array(sequence)
  }

  /// A list of words; one that stands alone is taken for the only one, once that is reported.
  func words(_ node: Node, _ what: String) -> [Node] {
    guard case .scalar(let scalar) = node, !isNothing(node) else { return list(node, what) }
    expected("a list of \(what)", found: node, hint: "write [\(scalar.string)]")
    return [node]
  }

  /// A list that has something in it.
  func entries(_ node: Node, _ what: String) -> [Node] {
    let entries = list(node, what)
    if case .sequence(let sequence) = node, sequence.isEmpty {
      report("the list of \(what) is empty", at: location(node), hint: "name at least one, or leave it out")
    }
    return entries
  }

  func text(_ node: Node, _ what: String) -> String {
    guard case .scalar(let scalar) = node, !isNothing(node) else {
      expected(what, found: node)
      return ""
    }
    return scalar.string
  }

  /// One line of text.
  func title(_ node: Node) -> String {
    let title = text(node, "one line of text")
    if title.utf8.contains(UInt8(ascii: "\n")) { report("a title is one line", at: location(node)) }
    return title
  }

  /// A name that expressions can use.
  func identifier(_ node: Node, _ what: String) -> String {
    identifier(text(node, what), at: location(node), what)
  }

  func identifier(_ name: String, at location: SourceLocation, _ what: String) -> String {
    let isIdentifier =
      name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
      && name.utf8.first.map { !isDigit($0) } == true
    if !isIdentifier, !name.isEmpty {
      report("'\(name)' is not a name", at: location, hint: "expected letters, digits and '_' for \(what)")
    } else if Self.reservedNames.contains(name) {
      report("'\(name)' already has a meaning", at: location, hint: "choose another name for \(what)")
    }
    return name
  }

  static let reservedNames: Set<String> = ["kernel", "arch", "page", "backend", "true", "false"]

  /// A name as file systems, selectors and reports bear it: `a-z0-9`, with `-` (and what else is given) between.
  func slug(_ node: Node, _ what: String, separators: String = "-") -> String {
    let name = text(node, what)
    let isSlug =
      name.utf8.allSatisfy { (0x61...0x7a).contains($0) || isDigit($0) || separators.utf8.contains($0) }
      && name.utf8.count <= 80 && name.utf8.first.map { !separators.utf8.contains($0) } == true
    if !isSlug, !name.isEmpty {
      report(
        "'\(name)' is not a name for \(what)", at: location(node),
        hint: "expected at most 80 of a-z, 0-9 and '\(separators)'")
    }
    return name
  }

  func boolean(_ node: Node) -> Bool {
    switch text(node, "true or false") {
    case "true": return true
    case "false", "": return false
    case let word:
      expected("true or false", found: node, hint: Bool(loosely: word).map { "write \($0)" })
      return false
    }
  }

  func texts(_ node: Node, _ what: String) -> [String] { words(node, what).map { text($0, what) } }

  private func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte & 0xdf) }
  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  // MARK: Steps

  /// Counts a step, and how deep it stands in others; false where a limit is passed.
  func enterStep(at node: Node) -> Bool {
    steps += 1
    depth += 1
    if steps == Self.maximumSteps + 1 { report("more than \(Self.maximumSteps) steps", at: location(node)) }
    if depth == Self.maximumDepth + 1 {
      report("steps in steps more than \(Self.maximumDepth) deep", at: location(node))
    }
    return steps <= Self.maximumSteps && depth <= Self.maximumDepth
  }

  func leaveStep() { depth -= 1 }
}
