/// What evaluations may still do, counted in parts of expressions and bytes of values, so that no suite keeps the harness
/// busy, or fills its memory, without end.
package final class WorkBudget {
  /// For the value of one expression: about a second.
  package static let ofEvaluation = 1 << 26
  /// For all expressions of one case.
  package static let ofCase = 1 << 28

  private let limit: Int
  private let outer: WorkBudget?
  private var left: Int

  /// - Parameter outer: A budget that what is spent here is taken from as well.
  package init(_ limit: Int, within outer: WorkBudget? = nil) {
    self.limit = limit
    self.outer = outer
    left = limit
  }

  /// Takes from the budget.
  ///
  /// - Returns: What is wrong where that is more than there is.
  package func spend(_ amount: Int) -> String? {
    left -= min(left, amount)
    guard left > 0 else { return "too much to work out: more than \(limit) parts and bytes" }
    return outer?.spend(amount)
  }
}

/// How large a value is, with all that is in it.
struct Extent {
  /// Elements of all lists in all, which makes the time for a value's comparison or text.
  var elements = 0
  /// Bytes of text and bytes.
  var bytes = 0
  /// Lists and records in one another.
  var depth = 0

  /// What it takes to look at all of it, or to keep it.
  var work: Int { elements * 16 + bytes }
}

extension Value {
  /// Elements of one list, with those of the lists in it.
  static let maximumElements = 1 << 16
  /// Lists in lists.
  static let maximumDepth = 16

  var extent: Extent {
    switch self {
    case .number, .boolean, .version: Extent()
    case .text(let text): Extent(bytes: text.utf8.count)
    case .bytes(let bytes): Extent(bytes: bytes.count)
    case .list(let list): Self.extent(of: list)
    case .record(let record): Self.extent(of: record.entries.lazy.map(\.value))
    }
  }

  private static func extent(of parts: some Sequence<Value>) -> Extent {
    var sum = Extent()
    for part in parts {
      let extent = part.extent
      sum.elements += extent.elements + 1
      sum.bytes += extent.bytes
      sum.depth = max(sum.depth, extent.depth)
    }
    sum.depth += 1
    return sum
  }

  /// What it takes to keep the value.
  package var work: Int { extent.work }

  /// Why no expression may make this value; nil where it may.
  var excess: String? {
    let extent = extent
    if extent.depth > Self.maximumDepth { return "lists in lists more than \(Self.maximumDepth) deep" }
    if extent.elements > Self.maximumElements { return "more than \(Self.maximumElements) elements" }
    if extent.bytes > Expression.maximumCount { return "more than \(Expression.maximumCount >> 20) MiB" }
    return nil
  }
}
