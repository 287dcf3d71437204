import Journal
import SuiteModel
import SystemCalls

/// Runs suites on systems of one kind and tells what happened, event by event.
///
/// Workers run the cases, each on systems of its own. A system that a case takes down is replaced; the run goes on with the
/// next case.
package final class Runner {
  /// What a run is told beyond its suites.
  package struct Options: Sendable {
    package var id: String
    /// The version of the program.
    package var program: String
    package var commandLine: [String]
    /// The machine file's name.
    package var machine: String?
    package var devices: Inventory.Selection
    package var selector: Selector
    package var choice: Choice
    /// The checksum of the suites.
    package var suites: String?
    /// The file of failures that are expected.
    package var baseline: BaselineDescription?
    /// Needs that the machine is declared to meet.
    package var required: [RequiredNeed]
    /// What earlier runs on a system of that kind have run.
    package var earlierRuns: (@Sendable (SystemDescription) throws -> EarlierRuns)?
    /// Whether passed cases keep their traces too.
    package var keepsTraces: Bool
    /// Whether the first case that does not end as expected is the last.
    package var stopsAtFailure: Bool
    package var attempts: Attempts
    /// The longest time for a case, all attempts together, and for the run.
    package var limits: (instance: Duration?, run: Duration?)
    /// Cases that run side by side, each on a system of its own.
    package var jobs = 1
    /// The run that goes on; nil for a new one. Its plan has to be what `selector` and `choice` choose.
    package var resumption: Resumption?

    package init(
      id: String, program: String, commandLine: [String] = [], machine: String? = nil,
      devices: Inventory.Selection = .endpoints, selector: Selector = Selector(),
      choice: Choice = Choice(), suites: String? = nil,
      required: [RequiredNeed] = [], keepsTraces: Bool = false, stopsAtFailure: Bool = false,
      attempts: Attempts = .once, limits: (instance: Duration?, run: Duration?) = (nil, nil)
    ) {
      self.id = id
      self.program = program
      self.commandLine = commandLine
      self.machine = machine
      self.devices = devices
      self.selector = selector
      self.choice = choice
      self.suites = suites
      self.required = required
      self.keepsTraces = keepsTraces
      self.stopsAtFailure = stopsAtFailure
      self.attempts = attempts
      self.limits = limits
    }
  }

  /// Lines of a trace that a failure shows.
  private static let traceLimit = 400
  /// Events of a journal that are kept for what is told beside the cases.
  private static let eventsBeside = 1 << 12

  private let library: RunnableLibrary
  let options: Options
  let cancellation: Cancellation
  private let makeSystem: @Sendable (_ worker: Int) throws -> any System
  let record: (Event) throws -> Void
  private var counts = Counts()
  private(set) var limit: TimeLimit?
  /// The instance that each worker ran last.
  private var lastEnded: [Int: String] = [:]

  /// - Parameters:
  ///   - makeSystem: Starts a fresh system for a worker, who has a number from 0 on; called again where one was lost, and
  ///     for isolated cases.
  ///   - record: Takes each event as it happens; what it throws ends the run.
  package init(
    _ library: RunnableLibrary, options: Options, cancellation: Cancellation = Cancellation(),
    makeSystem: @escaping @Sendable (_ worker: Int) throws -> any System, record: @escaping (Event) throws -> Void
  ) {
    self.library = library
    self.options = options
    self.cancellation = cancellation
    self.makeSystem = makeSystem
    self.record = record
  }

  /// Runs everything that is selected. The last event is always `runFinished`, unless recording itself fails.
  ///
  /// - Throws: What the first `makeSystem` or the reading of the machine threw, or a `PlanError`; nothing was recorded
  ///   then. Later on only what `record` throws.
  package func run() async throws -> Counts {
    limit = options.limits.run.map { TimeLimit($0, of: .run) }
    let workers = (0..<max(1, options.jobs)).map { [makeSystem] number in
      Worker(library, cancellation) { try makeSystem(number) }
    }
    var stop: Stop
    do {
      stop = try await play(workers)
      for (worker, end) in await Self.end(workers).enumerated() { try tell(end, of: worker) }
    } catch let error as JournalIsFull {
      _ = await Self.end(workers)
      stop = (.aborted, "\(error)")
    } catch {
      _ = await Self.end(workers)
      throw error
    }
    try record(.runFinished(RunFinished(time: .now(), ending: stop.ending, reason: stop.reason, counts: counts)))
    return counts
  }

  /// Ends all systems at once.
  private static func end(_ workers: [Worker]) async -> [Worker.End] {
    await withTaskGroup(of: (Int, Worker.End).self) { group in
      for (number, worker) in workers.enumerated() { group.addTask { (number, await worker.end()) } }
      return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// Says what there is to say of a worker's systems beside its cases.
  private func tell(_ end: Worker.End, of worker: Int) throws {
    try noteStray(end.strayLog, lastEnded[worker].map { "behind \($0)" } ?? "with no case under way")
    for complaint in end.complaints { try record(.note(Note(time: .now(), text: complaint))) }
    if let complaint = end.bootComplaint {
      try record(.note(Note(time: .now(), text: "before its first case the kernel complained: \(complaint)")))
    }
  }

  private func play(_ workers: [Worker]) async throws -> Stop {
    let order = Order(
      devices: options.devices, selector: options.selector, choice: options.choice, required: options.required,
      resumption: options.resumption)
    let agenda = try await workers[0].plan(order)
    for worker in workers.dropFirst() { await worker.join(agenda) }
    try refuseBroken(agenda.plan)
    try refuseTooLong(agenda.plan)
    var gaps = try self.gaps(agenda)
    var plan = agenda.plan
    if let resumption = options.resumption {
      try resumption.check(started(agenda, gaps))
      gaps = try resumption.open(gaps)
      plan = try goOn(resumption, agenda)
      for id in resumption.lostGaps(gaps) { try tellLost(id) }
    } else {
      try record(.runStarted(started(agenda, gaps)))
    }
    for gap in gaps { try tell(gap) }
    if options.stopsAtFailure, let gap = gaps.first { return Self.stop(at: gap.planned.id) }
    let stop = try await perform(plan, of: agenda, by: workers)
    return stop ?? (cancellation.isCancelled ? (.interrupted, Self.stopped) : (.complete, nil))
  }

  /// A suite that says what cannot be evaluated is at fault, whatever else could be run.
  private func refuseBroken(_ plan: [Instance]) throws(PlanError) {
    let reasons = plan.compactMap { instance in
      if case .broken(let reason) = instance.readiness { reason } else { nil }
    }
    if !reasons.isEmpty { throw .broken(Set(reasons).sorted()) }
  }

  /// A journal with more events than readers take would be no evidence.
  private func refuseTooLong(_ plan: [Instance]) throws(PlanError) {
    let ready = plan.count { $0.readiness == .ready }
    let events = options.attempts.events(of: ready) + Attempts.once.events(of: plan.count - ready)
    guard events > JournalLimits.standard.events - Self.eventsBeside else { return }
    throw .tooLong(
      "\(ready) cases with so many attempts make a journal of \(events) events, and \(JournalLimits.standard.events) are the "
        + "most that can be read: repeat fewer cases, or less often")
  }

  /// Goes on with a run. What was under way when it was killed may have killed it, and is not run again; a case that is
  /// skipped has done nothing.
  ///
  /// - Returns: What is left to run.
  private func goOn(_ resumption: Resumption, _ agenda: Agenda) throws -> [Instance] {
    counts = Counts(resumption.kept)
    for note in resumption.story { try record(.note(note)) }
    var plan: [Instance] = []
    for instance in agenda.plan where !resumption.ended.contains(instance.id) {
      let hasBegun = instance.readiness == .ready && resumption.killed.contains(instance.id)
      guard hasBegun else {
        plan.append(instance)
        continue
      }
      let failure = CaseFailure(
        step: nil, expected: "the case runs to its end", actual: "its run was killed while it was under way")
      try end(instance, CaseReport(.errored(.killed), failure: failure), by: nil)
    }
    return plan
  }

  /// A machine that offers less or more than it must fails the run, whatever its cases say.
  private func tell(_ gap: OfferGap) throws {
    try record(.caseStarted(CaseStarted(id: gap.planned.id, time: .now())))
    try end(CaseFinished(id: gap.planned.id, time: .now(), outcome: .failed, failure: gap.failure))
  }

  /// What was found before the first case, and was not told of in time, is not known any more.
  private func tellLost(_ id: String) throws {
    try record(.caseStarted(CaseStarted(id: id, time: .now())))
    let failure = CaseFailure(
      step: nil, expected: "the run says what it found before its first case", actual: "it was killed before it had")
    try end(CaseFinished(id: id, time: .now(), outcome: .errored(.killed), failure: failure))
  }

  /// What cannot be told does not count.
  private func end(_ event: CaseFinished) throws {
    try record(.caseFinished(event))
    counts.add(event.outcome)
  }

  /// - Parameter worker: Who ran it; nil where nobody did.
  func end(_ instance: Instance, _ report: CaseReport, by worker: Int?) throws {
    try end(finished(instance, report))
    try note(report, of: instance, by: worker)
  }

  /// What the kernel complains of while no case is under way is charged to none, and told by itself.
  private func noteStray(_ log: KernelLogVerdict?, _ place: String) throws {
    guard let log, let complaint = log.complaintText else { return }
    try record(.note(Note(time: .now(), text: "\(place): \(complaint)", kernelLog: log.lines)))
  }

  /// Says what became of the system that an instance was run on.
  func note(_ report: CaseReport, of instance: Instance, by worker: Int?) throws {
    if let worker {
      try noteStray(report.strayLog, (lastEnded[worker].map { "between \($0) and" } ?? "before") + " \(instance.id)")
      lastEnded[worker] = instance.id
    }
    var sentences = report.residue
    if report.isSystemLost || report.isSystemStale, report.outcome != .errored(.interrupted), !cancellation.isCancelled
    {
      let reason = report.isSystemLost ? "the system was lost" : "the system is not as it was"
      sentences.append("\(reason); the next case gets a fresh one")
    }
    sentences += [report.leftBehind].compactMap(\.self)
    for sentence in sentences { try record(.note(Note(time: .now(), text: sentence, id: instance.id))) }
  }

  static let stopped = "the run was stopped"

  // MARK: Events

  /// What the machine offers less or more than it has to, and what is skipped though earlier runs ran it.
  private func gaps(_ agenda: Agenda) throws -> [OfferGap] {
    let system = SystemDescription(agenda.inventory, machine: options.machine)
    return agenda.inventory.gaps
      + [try options.earlierRuns?(system).gap(agenda.plan), agenda.chosen.gap].compactMap(\.self)
  }

  private func started(_ agenda: Agenda, _ gaps: [OfferGap]) -> RunStarted {
    RunStarted(
      id: options.id, time: .now(), program: options.program, commandLine: options.commandLine,
      system: SystemDescription(agenda.inventory, machine: options.machine),
      plan: gaps.map(\.planned) + agenda.plan.map(\.planned), suites: options.suites,
      randomOrder: options.choice.randomOrder, leftOut: agenda.chosen.leftOut, shard: agenda.chosen.shard,
      notJudged: agenda.notJudged, baseline: options.baseline)
  }

  func finished(_ instance: Instance, _ report: CaseReport) -> CaseFinished {
    let isQuiet = report.outcome == .passed && !options.keepsTraces
    return CaseFinished(
      id: instance.id, time: .now(), outcome: report.outcome, lack: report.lack, duration: report.duration,
      virtualDuration: report.virtualDuration, observations: report.observations, failure: report.failure,
      trace: isQuiet ? [] : report.traceLines(last: Self.traceLimit), kernelLog: report.kernelLog,
      console: report.console)
  }
}

extension SystemDescription {
  init(_ inventory: Inventory, machine: String?) {
    func hexadecimal(_ number: Int) -> String { String(number, radix: 16) }
    let identity = inventory.identity
    self.init(
      backend: identity.backend, release: identity.release, version: identity.version,
      architecture: identity.architecture, pageSize: identity.pageSize, kernel: inventory.kernel.description,
      machine: machine,
      devices: inventory.devices.map { device in
        let model = device.model.map { " \($0)" } ?? ""
        return "\(device.name)\(model) (\(hexadecimal(device.vendor)):\(hexadecimal(device.id)))"
      }, offers: inventory.dueExtensions.sorted())
  }
}
