import Journal
import SuiteModel
import SystemCalls

/// Runs suites on systems of one kind and tells what happened, event by event.
///
/// A system that a case takes down is replaced; the run goes on with the next case.
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
    /// The run that goes on; nil for a new one. Then its plan counts, and not `selector` and `choice`.
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

  private let library: Library
  private let options: Options
  private let cancellation: Cancellation
  private let makeSystem: () throws -> any System
  private let record: (Event) throws -> Void
  private var counts = Counts()
  private var limit: TimeLimit?
  /// The instance that was run last.
  private var lastEnded: String?

  /// - Parameters:
  ///   - makeSystem: Starts a fresh system; called again where one was lost, and for isolated cases.
  ///   - record: Takes each event as it happens; what it throws ends the run.
  package init(
    _ library: Library, options: Options, cancellation: Cancellation = Cancellation(),
    makeSystem: @escaping () throws -> any System, record: @escaping (Event) throws -> Void
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
  package func run() throws -> Counts {
    limit = options.limits.run.map { TimeLimit($0, of: .run) }
    let session = try Session(
      library, devices: options.devices, selector: options.selector, required: options.required,
      choice: options.choice, resumption: options.resumption, cancellation: cancellation, makeSystem: makeSystem)
    // Does nothing at the end of a run that could be recorded.
    defer { _ = session.end() }
    try refuseBroken(session.plan)
    var gaps = try self.gaps(session)
    if let resumption = options.resumption {
      try resumption.check(started(session, gaps))
      gaps.removeAll { !resumption.isOpen($0.planned.id) }
      try goOn(resumption, session)
    } else {
      try record(.runStarted(started(session, gaps)))
    }
    let (ending, reason) = try play(session, gaps)
    let end = session.end()
    try noteStray(end.strayLog, lastEnded.map { "behind \($0)" } ?? "with no case under way")
    for complaint in end.complaints { try record(.note(Note(time: .now(), text: complaint))) }
    if let complaint = session.bootComplaint {
      try record(.note(Note(time: .now(), text: "before its first case the kernel complained: \(complaint)")))
    }
    try record(.runFinished(RunFinished(time: .now(), ending: ending, reason: reason, counts: counts)))
    return counts
  }

  /// A suite that says what cannot be evaluated is at fault, whatever else could be run.
  private func refuseBroken(_ plan: [Instance]) throws(PlanError) {
    let reasons = plan.compactMap { instance in
      if case .broken(let reason) = instance.readiness { reason } else { nil }
    }
    if !reasons.isEmpty { throw .broken(Set(reasons).sorted()) }
  }

  /// Goes on with a run. What was under way when it was killed may have killed it, and is not run again; a case that is
  /// skipped has done nothing.
  private func goOn(_ resumption: Resumption, _ session: Session) throws {
    counts = Counts(resumption.kept)
    for note in resumption.story { try record(.note(note)) }
    session.leaveOut(resumption.ended)
    let killed = session.plan.filter { instance in
      resumption.killed.contains(instance.id) && instance.readiness == .ready && undelivered(instance, session) == nil
    }
    for instance in killed {
      let failure = CaseFailure(
        step: nil, expected: "the case runs to its end", actual: "its run was killed while it was under way")
      try end(instance, CaseReport(.errored(.killed), failure: failure))
    }
    session.leaveOut(Set(killed.map(\.id)))
  }

  private func play(_ session: Session, _ gaps: [OfferGap]) throws -> (RunFinished.Ending, String?) {
    for gap in gaps { try tell(gap) }
    if options.stopsAtFailure, let gap = gaps.first { return Self.stop(at: gap.planned.id) }
    for instance in session.plan {
      guard !cancellation.isCancelled else { break }
      if let limit, limit.isOver { return Self.stop(at: limit) }
      try record(.caseStarted(CaseStarted(id: instance.id, time: .now())))
      let report: CaseReport
      do {
        report = try undelivered(instance, session) ?? judged(instance, session)
      } catch let error as NoFreshSystem {
        return try abort(at: instance, error)
      }
      try end(instance, report)
      if let limit, limit.isOver, report.outcome == .errored(.interrupted), !cancellation.isCancelled {
        return Self.stop(at: limit)
      }
      let isLast = instance.id == session.plan.last?.id
      if options.stopsAtFailure, !report.outcome.isExpected, !isLast, !cancellation.isCancelled {
        return Self.stop(at: instance.id)
      }
    }
    return cancellation.isCancelled ? (.interrupted, Self.stopped) : (.complete, nil)
  }

  private static func stop(at limit: TimeLimit) -> (RunFinished.Ending, String?) {
    (.outOfTime, "it took longer than \(limit.text)")
  }

  private static func stop(at id: String) -> (RunFinished.Ending, String?) {
    (.stoppedAtFailure, "the run was to end at its first failure, which was \(id)")
  }

  /// A machine that offers less or more than it must fails the run, whatever its cases say.
  private func tell(_ gap: OfferGap) throws {
    try record(.caseStarted(CaseStarted(id: gap.planned.id, time: .now())))
    counts.add(.failed)
    try record(.caseFinished(CaseFinished(id: gap.planned.id, time: .now(), outcome: .failed, failure: gap.failure)))
  }

  /// The verdict on a case that would be skipped for want of something that the run declares to be there.
  private func undelivered(_ instance: Instance, _ session: Session) -> CaseReport? {
    guard let (need, lack) = session.required?.undelivered(instance) else { return nil }
    let expected = "the machine meets what the run requires: \(need)"
    return CaseReport(.failed, failure: CaseFailure(step: nil, expected: expected, actual: lack.reason))
  }

  private struct NoFreshSystem: Error, CustomStringConvertible {
    var reason: any Error
    var description: String { "no fresh system could be started: \(reason)" }
  }

  /// The verdict on an instance, after as many attempts as the run makes. Several attempts are told of one by one; of a
  /// single one nothing but the verdict is.
  private func judged(_ instance: Instance, _ session: Session) throws -> CaseReport {
    let limit = TimeLimit.first(options.limits.instance.map { TimeLimit($0, of: .instance) }, limit)
    var reports: [CaseReport] = []
    while true {
      let report: CaseReport
      do {
        report = try session.run(instance, limit: limit)
      } catch {
        throw NoFreshSystem(reason: error)
      }
      reports.append(report)
      let goesOn =
        instance.readiness == .ready && !cancellation.isCancelled && limit?.isOver != true
        && options.attempts.wantsMore(after: reports.map(\.outcome))
      if goesOn || reports.count > 1 { try record(.attemptFinished(finished(instance, report))) }
      guard goesOn else { return CaseReport(attempts: reports) }
      try note(report, of: instance)
    }
  }

  private func end(_ instance: Instance, _ report: CaseReport) throws {
    counts.add(report.outcome)
    try record(.caseFinished(finished(instance, report)))
    try note(report, of: instance)
  }

  /// What the kernel complains of while no case is under way is charged to none, and told by itself.
  private func noteStray(_ log: KernelLogVerdict?, _ place: String) throws {
    guard let log, let complaint = log.complaintText else { return }
    try record(.note(Note(time: .now(), text: "\(place): \(complaint)", kernelLog: log.lines)))
  }

  /// Says what became of the system that an instance was run on.
  private func note(_ report: CaseReport, of instance: Instance) throws {
    try noteStray(report.strayLog, (lastEnded.map { "between \($0) and" } ?? "before") + " \(instance.id)")
    lastEnded = instance.id
    var sentences = report.residue
    if report.isSystemLost || report.isSystemStale, report.outcome != .errored(.interrupted), !cancellation.isCancelled
    {
      let reason = report.isSystemLost ? "the system was lost" : "the system is not as it was"
      sentences.append("\(reason); the next case gets a fresh one")
    }
    sentences += [report.leftBehind].compactMap(\.self)
    for sentence in sentences { try record(.note(Note(time: .now(), text: sentence, id: instance.id))) }
  }

  /// No fresh system can be had, so nothing more can be run.
  private func abort(at instance: Instance, _ error: NoFreshSystem) throws -> (RunFinished.Ending, String?) {
    let isStopped = cancellation.isCancelled
    let reason = isStopped ? Self.stopped : error.description
    let report = CaseReport(
      .errored(isStopped ? .interrupted : .lost),
      failure: CaseFailure(step: nil, expected: "a system to run the case on", actual: reason))
    try end(instance, report)
    return (isStopped ? .interrupted : .aborted, reason)
  }

  private static let stopped = "the run was stopped"

  // MARK: Events

  /// What the machine offers less or more than it has to, and what is skipped though earlier runs ran it.
  private func gaps(_ session: Session) throws -> [OfferGap] {
    let system = SystemDescription(session.inventory, machine: options.machine)
    return session.inventory.gaps
      + [try options.earlierRuns?(system).gap(session.plan), session.chosen.gap].compactMap(\.self)
  }

  private func started(_ session: Session, _ gaps: [OfferGap]) -> RunStarted {
    RunStarted(
      id: options.id, time: .now(), program: options.program, commandLine: options.commandLine,
      system: SystemDescription(session.inventory, machine: options.machine),
      plan: gaps.map(\.planned) + session.plan.map(\.planned), suites: options.suites,
      randomOrder: options.choice.randomOrder, leftOut: session.chosen.leftOut, shard: session.chosen.shard,
      notJudged: session.notJudged, baseline: options.baseline)
  }

  private func finished(_ instance: Instance, _ report: CaseReport) -> CaseFinished {
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
