import SuiteModel
import SystemCalls

extension Interpreter {
  func performProcessAction(_ action: Action) throws(StepError) -> StepResult {
    switch action {
    case .setrlimit(let resource, let value): return try setLimit(resource, to: value)
    case .insmod(let module, let parameters):
      let name = try text(module)
      let result = try call(.loadModule(name: name, parameters: try text(parameters)))
      if result.succeeded { changes.noteLoading(name) }
      return StepResult(result)
    case .rmmod(let module):
      let name = try text(module)
      let parameters = try changes.parameters(of: name, by: self)
      let result = try call(.removeModule(name: name))
      if result.succeeded { changes.noteRemoving(name, parameters: parameters) }
      return StepResult(result)
    case .sleep(let time):
      try wait(try duration(time))
      return .nothing
    case .spawn(let spawn): return try self.spawn(spawn)
    case .kill(let process): return try kill(process)
    case .exec: return StepResult(try call(.exec))
    case .exit(let status): return StepResult(try call(.exit(status: try integer(status))))
    case .monitor(let command):
      let command = try text(command)
      try onSystem { () throws(SystemError) in try self.system.monitor(command) }
      return .nothing
    default: throw .harness("not an action on processes")
    }
  }

  private func setLimit(_ resource: Expression, to value: Expression) throws(StepError) -> StepResult {
    StepResult(try call(.setLimit(try limit(resource), soft: try integer(value))))
  }

  private func limit(_ resource: Expression) throws(StepError) -> Limit {
    guard let limit = Limit(rawValue: try integer(resource)) else {
      throw .harness("\(resource.location): no such resource limit: \(resource.text)")
    }
    return limit
  }

  private func spawn(_ spawn: SpawnProcess) throws(StepError) -> StepResult {
    var options = SpawnOptions(
      parent: try spawn.parent.map(processID), user: try integer(spawn.user), group: try integer(spawn.group))
    for capability in spawn.withoutCapabilities {
      let number = try count(capability, limit: 63)
      options.withoutCapabilities |= 1 << UInt64(number)
    }
    for entry in spawn.limits { options.limits[try limit(entry.resource)] = try integer(entry.value) }
    guard let id = processes.add(spawn.name) else {
      throw .harness("the case starts more than \(Processes.limit) processes")
    }
    try onSystem { () throws(SystemError) in try self.system.spawn(id, options) }
    let previous = process
    defer { process = previous }
    process = id
    try run(spawn.steps)
    return .nothing
  }

  private func kill(_ name: String) throws(StepError) -> StepResult {
    let id = try processID(name)
    try onSystem { () throws(SystemError) in try self.system.kill(id) }
    return .nothing
  }

  func onSystem(_ body: () throws(SystemError) -> Void) throws(StepError) {
    do {
      try body()
    } catch {
      throw StepError(error)
    }
  }
}
