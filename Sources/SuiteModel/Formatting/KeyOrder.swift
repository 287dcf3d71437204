import Yams

/// The order in which the keys of one mapping should stand.
///
/// There is no table of orders: keys stand as the parser takes them, which is how the documentation lists them.
struct KeyOrder: Sendable, Hashable {
  /// Where the mapping begins.
  var location: SourceLocation
  /// Its keys as they should stand.
  var keys: [String]

  /// - Parameters:
  ///   - taken: All keys that such a mapping may have, in order; a key counts where it stands first.
  ///   - last: Those that stand behind all others.
  init(of written: [String], taken: [String], last: Set<String>, at location: SourceLocation) {
    let known = taken.filter { !last.contains($0) } + taken.filter(last.contains)
    let ranks = Dictionary(zip(known, known.indices)) { first, _ in first }
    keys = written.sorted { ranks[$0, default: known.count] < ranks[$1, default: known.count] }
    self.location = location
  }

  /// The entries of such a mapping, in this order.
  func applied<Entry>(to entries: [Entry], name: (Entry) -> String?) -> [Entry] {
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
