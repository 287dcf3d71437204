import Documents
import Yams

/// Puts the keys of a file in order and changes nothing else: comments, blank lines, quotes and styles stay.
package struct Formatter {
  private let kind: SuiteFileKind
  private let file: String

  package init(_ kind: SuiteFileKind, file: String) {
    self.kind = kind
    self.file = file
  }

  /// The text with its keys in order.
  ///
  /// - Throws: What is wrong with a text that is not to be rewritten: it has errors, or is written in a way that the
  ///   keys cannot be moved without a risk.
  package func format(_ original: String) throws(Diagnostic) -> String {
    let orders = try self.orders(original)
    guard !orders.isEmpty else { return original }
    let expected = try root(original).ordered(
      Dictionary(orders.map { ($0.location, $0) }) { first, _ in first }, in: file)
    var text = SourceText(original)
    var left = orders
    while let first = left.first {
      text.apply(try edits(text, left))
      let rest = try self.orders(text.text)
      guard rest.count < left.count else { throw refusal(first) }
      left = rest
    }
    // Nothing was lost, nothing was made up, and each value is where it was meant to be.
    guard try root(text.text).isSame(as: expected), text.inventory == SourceText(original).inventory else {
      throw refusal(orders[0])
    }
    return text.text
  }

  private func root(_ text: String) throws(Diagnostic) -> Node {
    try YAMLText(text, file: file).root()
  }

  /// The orders that are not kept.
  private func orders(_ text: String) throws(Diagnostic) -> [KeyOrder] {
    let diagnostics = kind.content(of: text, file: file).diagnostics
    if let error = diagnostics.first(where: { $0.severity == .error }) { throw error }
    return diagnostics.compactMap(\.order)
  }

  private func refusal(_ order: KeyOrder) -> Diagnostic {
    Diagnostic(
      "the keys cannot be put in order without a risk to what the file says", at: order.location,
      hint: "put them in the order \(order.keys.joined(separator: ", ")) by hand")
  }

  // MARK: Edits

  /// The edits for mappings in which no other has to be edited.
  private func edits(_ text: SourceText, _ orders: [KeyOrder]) throws(Diagnostic) -> [SourceText.Edit] {
    var walk = Walk(text: text, orders: Dictionary(orders.map { ($0.location, $0) }) { first, _ in first }, file: file)
    walk.visit(try root(text.text), end: text.count)
    if let order = walk.refused { throw refusal(order) }
    return walk.edits
  }

  private struct Walk {
    let text: SourceText
    let orders: [SourceLocation: KeyOrder]
    let file: String
    var edits: [SourceText.Edit] = []
    var refused: KeyOrder?

    /// - Parameter end: The line, counted from 0, in which something else begins.
    /// - Returns: Whether something in the node is edited.
    @discardableResult
    mutating func visit(_ node: Node, end: Int) -> Bool {
      let children: [(begin: Node, value: Node)]
      switch node {
      case .mapping(let mapping): children = mapping.map { ($0.key, $0.value) }
      case .sequence(let sequence): children = sequence.map { ($0, $0) }
      case .scalar, .alias: return false
      }
      var isEdited = false
      for (index, child) in children.enumerated() {
        let next = index + 1 < children.count ? children[index + 1].begin.mark.map { $0.line - 1 } : nil
        if visit(child.value, end: next ?? end) { isEdited = true }
      }
      guard !isEdited, case .mapping(let mapping) = node, let order = orders[node.location(in: file)] else {
        return isEdited
      }
      edit(mapping, order, end: end)
      return true
    }

    private mutating func edit(_ mapping: Node.Mapping, _ order: KeyOrder, end: Int) {
      // Yams does not tell the style of every mapping.
      let isFlow = mapping.mark.flatMap(text.index(of:)).map { text.scalars[$0] } == "{"
      if isFlow, let edits = FlowMapping(mapping, in: text)?.edits(order) {
        self.edits += edits
      } else if !isFlow, let edit = BlockMapping(mapping, in: text, end: end)?.edit(order) {
        edits.append(edit)
      } else {
        refused = order
      }
    }
  }
}

extension Node {
  /// The same with the keys of its mappings in order.
  fileprivate func ordered(_ orders: [SourceLocation: KeyOrder], in file: String) -> Node {
    switch self {
    case .scalar, .alias: return self
    case .sequence(let sequence):
      return .sequence(Node.Sequence(sequence.map { $0.ordered(orders, in: file) }, sequence.tag, sequence.style))
    case .mapping(let mapping):
      var pairs = mapping.map { ($0.key, $0.value.ordered(orders, in: file)) }
      if let order = orders[location(in: file)] { pairs = order.applied(to: pairs) { $0.0.scalar?.string } }
      return .mapping(Node.Mapping(pairs, mapping.tag, mapping.style))
    }
  }

  /// Whether the nodes have the same values in the same order, texts in the same quotes.
  fileprivate func isSame(as other: Node) -> Bool {
    switch (self, other) {
    case (.scalar(let left), .scalar(let right)):
      left.string == right.string && left.style == right.style && left.tag == right.tag
    case (.sequence(let left), .sequence(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
    case (.mapping(let left), .mapping(let right)):
      left.count == right.count
        && zip(left, right).allSatisfy { $0.key.isSame(as: $1.key) && $0.value.isSame(as: $1.value) }
    default: false
    }
  }
}

extension SourceText {
  /// All that is written, wherever it stands: moving entries changes nothing but spaces.
  fileprivate var inventory: [Unicode.Scalar] { scalars.filter { $0 != " " }.sorted() }
}
