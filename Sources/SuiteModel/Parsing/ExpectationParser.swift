import Documents
import VFIOInterface
import Yams

extension FileParser {
  /// One value, or a map of conditions with an `else`.
  private func conditional<Wrapped>(_ node: Node, value: (Node) -> Wrapped) -> Conditional<Wrapped> {
    guard case .mapping = node, let mapping = mapping(node, "a map of conditions") else {
      return Conditional(otherwise: value(node))
    }
    let otherwise = mapping.require("else")
    let branches = mapping.takeRest().map { entry in
      Conditional<Wrapped>.Branch(condition: expression(entry.key), value: value(entry.value))
    }
    return Conditional(branches: branches, otherwise: value(otherwise ?? Node("0")))
  }

  // MARK: fails

  func failures(_ node: Node, of action: ActionWord) -> Conditional<[Failure]> {
    if case .scalar(let scalar) = node, scalar.string == "0" {
      report("'fails: 0' expects nothing but success", at: location(node), hint: "leave it out, or say when it fails")
    }
    return conditional(node) { node in
      guard case .sequence = node else { return self.failure(node, of: action).map { [$0] } ?? [] }
      return self.entries(node, "errors").compactMap { node in
        let failure = self.failure(node, of: action)
        if failure == Failure.none {
          self.report(
            "'0' is no error, and stands in no list of them", at: self.location(node),
            hint: "say when the call succeeds, or say 'any: true' and expect the outcome of what 'as' binds")
        }
        return failure
      }
    }
  }

  /// A call fails with an error, an access to memory by a signal; each has only the one.
  private func failure(_ node: Node, of action: ActionWord) -> Failure? {
    let failure = failure(node)
    switch failure {
    case .error(let error) where action.accessesMemory:
      report(
        "an access to memory never fails with \(error)", at: location(node),
        hint: "it raises a signal: SIGBUS or SIGSEGV")
    case .fault(let fault) where !action.accessesMemory && action != .flow(.finish):
      report(
        "a call never raises \(fault.rawValue)", at: location(node),
        hint: "it fails with an error, as EFAULT; a signal is raised by load, store, peek and poke")
    case nil, .some(.none), .error, .fault: break
    }
    return failure
  }

  private func failure(_ node: Node) -> Failure? {
    let word = text(node, "an error")
    if word == "0" { return Failure.none }
    if let fault = MemoryFault(rawValue: word) { return .fault(fault) }
    if let error = Errno(name: word) { return .error(error) }
    if !word.isEmpty {
      let words = Errno.names + MemoryFault.allCases.map(\.rawValue)
      report(
        "unknown error '\(word)'", at: location(node),
        hint: suggestion(for: word, among: words) ?? "expected an error such as EINVAL, a signal or 0")
    }
    return nil
  }

  // MARK: returns, value, out

  /// - Parameter isBytes: Whether the value is bytes, which even a single pair of hex digits then stands for.
  func expectation(_ node: Node, names: FlagSet? = nil, isBytes: Bool = false) -> Conditional<Expectation> {
    conditional(node) { self.plainExpectation($0, names: names, isBytes: isBytes) }
  }

  private func plainExpectation(_ node: Node, names: FlagSet?, isBytes: Bool) -> Expectation {
    guard case .scalar(let scalar) = node, !isNothing(node) else {
      expected("an expectation", found: node)
      return Expectation(relation: .equal, operand: .standIn(at: location(node)))
    }
    let (relation, skipped) = Self.relation(of: scalar.string)
    let text = String(scalar.string.dropFirst(skipped))
    let quote = scalar.style == .singleQuoted || scalar.style == .doubleQuoted ? 1 : 0
    let place = location(node).advanced(by: quote + skipped)
    if isBytes, text.isEmpty {
      return Expectation(relation: relation, operand: Expression(.bytes([]), text: text, at: place))
    }
    if let bytes = hexBytes(text), isBytes || bytes.count > 1, relation == .equal || relation == .notEqual {
      return Expectation(relation: relation, operand: Expression(.bytes(bytes), text: text, at: place))
    }
    // A regular expression is text, but may be a quoted or built one as well.
    if relation == .matches, !text.hasPrefix("\""), !text.hasPrefix("'") {
      return Expectation(relation: relation, operand: Expression(.text(text), text: text, at: place))
    }
    return Expectation(relation: relation, operand: expression(text, at: place, names: names))
  }

  /// The operator that a text begins with, and how many characters it takes with the spaces behind it.
  private static func relation(of text: String) -> (Expectation.Relation, skipped: Int) {
    for relation in relationsByLength where text.hasPrefix(relation.rawValue) {
      let rest = text.dropFirst(relation.rawValue.count)
      let isWord = relation.rawValue.first?.isLetter == true
      guard !isWord || rest.first == " " else { continue }
      return (relation, relation.rawValue.count + rest.prefix { $0 == " " }.count)
    }
    return (.equal, 0)
  }

  private static let relationsByLength = Expectation.Relation.allCases.sorted { $0.rawValue.count > $1.rawValue.count }

  func outputs(_ node: Node, of structure: Structure?) -> [OutputField] {
    guard let fields = mapping(node, "'out'")?.takeRest() else { return [] }
    if fields.isEmpty { report("'out' expects nothing", at: location(node), hint: "name a field, or leave it out") }
    return fields.map { entry in
      let path = expression(entry.key)
      var names: FlagSet?
      if case .name(let name) = path.root.kind { names = structure?[field: name]?.names }
      if let structure, let name = path.root.firstName { checkOutput(name, of: structure, at: location(entry.key)) }
      return OutputField(path: path, expectation: expectation(entry.value, names: names))
    }
  }

  private func checkOutput(_ name: String, of structure: Structure, at location: SourceLocation) {
    let names = structure.outputNames
    guard !names.contains(name) else { return }
    unknown("field", name, "of struct \(structure.name)", at: location, among: names)
  }
}

/// The bytes that pairs of hex digits stand for, with spaces between; nil where the text is anything else.
func hexBytes(_ text: String) -> [UInt8]? {
  var bytes: [UInt8] = []
  for pair in text.utf8.split(separator: UInt8(ascii: " ")) {
    let digits = pair.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard pair.count == 2, digits.count == 2 else { return nil }
    bytes.append(UInt8(digits[0] * 16 + digits[1]))
  }
  return bytes.isEmpty ? nil : bytes
}

extension Expression.Node {
  /// The name that a path such as `caps.TYPE.type` begins with.
  var firstName: String? {
    switch kind {
    case .name(let name): name
    case .member(let base, _), .index(let base, _): base.firstName
    default: nil
    }
  }
}

extension Structure {
  /// The names that the record of what came back has.
  var outputNames: [String] {
    let tailName: [String] =
      switch tail {
      case .array(let name, _, _), .arms(let name, _, _): [name]
      case .capabilities: ["caps"]
      case nil: []
      }
    return fields.map(\.name) + tailName + ["returned"]
  }
}
