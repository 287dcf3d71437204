import Documents

/// Which fixtures and operations of devices are made of which others: whether one uses itself in the end, how deep they
/// lie in one another, and how often a case's steps are done.
struct UseGraph {
  /// Steps in steps, through fixtures and operations. A run refuses more.
  static let maximumDepth = 32
  /// Steps that one case does. A run refuses more.
  static let maximumSteps = 2_000_000

  enum Node: Hashable {
    case fixture(String)
    case operation(String)

    var text: String {
      switch self {
      case .fixture(let name): "the fixture '\(name)'"
      case .operation(let name): "the operation '\(name)'"
      }
    }
  }

  /// What steps come to, with all that they use.
  struct Extent {
    var depth = 0
    /// The least number of steps that are done: those under a condition, or for values not yet known, are none.
    var steps = 0

    mutating func add(_ other: Extent) {
      depth = max(depth, other.depth)
      steps = min(steps + other.steps, UseGraph.maximumSteps + 1)
    }
  }

  private var extents: [Node: Extent] = [:]
  private(set) var diagnostics: [Diagnostic] = []

  init(_ library: SuiteLibrary) {
    var bodies: [Node: [[Step]]] = [:]
    for fixture in library.fixtures.values { bodies[.fixture(fixture.name)] = [fixture.steps] }
    for operation in library.recipes.flatMap(\.operations) + library.parents.flatMap(\.operations) {
      bodies[.operation(operation.name), default: []].append(operation.steps)
    }
    settle(bodies)
  }

  /// What a fixture or an operation comes to; nothing for one that does not exist or uses itself.
  subscript(node: Node) -> Extent { extents[node] ?? Extent() }

  /// Whether the steps of a fixture can be walked.
  func isSound(_ node: Node) -> Bool { extents[node].map { $0.depth <= Self.maximumDepth } ?? false }

  /// Finds the extent of each, those first that use nothing that is not yet known. What is left uses itself.
  private mutating func settle(_ bodies: [Node: [[Step]]]) {
    let uses = bodies.mapValues { Dictionary($0.joined().uses) { first, _ in first }.filter { bodies[$0.key] != nil } }
    var users: [Node: [Node]] = [:]
    for (node, used) in uses { for other in used.keys { users[other, default: []].append(node) } }
    var missing = uses.mapValues(\.count)
    var ready = missing.filter { $0.value == 0 }.map(\.key)
    while let node = ready.popLast() {
      missing[node] = nil
      var extent = Extent()
      for body in bodies[node] ?? [] { extent.add(self.extent(of: body)) }
      extents[node] = extent
      for user in users[node] ?? [] {
        missing[user, default: 0] -= 1
        if missing[user] == 0 { ready.append(user) }
      }
    }
    for node in missing.keys { reportCircle(from: node, uses, among: missing) }
  }

  /// Says where one uses itself, unless it only uses others that do.
  private mutating func reportCircle(
    from start: Node, _ uses: [Node: [Node: SourceLocation]], among cyclic: [Node: Int]
  ) {
    var seen: Set<Node> = []
    var pending: [Node] = [start]
    while let node = pending.popLast() {
      for (other, place) in uses[node] ?? [:] where cyclic[other] != nil {
        if other == start {
          let way = node == start ? "" : " through \(node.text)"
          diagnostics.append(
            Diagnostic("\(start.text) uses itself\(way)", at: place, hint: "such steps never end; remove this one"))
          return
        }
        if seen.insert(other).inserted { pending.append(other) }
      }
    }
  }

  // MARK: Extents

  func extent(of steps: [Step]) -> Extent {
    steps.reduce(into: Extent()) { $0.add(extent(of: $1)) }
  }

  private func extent(of step: Step) -> Extent {
    var inner = extent(of: step.action.innerSteps)
    if let node = step.action.uses { inner.add(self[node]) }
    let (product, overflow) = (inner.steps + 1).multipliedReportingOverflow(by: step.modifiers.leastTimes)
    return Extent(depth: inner.depth + 1, steps: overflow ? Self.maximumSteps + 1 : product)
  }
}

extension Sequence<Step> {
  /// The fixtures and operations that the steps use, and where.
  fileprivate var uses: [(UseGraph.Node, SourceLocation)] {
    flattened.compactMap { step in step.action.uses.map { ($0, step.location) } }
  }
}

extension Action {
  fileprivate var uses: UseGraph.Node? {
    switch self {
    case .flow(.use(let use)): .fixture(use.fixture)
    case .flow(.operate(let operate)): .operation(operate.operation)
    default: nil
    }
  }
}

extension Modifiers {
  /// How often the step is done at the least.
  fileprivate var leastTimes: Int {
    guard when == nil else { return 0 }
    let counts = parameters.map { if case .each(let values) = $0.values { values.count } else { 0 } }
    let repeats = repeatCount.map { (try? $0.number(in: DictionaryScope(), as: .repetitions)).map(Int.init) ?? 0 } ?? 1
    return (counts + [repeats]).reduce(1) { min($0 * $1, UseGraph.maximumSteps + 1) }
  }
}
