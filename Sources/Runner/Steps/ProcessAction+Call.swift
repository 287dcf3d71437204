import SuiteModel
import SystemCalls

extension ProcessAction {
  func encode(in scope: some CallScope) throws(EvaluationError) -> SystemCall {
    switch self {
    case .setrlimit(let resource, let value):
      .setLimit(try scope.limit(resource), soft: try scope.integer(value))
    case .insmod(let module, let parameters):
      .loadModule(name: try module.expand(in: scope), parameters: try parameters.expand(in: scope))
    case .rmmod(let module): .removeModule(name: try module.expand(in: scope))
    case .sleep(let time): .poll([], milliseconds: Int32(try scope.count(time, .milliseconds)))
    case .exec: .exec
    case .exit(let status): .exit(status: Int32(try scope.count(status, .exitStatus)))
    }
  }
}

extension SpawnProcess {
  /// - Parameter parent: The process that forks, where the step names one.
  func options(parent: ProcessID?, in scope: some Scope) throws(EvaluationError) -> SpawnOptions {
    var options = SpawnOptions(
      parent: parent, user: UInt32(try scope.count(user, .user)), group: UInt32(try scope.count(group, .user)))
    for capability in withoutCapabilities {
      options.withoutCapabilities |= 1 << UInt64(try scope.count(capability, .capability))
    }
    for entry in limits { options.limits[try scope.limit(entry.resource)] = try scope.integer(entry.value) }
    return options
  }
}

extension Scope {
  fileprivate func limit(_ resource: Expression) throws(EvaluationError) -> Limit {
    guard let limit = Limit(rawValue: try integer(resource)) else {
      throw EvaluationError("no such resource limit: \(resource.text)", at: resource.location)
    }
    return limit
  }
}
