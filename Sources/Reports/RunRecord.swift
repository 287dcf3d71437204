import Journal

/// What a journal says of one run, put together for those who read it whole.
///
/// The record is total: every planned instance has a verdict, also where the run was cut off before it could end.
package struct RunRecord: Sendable, Hashable {
  /// How the run began; nil where the journal was cut off before that.
  package var started: RunStarted?
  /// The planned instances, in the order of the plan.
  package var cases: [CaseRecord]
  /// Those of a case stand where the case stands in the plan, whatever else was under way.
  package var notes: [Note]
  package var ending: Ending
  /// Seconds from the first event to the last, without those while the run was cut off.
  package var elapsed: Double

  /// How a run ended.
  package enum Ending: Sendable, Hashable {
    case complete
    /// Ended early, as it was to at its first failure: a sentence that says so.
    case stoppedAtFailure(String)
    /// Stopped, given up, or killed: a sentence that says which.
    case incomplete(String)
  }

  /// A journal that is damaged is of an incomplete run, whatever its last line says.
  package init(_ journal: JournalContents) {
    let first = journal.damage.first.map { "\($0)" }
    let more = journal.damagedLines > 1 ? ", and \(journal.damagedLines - 1) more" : ""
    let hasEnded = if case .runFinished = journal.events.last { true } else { false }
    var damage = first.map { "the journal is damaged: \($0)\(more)" }
    if damage == nil, journal.isTorn, hasEnded { damage = "the journal goes on in half a line behind the run's end" }
    self.init(journal.events, incomplete: damage)
  }

  /// A run that has not come to its plan.
  package init(incomplete reason: String, since time: Timestamp) {
    (started, notes, ending, elapsed) = (nil, [], .incomplete(reason), 0)
    cases = [CaseRecord(run: "the run is incomplete: \(reason)", begun: time)]
  }

  /// - Parameter incomplete: Why the events are not all that there is to know, if they are not.
  package init(_ events: [Event], incomplete: String? = nil) {
    var attempts: [String: [CaseFinished]] = [:]
    var ends: [String: CaseFinished] = [:]
    var begun: [String: Timestamp] = [:]
    var finish: RunFinished?
    var plan: RunStarted?
    notes = []
    for event in events {
      switch event {
      case .runStarted(let event): plan = plan ?? event
      case .caseStarted(let event): begun[event.id] = event.time
      case .attemptFinished(let event): attempts[event.id, default: []].append(event)
      case .caseFinished(let event): ends[event.id] = event
      case .note(let note): notes.append(note)
      case .runFinished(let event): finish = event
      }
    }
    elapsed = Self.elapsed(events)
    started = plan
    let planned = plan?.plan ?? []
    notes = Self.sorted(notes, planned)
    let gap = incomplete ?? JournalAudit.contradiction(in: events).map { "the journal contradicts itself: \($0)" }
    let ending = gap.map(Ending.incomplete) ?? Ending(finish)
    self.ending = ending
    cases = planned.map { planned in
      CaseRecord(
        planned, attempts: attempts[planned.id] ?? [], end: ends[planned.id], begun: begun[planned.id],
        ending: ending)
    }
    cases += CaseRecord.strayComplaint(of: notes).map { [$0] } ?? []
    // A run that was stopped on purpose after a failure is red already; one that was cut off says so by itself.
    let saysMore = finish != nil && gap == nil && counts.unexpected > 0
    if case .incomplete(let reason) = ending, !saysMore { sayIncomplete(reason) }
  }

  /// How many instances ended how.
  package var counts: Counts { Counts(of: cases.lazy.map(\.outcome)) }

  /// Seconds spent in cases.
  package var duration: Double { cases.reduce(0) { $0 + $1.duration } }

  /// Notes of no case stay before the cases if they were made before any note of a case, or else behind them.
  private static func sorted(_ notes: [Note], _ plan: [PlannedCase]) -> [Note] {
    let positions = Dictionary(plan.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let first = notes.firstIndex { $0.id != nil } ?? notes.endIndex
    let keys = notes.enumerated().map { index, note in
      (position: note.id.map { positions[$0] ?? plan.count } ?? (index < first ? -1 : plan.count + 1), index: index)
    }
    return zip(notes, keys).sorted { $0.1 < $1.1 }.map(\.0)
  }

  private static func elapsed(_ events: [Event]) -> Double {
    guard let first = events.first, let last = events.last else { return 0 }
    let gaps = zip(events, events.dropFirst()).filter { if case .note(let note) = $1 { note.goesOn } else { false } }
    return gaps.reduce(seconds(from: first, to: last)) { max(0, $0 - seconds(from: $1.0, to: $1.1)) }
  }

  private static func seconds(from first: Event, to last: Event) -> Double {
    Double(max(0, last.time.milliseconds &- first.time.milliseconds)) / 1000
  }

  package var isComplete: Bool { ending == .complete }

  /// No report of an incomplete run is green: a case is an error because of it. Where none was under way, that is the
  /// first one that the run did not come to, or else one that stands for the run itself.
  private mutating func sayIncomplete(_ reason: String) {
    guard !cases.contains(where: { $0.outcome == .errored(.interrupted) }) else { return }
    if let first = cases.firstIndex(where: { $0.final == nil }) {
      cases[first].outcome = .errored(.interrupted)
      cases[first].explanation = "the run ended before this case began: \(reason)"
    } else {
      cases.append(CaseRecord(run: "the run is incomplete: \(reason)", begun: started?.time))
    }
  }
}

extension RunRecord.Ending {
  /// Why cases were left out; nil where none was.
  package var reason: String? {
    switch self {
    case .complete: nil
    case .stoppedAtFailure(let reason), .incomplete(let reason): reason
    }
  }

  init(_ finish: RunFinished?) {
    switch finish?.ending {
    case .complete: self = .complete
    case .stoppedAtFailure: self = .stoppedAtFailure(finish?.reason ?? "the run was to end at its first failure")
    case .interrupted: self = .incomplete(finish?.reason ?? "the run was interrupted")
    case .outOfTime: self = .incomplete(finish?.reason ?? "the run's time was over")
    case .aborted: self = .incomplete(finish?.reason ?? "the run was given up")
    case nil: self = .incomplete("the run has not come to its end")
    }
  }
}

extension PlannedCase {
  /// The whole run as a case, for reports that hold nothing but cases.
  static let run = PlannedCase(
    id: "vfio-conform/run", suite: "vfio-conform", name: "run", title: "The run comes to its end", parameters: [:],
    covers: [], severity: .must, tags: [], file: "", line: 0)
}

extension PlannedCase {
  /// The kernel's log between cases, for reports that hold nothing but cases.
  static let kernelLog = PlannedCase(
    id: "vfio-conform/kernel-log", suite: "vfio-conform", name: "kernel-log",
    title: "The kernel complains of nothing while no case is under way", parameters: [:], covers: [], severity: .must,
    tags: [], file: "", line: 0)
}

/// What is known of one planned instance.
package struct CaseRecord: Sendable, Hashable {
  package var planned: PlannedCase
  /// The attempts, where there were several, the last one last.
  package var attempts: [CaseFinished]
  /// How it ended; nil where it never did.
  package var final: CaseFinished?
  /// When it was begun for the last time.
  package var begun: Timestamp?
  /// The verdict.
  package var outcome: Outcome
  /// Why, for a verdict that no event gave.
  package var explanation: String?

  init(
    _ planned: PlannedCase, attempts: [CaseFinished] = [], end: CaseFinished?, begun: Timestamp?,
    ending: RunRecord.Ending
  ) {
    self.planned = planned
    self.attempts = attempts
    self.begun = begun
    final = end
    if let end {
      outcome = end.outcome
      return
    }
    let reason = ending.reason ?? "the journal tells of no end of it"
    if begun == nil {
      outcome = .skipped(reason: "not run: \(reason)")
    } else {
      outcome = .errored(.interrupted)
      explanation = "the case was under way: \(reason)"
    }
  }

  /// The whole run, for want of a case that could be an error because of it.
  init(run explanation: String, begun: Timestamp?) {
    (planned, attempts, self.begun) = (.run, [], begun)
    (outcome, self.explanation) = (.errored(.interrupted), explanation)
  }

  /// What the kernel complained of between cases; nil where it did not.
  static func strayComplaint(of notes: [Note]) -> CaseRecord? {
    let stray = notes.filter { !$0.kernelLog.isEmpty }
    guard let first = stray.first else { return nil }
    let failure = CaseFailure(
      step: nil, expected: "the kernel's log holds no complaint between cases", actual: first.text,
      remarks: stray.dropFirst().prefix(Self.shownComplaints).map(\.text))
    let end = CaseFinished(
      id: PlannedCase.kernelLog.id, time: first.time, outcome: .failed, failure: failure,
      kernelLog: stray.prefix(Self.shownComplaints).flatMap(\.kernelLog))
    return CaseRecord(.kernelLog, end: end, begun: first.time, ending: .complete)
  }

  private static let shownComplaints = 20

  /// Seconds, over all attempts.
  package var duration: Double { final?.duration.seconds ?? attempts.reduce(0) { $0 + $1.duration.seconds } }

  /// Attempts that did not end as expected, where there were several attempts.
  package var failedAttempts: [CaseFinished] { attempts.filter { !$0.outcome.isExpected } }
}

extension Double {
  /// The number as a length of time, whatever a journal says: not negative, and so bounded that sums stay finite.
  fileprivate var seconds: Double { isFinite ? min(max(0, self), 1e9) : 0 }
}
