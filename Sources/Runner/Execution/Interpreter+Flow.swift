import SuiteModel
import SystemCalls
import VFIOInterface

/// A region of a device, as a recipe's operation asks for it.
struct RegionKey: Hashable {
  var process: ProcessID
  var descriptor: Int32
  var index: UInt64
}

extension Interpreter {
  /// Regions that PCI devices have: those whose offsets a recipe may name.
  private static let regionCount: UInt64 = 9

  func perform(_ flow: FlowAction, _ modifiers: Modifiers) throws(StepError) -> StepResult? {
    switch flow {
    case .use(let use): try self.use(use)
    case .expect(let conditions): for condition in conditions { try expect(condition) }
    case .let(let bindings):
      for binding in bindings {
        let symbol = recorder?.bound(binding)
        environment.bind(binding.name, to: try value(binding.value), symbol: symbol)
      }
    case .steps(let steps): try run(steps)
    case .operate(let operate): try self.operate(operate)
    case .spawn(let spawn): try self.spawn(spawn)
    case .kill(let name):
      let id = try processID(name)
      recorder?.kill(id)
      try onSystem { () throws(SystemError) in try self.system.kill(id) }
    case .monitor(let command):
      let command = try text(command)
      recorder?.refuse("the host of the guest is told: \(command)")
      try onSystem { () throws(SystemError) in try self.system.monitor(command) }
    case .start(let start): try self.start(start)
    case .finish(let name): return try finish(name, modifiers)
    case .pending(let name): try expectPending(name)
    }
    return nil
  }

  private func spawn(_ spawn: SpawnProcess) throws(StepError) {
    let parent = try spawn.parent.map(processID)
    let options = try evaluated { scope throws(EvaluationError) in try spawn.options(parent: parent, in: scope) }
    guard let id = processes.add(spawn.name) else {
      throw .harness("the case starts more than \(Processes.limit) processes")
    }
    recorder?.spawn(id, spawn.name, options)
    try onSystem { () throws(SystemError) in try self.system.spawn(id, options) }
    let previous = process
    defer { process = previous }
    process = id
    try run(spawn.steps)
  }

  private func expect(_ condition: Expression) throws(StepError) {
    recorder?.expect(condition)
    guard try !holds(condition) else { return }
    let values = condition.readings(in: environment).joined(separator: ", ")
    throw .mismatch(Mismatch(expected: condition.text, actual: values.isEmpty ? "the condition is false" : values))
  }

  private func use(_ use: UseFixture) throws(StepError) {
    guard let fixture = library.fixtures[use.fixture] else { throw .harness("there is no fixture \(use.fixture)") }
    let arguments = try self.arguments(use.arguments, for: fixture.parameters, of: "the fixture \(fixture.name)")
    recorder?.comment(fixture.title)
    environment.push(.init(arguments, symbols: symbols(of: use.arguments, for: fixture.parameters)))
    try run(fixture.steps)
    environment.pop()
  }

  private func operate(_ operate: OperateDevice) throws(StepError) {
    let (name, known, operation) = try operation(operate)
    guard let operation else { throw .harness("no recipe tells how \(name) does \(operate.operation)") }
    let descriptor = try descriptor(operate.descriptor)
    let arguments = try self.arguments(
      operate.arguments, for: operation.parameters, of: "the operation \(operation.name)")
    // The first of a name counts.
    let facts =
      [("fd", .number(Int128(descriptor))), ("device", environment.lookup(operate.role) ?? .record(known))]
      + known.entries.map { ($0.name, $0.value) }
    recorder?.comment(operation.title)
    let open = recorder?.symbol(operate.descriptor)
    var frame = Environment.Frame(facts) { [unowned self] name in regionOffset(name, of: descriptor, open) }
    frame.symbols["fd"] = open
    frame.symbols["device"] = environment.symbol(operate.role)
    let symbols = symbols(of: operate.arguments, for: operation.parameters)
    environment.push(frame)
    environment.push(.init(arguments, symbols: symbols))
    try run(operation.steps)
    recorder?.settle()
    environment.pop()
    environment.pop()
  }

  /// The operation that is meant: of a role's device, or of the type that the case is run for.
  private func operation(
    _ operate: OperateDevice
  ) throws(StepError) -> (name: String, facts: Record, operation: DeviceRecipe.Operation?) {
    if operate.role == Role.mediatedType, let type = instance.mediatedType {
      return (type.name, type.facts, type.recipe?.operation(operate.operation))
    }
    guard let device = instance.roles.first(where: { $0.role.name == operate.role })?.device else {
      throw .harness("the case has no role \(operate.role)")
    }
    let recipe = library.recipes.first { $0.name == device.model }
    return (device.name, device.facts, recipe?.operation(operate.operation))
  }

  /// The values of a definition's parameters: those that are given, and its own for the rest.
  private func arguments(
    _ given: [Binding], for parameters: [Binding], of what: @autoclosure () -> String
  ) throws(StepError) -> [(name: String, value: Value)] {
    var values: [(name: String, value: Value)] = []
    for argument in given {
      guard parameters.contains(where: { $0.name == argument.name }) else {
        throw .harness("\(argument.location): \(what()) has no parameter \(argument.name)")
      }
      values.append((argument.name, try value(argument.value)))
    }
    for parameter in parameters where !given.contains(where: { $0.name == parameter.name }) {
      values.append((parameter.name, try value(parameter.value)))
    }
    return values
  }

  /// What a program says for the arguments of a definition.
  private func symbols(of given: [Binding], for parameters: [Binding]) -> [String: Symbol] {
    guard let recorder else { return [:] }
    var symbols: [String: Symbol] = [:]
    for parameter in parameters {
      symbols[parameter.name] = recorder.symbol((given.first { $0.name == parameter.name } ?? parameter).value)
    }
    return symbols
  }

  /// The value of `region0` … `region8`. The device is asked once for each descriptor.
  private func regionOffset(_ name: String, of descriptor: Int32, _ symbol: Symbol?) -> Value? {
    guard name.hasPrefix("region"), let index = UInt64(name.dropFirst("region".count)), index < Self.regionCount else {
      return nil
    }
    let key = RegionKey(process: process, descriptor: descriptor, index: index)
    defer { if let symbol = recorder?.region(key) { environment.note(name, symbol) } }
    if let known = regionOffsets[key] { return .number(known) }
    recorder?.region(key, of: symbol)
    let structure = Structure.regionInfo
    var bytes = [UInt8](repeating: 0, count: structure.size)
    bytes[RegionInfo.argsz] = UInt64(structure.size)
    bytes[RegionInfo.index] = index
    let request = Request.deviceGetRegionInfo.number
    guard
      let result = try? make(.ioctl(descriptor, request: request, argument: .bytes(bytes)))
    else { return nil }
    guard result.succeeded, let offset = result.bytes.value(RegionInfo.offset) else {
      demandFailure = Mismatch(
        expected: "VFIO_DEVICE_GET_REGION_INFO tells where region \(index) is", actual: result.outcomeText)
      return nil
    }
    regionOffsets[key] = Int128(offset)
    return .number(Int128(offset))
  }
}

extension Expression {
  /// The values of the names and members in a condition: `info.flags is 3`.
  fileprivate func readings(in scope: some Scope) -> [String] {
    if let (symbol, left) = root.comparison, left.path == nil {
      var part = self
      part.root = left
      let label = text.split(separator: " \(symbol.rawValue) ").first.map(String.init) ?? "the left side"
      return (try? part.evaluate(in: scope)).map { ["\(label) is \($0.text(in: base))"] } ?? []
    }
    var seen: Set<String> = []
    return root.readable.compactMap { node in
      var part = self
      part.root = node
      guard let path = node.path, seen.insert(path).inserted, let value = try? part.evaluate(in: scope) else {
        return nil
      }
      switch value {
      case .record: return nil
      default: return "\(path) is \(value.text(in: base))"
      }
    }
  }
}

extension Expression.Node {
  /// The parts whose values a reader wants to see: names, members and elements.
  var readable: [Expression.Node] {
    switch kind {
    case .literal: []
    case .name, .member, .index: [self]
    case .unary(_, let operand): operand.readable
    case .binary(_, let left, let right): left.readable + right.readable
    case .conditional(let condition, let then, let otherwise):
      condition.readable + then.readable + otherwise.readable
    case .call(_, let arguments): arguments.flatMap(\.readable)
    }
  }

  /// The operator and the left side, where the part compares two sides.
  fileprivate var comparison: (Expression.BinaryOperator, Expression.Node)? {
    guard case .binary(let symbol, let left, _) = kind else { return nil }
    switch symbol {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return (symbol, left)
    default: return nil
    }
  }

  /// The part as it is written; nil where it is no plain path.
  var path: String? {
    switch kind {
    case .name(let name): name
    case .member(let base, let member): base.path.map { "\($0).\(member)" }
    case .index(let base, let index): base.path.flatMap { base in index.path.map { "\(base)[\($0)]" } }
    case .literal(let value): value.text
    default: nil
    }
  }
}
