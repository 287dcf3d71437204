import MachineModel
import Runner
import Simulator
import SuiteModel

extension Target {
  /// The instances that a run of a selection would have here.
  func plan(of library: RunnableLibrary, selecting selector: Selector) throws -> [Instance] {
    let system = try makeSystem()
    let inventory = try Inventory(
      of: system, selecting: devices, recipes: library.recipes, parents: library.parents)
    let planner = try Planner(
      inventory: inventory, suites: library.suites, requirements: library.requirements, on: system)
    return try planner.plan(library.suites, selecting: selector)
  }
}

extension TargetOptions {
  /// The machines of the folder on which some of a choice could be run, where nothing of it can be on this one.
  func machines(
    serving selector: Selector, _ choice: Choice, of library: RunnableLibrary, in suites: SuiteFolder
  ) throws -> [String] {
    let backend = backend ?? .sim
    guard backend != .local else { return [] }
    let folder = MachinesFolder(suites)
    let mine = try folder.load(machine ?? Self.defaultMachine)
    let others = try folder.all().filter { other in
      // A kernel for a guest is of one architecture.
      other.name != mine.name && (backend == .sim || other.architecture == mine.architecture)
    }
    let profile = backend == .sim ? try Self.profile(kernel) : Self.defaultProfile
    return try others.filter { other in
      guard profile.exists(for: other.architecture) else { return false }
      let target = try Self.simulator(other.name, kernel: profile.name, in: suites)
      // What another machine has no instance of, it cannot serve.
      let plan = (try? target.plan(of: library, selecting: selector)) ?? []
      return plan.contains { $0.readiness == .ready && choice.takes($0) }
    }.map(\.name)
  }
}
