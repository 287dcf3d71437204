import Journal
import SystemCalls

/// A quirk, and the instances that are held against it.
struct MutantTrial<Quirk: Sendable>: Sendable {
  var index: Int
  var quirk: Quirk
  var instances: [Instance]
  var requirement: String
  /// Whether instances are run whose case noticed already.
  var isThorough: Bool

  struct Result: Sendable {
    var index: Int
    var quirk: Quirk
    var tried: Set<String> = []
    var noticedBy: [Instance] = []
    var disturbed: [Instance] = []
  }
}

/// The plan of one host, made and tried out where no rule is broken.
struct MutantBaseline<Quirk: Sendable>: Sendable {
  private let suites: RunnableLibrary
  private let host: MutantHost<Quirk>
  private let inventory: Inventory
  private let plan: [Instance]

  init(_ library: RunnableLibrary, host: MutantHost<Quirk>) throws {
    suites = library
    self.host = host
    let session = try Session(
      library, devices: host.devices, selector: Selector(), cancellation: Cancellation(),
      makeSystem: { try host.makeSystem(nil) })
    inventory = session.inventory
    plan = session.plan
    session.shutDown()
  }

  /// Makes the plan's cases known.
  func enter(_ survey: inout MutantSurvey<Quirk>) {
    for instance in plan where survey.cases[instance.planned.caseID] == nil {
      survey.cases[instance.planned.caseID] = .init(canFail: instance.planned.severity != .info)
    }
  }

  /// The instances that pass where all rules are kept: only those can notice a broken one.
  func passing(_ isWanted: (Instance) -> Bool) throws -> [Instance] {
    let wanted = plan.filter { $0.readiness == .ready && isWanted($0) }
    let session = session(quirk: nil, wanted)
    defer { session.shutDown() }
    return try wanted.filter { try session.run($0).outcome == .passed }
  }

  func run(_ trial: MutantTrial<Quirk>) throws -> MutantTrial<Quirk>.Result {
    let session = session(quirk: trial.quirk, trial.instances)
    defer { session.shutDown() }
    var result = MutantTrial<Quirk>.Result(index: trial.index, quirk: trial.quirk)
    var noticing: Set<String> = []
    for instance in trial.instances {
      let id = instance.planned.caseID
      guard trial.isThorough || !noticing.contains(id) else { continue }
      let covers = instance.planned.covers.contains(trial.requirement)
      if covers { result.tried.insert(id) }
      guard try session.run(instance).outcome == .failed else { continue }
      noticing.insert(id)
      if covers { result.noticedBy.append(instance) } else { result.disturbed.append(instance) }
    }
    return result
  }

  private func session(quirk: Quirk?, _ instances: [Instance]) -> Session {
    Session(
      suites, Agenda(inventory: inventory, chosen: ChosenPlan(instances, of: instances), notJudged: [], required: nil),
      cancellation: Cancellation(), makeSystem: { try host.makeSystem(quirk) })
  }
}
