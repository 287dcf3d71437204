import Documents

/// A step that is no call: what it stands for is the interpreter's business.
package indirect enum FlowAction: Sendable, Hashable {
  case use(UseFixture)
  case expect(conditions: [Expression])
  case `let`(bindings: [Binding])
  case steps([Step])
  case operate(OperateDevice)
  case spawn(SpawnProcess)
  case kill(process: String)
  case monitor(command: Template)
  case start(StartCall)
  case finish(name: String)
  case pending(name: String)

  enum Word: String, CaseIterable {
    case use, expect
    case `let`
    case steps, operate, spawn, kill, monitor, start, finish, pending
  }

  var outline: ActionOutline {
    switch self {
    case .use(let use): ActionOutline(Word.use, name: use.fixture)
    case .expect(let conditions):
      ActionOutline(Word.expect, name: conditions.map(\.text).joined(separator: ", "))
        .adding(conditions.map { Operand($0, .condition) })
    case .let(let bindings): ActionOutline(Word.let, name: bindings.map(\.name).joined(separator: ", "))
    case .steps: ActionOutline(Word.steps)
    case .operate(let operate):
      ActionOutline(Word.operate, name: operate.operation, .descriptor(operate.descriptor))
    case .spawn(let spawn): ActionOutline(Word.spawn, name: spawn.name).adding(spawn.operands)
    case .kill(let process): ActionOutline(Word.kill, name: process)
    case .monitor(let command): ActionOutline(Word.monitor, to: command)
    case .start(let start): ActionOutline(Word.start, name: start.name)
    case .finish(let name): ActionOutline(Word.finish, name: name)
    case .pending(let name): ActionOutline(Word.pending, name: name)
    }
  }
}

/// `use`
package struct UseFixture: Sendable, Hashable {
  package var fixture: String
  package var arguments: [Binding]
}

/// `operate`
package struct OperateDevice: Sendable, Hashable {
  package var operation: String
  /// The role of the device.
  package var role: String
  package var descriptor: Expression
  package var arguments: [Binding]
}

/// `spawn`
package struct SpawnProcess: Sendable, Hashable {
  package var name: String
  /// The process that forks; a fresh one starts without.
  package var parent: String?
  package var user: Expression
  package var group: Expression
  /// Capabilities that are given up, each by its number.
  package var withoutCapabilities: [Expression]
  package var limits: [SpawnLimit]
  /// Done in the new process.
  package var steps: [Step]

  fileprivate var operands: [Operand] {
    [Operand(user, .user), Operand(group, .user)]
      + withoutCapabilities.map { Operand($0, .capability) }
      + limits.flatMap { [.bits(32, $0.resource), .bits(64, $0.value)] }
  }
}

/// A limit of a new process; see `FlagSet.resourceLimits`.
package struct SpawnLimit: Sendable, Hashable {
  package var resource: Expression
  package var value: Expression
}

/// `start`: a call that is begun and left under way; what it must give stands with `finish`.
package struct StartCall: Sendable, Hashable {
  package var name: String
  package var call: CallAction
  /// Where the call itself stands.
  package var location: SourceLocation
  /// The process that makes the call; without one, that of the steps around.
  package var process: String?
}
