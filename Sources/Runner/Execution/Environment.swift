import SuiteModel

/// What names mean while a case runs.
///
/// What steps bind belongs to the case. Over it lie frames: the variables of loops, the parameters of fixtures, what a
/// recipe's operation is given; each is gone with the steps that it was for.
final class Environment: CallScope {
  struct Frame {
    /// They are few: to look at each is quicker than to hash a name.
    var values: [(name: String, value: Value)]
    /// Values that cost a call, made when somebody asks.
    var onDemand: ((String) -> Value?)?
    /// For a loop: how the value of its variable is written, where that is not as values are.
    var label: Label?
    /// What a program says for those values that are no constants.
    var symbols: [String: Symbol]

    enum Label {
      case value
      case text(String)
    }

    init(
      _ values: [(name: String, value: Value)], label: Label? = nil, symbols: [String: Symbol] = [:],
      onDemand: ((String) -> Value?)? = nil
    ) {
      self.values = values
      self.label = label
      self.symbols = symbols
      self.onDemand = onDemand
    }

    subscript(name: String) -> Value? { values.first { $0.name == name }?.value }

    /// The loop's variables, for reports: `at=4KiB`.
    fileprivate var text: String? {
      guard let label, let (name, value) = values.first else { return nil }
      return switch label {
      case .value: "\(name)=\(value)"
      case .text(let text): "\(name)=\(text)"
      }
    }
  }

  var addresses = AddressAllocator()
  /// For all expressions of the case.
  let budget: WorkBudget? = WorkBudget(WorkBudget.ofCase)

  private let globals: GlobalScope
  private var bound: [String: Value]
  private var symbols: [String: Symbol] = [:]
  private var frames: [Frame] = []

  init(globals: GlobalScope, bindings: [String: Value]) {
    self.globals = globals
    bound = bindings
  }

  func bind(_ name: String, to value: Value, symbol: Symbol? = nil) {
    bound[name] = value
    symbols[name] = symbol
  }

  func push(_ frame: Frame) { frames.append(frame) }

  func pop() { _ = frames.popLast() }

  /// How many frames there are.
  var depth: Int { frames.count }

  /// Drops what lies above a depth: frames that a failed attempt left.
  func pop(to depth: Int) { frames.removeSubrange(min(depth, frames.count)...) }

  func lookup(_ name: String) -> Value? {
    // By index: an iterator would copy each frame.
    let frames = frames
    for index in frames.indices.reversed() {
      if let value = frames[index][name] ?? frames[index].onDemand?(name) { return value }
    }
    return bound[name] ?? globals.lookup(name)
  }

  /// What a program says for a name; nil for a constant.
  func symbol(_ name: String) -> Symbol? {
    for frame in frames.reversed() {
      if let symbol = frame.symbols[name] { return symbol }
      if frame[name] != nil { return nil }
    }
    return symbols[name]
  }

  /// Adds what is known of a name to the innermost frame that gives values on demand.
  func note(_ name: String, _ symbol: Symbol) {
    guard let index = frames.lastIndex(where: { $0.onDemand != nil }) else { return }
    frames[index].symbols[name] = symbol
  }

  /// The variables of the loops around: `at=4KiB, n=2`.
  var labels: String? {
    let labels = frames.compactMap(\.text)
    return labels.isEmpty ? nil : labels.joined(separator: ", ")
  }
}
