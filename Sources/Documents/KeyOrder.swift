/// The order in which the keys of one mapping should stand.
///
/// There is no table of orders: keys stand as the parser takes them, which is how the documentation lists them.
package struct KeyOrder: Sendable, Hashable {
  /// Where the mapping begins.
  package var location: SourceLocation
  /// Its keys as they should stand.
  package var keys: [String]

  /// The entries of such a mapping, in this order.
  package func applied<Entry>(to entries: [Entry], name: (Entry) -> String?) -> [Entry] {
    keys.compactMap { key in entries.first { name($0) == key } }
  }
}

extension Diagnostic {
  /// What is said of keys that stand in another order.
  init(_ what: String, written: [String], order: KeyOrder) {
    self.init(
      "the keys of \(what) stand in the order \(written.joined(separator: ", "))", at: order.location,
      hint: "expected \(order.keys.joined(separator: ", ")); run 'vfio-conform lint --fix'", severity: .style)
    self.order = order
  }
}
