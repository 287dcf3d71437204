import Journal
import SuiteModel
import SystemCalls

/// Runs instances on one system, one after the other.
final class CaseRunner {
  /// Lines of a lost system's console that are kept.
  private static let consoleLimit = 60

  let system: TracingSystem
  let inventory: Inventory
  private let library: RunnableLibrary
  private let cancellation: Cancellation
  /// Whether cases are recorded as programs, and the last one.
  var records = false
  private(set) var recorder: ProgramRecorder?
  private let harnessProcess: HarnessProcess
  private let bindings: DriverBindings
  private let states: RestingStates
  private let defects: DefectTable

  init(
    _ system: any System, inventory: Inventory, library: RunnableLibrary, cancellation: Cancellation,
    traceLimit: Int = 4096
  ) throws(EvaluationError) {
    self.system = TracingSystem(system, limit: traceLimit)
    self.inventory = inventory
    self.library = library
    self.cancellation = cancellation
    harnessProcess = HarnessProcess(system)
    bindings = DriverBindings(inventory, harnessProcess)
    states = RestingStates(harnessProcess)
    defects = try DefectTable(library.defects, on: inventory)
  }

  /// Runs an instance that is ready, and leaves the system as it was.
  ///
  /// - Parameter limit: When it has to be over.
  func run(_ instance: Instance, limit: TimeLimit? = nil) -> CaseReport {
    let clock = ContinuousClock()
    let (start, virtualStart) = (clock.now, system.virtualTime)
    let changes = ChangeLog(harnessProcess)
    var instance = instance
    var report = CaseReport(.passed)
    var isFresh = false
    do {
      try prepare(&instance)
      isFresh = true
    } catch {
      settle(&report, as: error, .setup, requirements: [], step: nil, because: nil)
    }
    if isFresh { play(instance, changes, limit, &report) }
    report.trace = system.trace
    conclude(&report, changes, instance)
    judge(&report, instance)
    report.duration = (clock.now - start).seconds
    if let end = system.virtualTime, let virtualStart { report.virtualDuration = (end - virtualStart).seconds }
    return report
  }

  /// What the kernel logged since the last case ended, or the last time that this was asked for.
  func strayMessages() -> [KernelMessage] {
    // A system that does not answer is found out by the next case.
    (try? system.kernelLog()) ?? []
  }

  /// Gives all devices back the drivers that they had when the run began.
  func restoreDevices() throws(SystemError) {
    try bindings.restore()
    try system.endCase()
    harnessProcess.caseEnded()
  }

  // MARK: One case

  private enum Phase { case setup, steps }

  private func prepare(_ instance: inout Instance) throws(StepError) {
    do {
      try bindings.establish(instance.roles)
      for index in instance.roles.indices where instance.roles[index].device.group == nil {
        let group = try bindings.group(of: instance.roles[index].device)
        if let group { instance.roles[index].device.facts.set("group", to: .number(Int128(group))) }
      }
      for device in Self.tested(instance) { try states.learn(device) }
    } catch let error as DriverBindings.BindingError {
      switch error {
      case .system(let error): throw StepError(error)
      case .refused(let reason): throw .mismatch(Mismatch(expected: "the devices have their drivers", actual: reason))
      }
    } catch let error as SystemError {
      throw StepError(error)
    } catch {
      throw .harness("\(error)")
    }
    system.forget()
    do {
      try system.spawn(Processes.main, SpawnOptions())
    } catch {
      throw StepError(error)
    }
  }

  private func play(_ instance: Instance, _ changes: ChangeLog, _ limit: TimeLimit?, _ report: inout CaseReport) {
    let interpreter = Interpreter(
      instance, on: system, inventory: inventory, library: library, changes: changes, cancellation: cancellation,
      limit: limit)
    if records {
      let recorder = ProgramRecorder(interpreter)
      recorder.nameRoles(of: instance)
      interpreter.recorder = recorder
      self.recorder = recorder
    }
    var phase = Phase.setup
    do {
      try interpreter.run(instance.suite.setup)
      try interpreter.run(instance.definition.setup)
      phase = .steps
      let deeds = interpreter.deeds
      try interpreter.run(instance.definition.steps)
      if interpreter.deeds == deeds {
        report.outcome = .errored(.harness)
        report.failure = CaseFailure(
          step: nil, expected: "the case tells something of the kernel",
          actual: "the case made no call and checked nothing")
      }
    } catch {
      settle(
        &report, as: error, phase, requirements: requirements(of: instance), step: interpreter.currentLocation,
        because: interpreter.currentReason)
    }
    interpreter.finish()
    report.processNames = interpreter.processes.names
  }

  /// Turns what stopped a case into its outcome.
  private func settle(
    _ report: inout CaseReport, as error: StepError, _ phase: Phase, requirements: [CoveredRequirement],
    step: StepLocation?, because: String?
  ) {
    var failure = CaseFailure(
      step: step, expected: "", actual: "", because: because, requirements: requirements)
    // An error that comes while the run is stopped comes from that: the signal may have gone to all processes. A mismatch
    // is what the kernel did.
    switch cancellation.isCancelled && !error.isMismatch ? .interrupted : error {
    case .mismatch(let mismatch):
      report.outcome = phase == .setup ? .errored(.setup) : .failed
      (failure.expected, failure.actual) = (mismatch.expected, mismatch.actual)
    case .timedOut(let call, let limit):
      report.outcome = .errored(.timeout)
      report.isSystemLost = true
      failure.expected = "\(call.name) ends within \(limit)"
      failure.actual = "it did not"
    case .lost(let reason):
      report.outcome = .errored(.lost)
      report.isSystemLost = true
      (failure.expected, failure.actual) = ("the system under test lives on", reason)
    case .harness(let message):
      report.outcome = .errored(.harness)
      (failure.expected, failure.actual) = ("the step can be done", message)
    case .overdue(let limit):
      report.outcome = .errored(limit.owner == .run ? .interrupted : .timeout)
      report.isOverdue = limit.owner == .instance
      // Whatever it was doing may be under way still.
      report.isSystemLost = true
      (failure.expected, failure.actual) = ("the case ends within \(limit.text)", "it did not")
    case .interrupted:
      report.outcome = .errored(.interrupted)
      (failure.expected, failure.actual) = ("the case runs to its end", "the run was stopped")
    }
    report.failure = failure
  }

  private func requirements(of instance: Instance) -> [CoveredRequirement] {
    instance.planned.covers.map { id in
      CoveredRequirement(id: id, text: library.requirements[id]?.sentence ?? "")
    }
  }

  // MARK: After a case

  /// Ends the processes, puts back what was changed, and reads what the kernel said meanwhile.
  private func conclude(_ report: inout CaseReport, _ changes: ChangeLog, _ instance: Instance) {
    if changes.touchedDevices { bindings.forget() }
    var messages: [KernelMessage] = []
    if !report.isSystemLost {
      do {
        try system.endCase()
        harnessProcess.caseEnded()
        try changes.putBack()
        let residue = try states.settle(Self.tested(instance))
        (report.residue, report.isSystemStale) = (residue.found, residue.isLeft)
        messages = try system.kernelLog()
      } catch {
        lose(&report, error)
      }
    }
    let log = KernelLogVerdict(messages)
    report.complaints = log.complaints.map(\.line)
    if let complaint = log.complaintText { note(complaint, &report, instance) }
    if report.outcome != .passed { report.kernelLog = log.lines }
    if report.isSystemLost { report.console = Array(system.consoleTail.suffix(Self.consoleLimit)) }
  }

  /// The devices that VFIO has in a case; what a host's driver does to its own is its business.
  private static func tested(_ instance: Instance) -> [HostDevice] {
    instance.roles.filter { $0.role.driver == Role.defaultDriver }.map(\.device)
  }

  /// A complaint of the kernel fails a case that passed, and stands beside what another saw.
  private func note(_ complaint: String, _ report: inout CaseReport, _ instance: Instance) {
    guard report.outcome == .passed else {
      report.failure?.complaint = complaint
      return
    }
    report.outcome = .failed
    report.failure = CaseFailure(
      step: nil, expected: "the kernel's log holds no complaint", actual: complaint,
      requirements: requirements(of: instance))
  }

  /// The system was lost while the case was cleaned up, which counts as the case's doing; what the case saw before stays
  /// the verdict. If the run was stopped meanwhile, only the verdict that the case passed is taken back.
  private func lose(_ report: inout CaseReport, _ error: SystemError) {
    report.isSystemLost = true
    let error = cancellation.isCancelled ? .interrupted : error
    guard report.outcome == .passed else {
      if error != .interrupted { report.failure?.remarks.append("after that the case could not be ended: \(error)") }
      return
    }
    report.outcome =
      switch error {
      case .interrupted: .errored(.interrupted)
      case .timedOut: .errored(.timeout)
      default: .errored(.lost)
      }
    report.failure = CaseFailure(
      step: nil, expected: "the case's processes end, and the system lives on", actual: error.description)
  }

  /// Adjusts the outcome by severity and known defects.
  private func judge(_ report: inout CaseReport, _ instance: Instance) {
    if instance.planned.severity == .info, report.outcome == .failed || report.outcome == .errored(.setup) {
      report.outcome = .observed
      report.observations = report.failure.map { ["\($0.expected): \($0.actual)"] } ?? []
    }
    let defects = self.defects.all(of: instance)
    guard let first = defects.first else { return }
    switch report.outcome {
    case .failed, .errored(.lost), .errored(.timeout), .errored(.setup):
      let steps = CaseSteps(fixtures: library.fixtures, recipes: library.recipes, parents: library.parents)
      if let defect = defects.first(where: { $0.explains(report, of: instance, steps) }) {
        report.outcome = .expectedFailure(defect: defect.id, reason: defect.reason)
      } else {
        report.failure?.remarks.append("\(first.id) says that the case fails, but in another way")
      }
    case .passed: report.outcome = .unexpectedPass(defect: first.id, reason: first.reason)
    default: break
    }
  }
}

extension Duration {
  var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}

extension Record {
  mutating func set(_ name: String, to value: Value) {
    guard let index = entries.firstIndex(where: { $0.name == name }) else { return }
    entries[index].value = value
  }
}
