import Journal
import SuiteModel
import SystemCalls

/// Runs a plan on systems of one kind, one at a time. A system that a case takes down is replaced.
final class Session {
  let agenda: Agenda
  var inventory: Inventory { agenda.inventory }
  var plan: [Instance] { agenda.plan }
  /// The last complaint of a kernel before its first case.
  private(set) var bootComplaint: String?
  private let library: RunnableLibrary
  private let cancellation: Cancellation
  private let traceLimit: Int
  private let makeSystem: () throws -> any System
  private var cases: CaseRunner?
  private var persistence = Persistence()
  /// Whether cases are recorded as programs, and the last one.
  var records = false
  private(set) var recorder: ProgramRecorder?

  /// Starts a system, reads it, and plans what it can serve.
  convenience init(
    _ library: RunnableLibrary, devices: Inventory.Selection, selector: Selector, required: [RequiredNeed] = [],
    choice: Choice = Choice(), resumption: Resumption? = nil, cancellation: Cancellation, traceLimit: Int = 4096,
    makeSystem: @escaping () throws -> any System
  ) throws {
    let system = try makeSystem()
    do {
      let inventory = try Inventory(of: system, selecting: devices, recipes: library.recipes, parents: library.parents)
      let planner = try Planner(
        inventory: inventory, suites: library.suites, requirements: library.requirements, planned: library.planned,
        on: system)
      let all = planner.plan(library.suites)
      try planner.refuseIdle(library.defects, among: all)
      let chosen = ChosenPlan(try planner.select(selector, from: all), of: all, choice)
      let plan = try resumption?.plan(as: chosen, of: all) ?? chosen
      let required = RequiredNeeds(required: required, inventory: inventory, checker: planner.needs)
      try required.check(chosen.whole)
      let agenda = Agenda(
        inventory: inventory, chosen: plan, notJudged: planner.notJudged, required: required)
      self.init(library, agenda, cancellation: cancellation, traceLimit: traceLimit, makeSystem: makeSystem)
      cases = try makeCases(on: system)
    } catch {
      system.shutDown()
      throw error
    }
  }

  /// Takes over a plan that was made on a system of the same kind.
  init(
    _ library: RunnableLibrary, _ agenda: Agenda, cancellation: Cancellation, traceLimit: Int = 4096,
    makeSystem: @escaping () throws -> any System
  ) {
    self.library = library
    self.agenda = agenda
    self.cancellation = cancellation
    self.traceLimit = traceLimit
    self.makeSystem = makeSystem
  }

  /// Runs an instance, on a fresh system where it asks for one or the last was lost.
  ///
  /// - Parameter limit: When it has to be over; the start of a system has a limit of its own.
  /// - Throws: Why no fresh system could be started.
  func run(_ instance: Instance, limit: TimeLimit? = nil) throws -> CaseReport {
    if let report = instance.reportUnready { return report }
    let isIsolated = instance.definition.isIsolated
    let strayLog = self.cases.map { KernelLogVerdict($0.strayMessages()) }
    var leftBehind = isIsolated ? shutDown() : nil
    let cases = try self.cases ?? start()
    self.cases = cases
    cases.records = records
    var report = cases.run(instance, limit: limit)
    report.strayLog = strayLog
    recorder = cases.recorder
    if let sentence = persistence.note(report), inventory.isDisposable {
      report.residue.append(sentence)
      report.isSystemStale = true
    }
    // Somebody's own machine is all that there is.
    report.isSystemStale = report.isSystemStale && inventory.isDisposable
    if isIsolated || report.isSystemLost || report.isSystemStale { leftBehind = shutDown() ?? leftBehind }
    report.leftBehind = leftBehind
    return report
  }

  /// Gives the devices of a machine that outlives the run back to their own drivers, and ends the system.
  ///
  /// - Returns: What could not be done, a sentence each, and what the kernel logged behind the last case.
  func end() -> (complaints: [String], strayLog: KernelLogVerdict?) {
    guard let cases else { return ([], nil) }
    var stray = cases.strayMessages()
    var complaints: [String] = []
    if inventory.identity.backend == "local" {
      do {
        try cases.restoreDevices()
      } catch {
        complaints.append("the devices are left to the executor to give back: \(error)")
      }
      // The kernel may complain of that, too, or be gone with what it had said before.
      stray += cases.strayMessages()
    }
    return (complaints + [shutDown()].compactMap(\.self), KernelLogVerdict(stray))
  }

  /// Ends the system at once. What could not be ended, as a sentence.
  @discardableResult
  func shutDown() -> String? {
    defer { cases = nil }
    return cases?.system.shutDown()
  }

  private func start() throws -> CaseRunner {
    let system = try makeSystem()
    do {
      return try makeCases(on: system)
    } catch {
      system.shutDown()
      throw error
    }
  }

  private func makeCases(on system: any System) throws -> CaseRunner {
    // What the kernel logged while it booted and was looked at belongs to no case.
    bootComplaint = KernelLogVerdict(try system.kernelLog()).complaintText ?? bootComplaint
    return try CaseRunner(
      system, inventory: inventory, library: library, cancellation: cancellation, traceLimit: traceLimit)
  }
}
