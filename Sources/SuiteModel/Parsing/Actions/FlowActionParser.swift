import Documents
import VFIOInterface
import Yams

// The steps that are no call of their own.

extension FileParser {
  func eventAction(_ word: EventAction.Word, _ value: Node, _ mapping: MappingReader) -> EventAction {
    switch word {
    case .await: .await(expression(value))
    case .quiet: .quiet(expression(value), during: argument("during", of: mapping, default: 50))
    case .drain: .drain(expression(value))
    case .announced:
      .announced(
        expression(value), action: text(mapping.require("action"), "an action", of: mapping),
        path: text(mapping.require("path"), "a path", of: mapping))
    }
  }

  func flowAction(_ word: FlowAction.Word, _ value: Node, _ mapping: MappingReader) -> FlowAction {
    switch word {
    case .use:
      return .use(UseFixture(fixture: slug(value, "a fixture"), arguments: arguments(of: mapping)))
    case .expect:
      if case .sequence = value { return .expect(conditions: entries(value, "conditions").map { expression($0) }) }
      return .expect(conditions: [expression(value)])
    case .let: return .let(bindings: bindings(value, "'let'"))
    case .steps: return .steps(steps(value))
    case .operate: return .operate(operate(value, mapping))
    case .spawn: return .spawn(spawn(value, mapping))
    case .kill: return .kill(process: identifier(value, "a process"))
    case .monitor: return .monitor(command: template(value, "a command"))
    case .start: return start(value, mapping)
    case .finish: return .finish(name: identifier(value, "a call"))
    case .pending: return .pending(name: identifier(value, "a call"))
    }
  }

  private func operate(_ value: Node, _ mapping: MappingReader) -> OperateDevice {
    OperateDevice(
      operation: identifier(value, "an operation"),
      role: mapping.take("on").map { identifier($0, "a role") } ?? "device",
      descriptor: mapping.take("fd").map { expression($0) } ?? Expression(name: "device_fd", at: mapping.location),
      arguments: arguments(of: mapping))
  }

  private func arguments(of mapping: MappingReader) -> [Binding] {
    mapping.take("with").map { bindings($0, "'with'") } ?? []
  }

  private func spawn(_ value: Node, _ mapping: MappingReader) -> SpawnProcess {
    SpawnProcess(
      name: identifier(value, "a process"),
      parent: mapping.take("fork").map { identifier($0, "a process") },
      user: argument("uid", of: mapping, default: 0),
      group: argument("gid", of: mapping, default: 0),
      withoutCapabilities: mapping.take("without").map(capabilities) ?? [],
      limits: mapping.take("limits").map(limits) ?? [],
      steps: mapping.take("steps").map(steps) ?? [])
  }

  private func capabilities(_ node: Node) -> [Expression] {
    list(node, "capabilities").map { expression($0, names: .capabilities) }
  }

  private func limits(_ node: Node) -> [SpawnLimit] {
    let entries = mapping(node, "'limits'")?.takeRest() ?? []
    return entries.map { entry in
      SpawnLimit(resource: expression(entry.key, names: .resourceLimits), value: expression(entry.value))
    }
  }

  private func start(_ value: Node, _ mapping: MappingReader) -> FlowAction {
    let name = identifier(value, "a call")
    guard let step = mapping.require("step").flatMap(step) else { return .steps([]) }
    guard case .call(let call) = step.action else {
      report("only a step that is one call can be started", at: step.location)
      return .steps([])
    }
    var others = step.modifiers
    others.process = nil
    if others != Modifiers() {
      report(
        "a call that is started is made once, and held against nothing yet", at: step.location,
        hint: "modifiers stand with 'start', expectations with 'finish'")
    }
    return .start(StartCall(name: name, call: call, location: step.location, process: step.modifiers.process))
  }
}

extension Expression {
  /// A name that stands where a suite left it out.
  init(name: String, at location: SourceLocation) {
    self.init(text: name, location: location, root: Node(kind: .name(name), offset: 0))
  }
}
