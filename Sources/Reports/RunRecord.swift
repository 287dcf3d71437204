import Runner

/// What a journal says of one run, put together for those who read it whole.
///
/// The record is total: every planned instance has a verdict, also where the run was cut off before it could end.
public struct RunRecord: Sendable, Hashable {
  /// How the run began; nil where the journal was cut off before that.
  public var started: RunStarted?
  /// The planned instances, in the order of the plan.
  public var cases: [CaseRecord]
  public var notes: [Note]
  public var ending: Ending
  /// Seconds from the first event to the last.
  public var elapsed: Double

  /// How a run ended.
  public enum Ending: Sendable, Hashable {
    case complete
    /// Stopped, given up, or killed: a sentence that says which.
    case incomplete(String)
  }

  public init(_ journal: Journal) { self.init(journal.events) }

  public init(_ events: [Event]) {
    var attempts: [String: [CaseFinished]] = [:]
    var begun: [String: Timestamp] = [:]
    var finish: RunFinished?
    started = nil
    notes = []
    for event in events {
      switch event {
      case .runStarted(let event): started = started ?? event
      case .caseStarted(let event): begun[event.id] = event.time
      case .caseFinished(let event): attempts[event.id, default: []].append(event)
      case .note(let note): notes.append(note)
      case .runFinished(let event): finish = event
      }
    }
    elapsed = Self.seconds(from: events.first, to: events.last)
    let ending = Ending(finish)
    self.ending = ending
    cases = (started?.plan ?? []).map { planned in
      CaseRecord(planned, attempts: attempts[planned.id] ?? [], begun: begun[planned.id], ending: ending)
    }
    refuseToLookComplete()
  }

  /// How many instances ended how.
  public var counts: Counts {
    var counts = Counts()
    for record in cases { counts.add(record.outcome) }
    return counts
  }

  /// Seconds spent in cases.
  public var duration: Double { cases.reduce(0) { $0 + $1.duration } }

  private static func seconds(from first: Event?, to last: Event?) -> Double {
    guard let first, let last else { return 0 }
    return Double(max(0, last.time.milliseconds - first.time.milliseconds)) / 1000
  }

  public var isComplete: Bool { ending == .complete }

  /// A run that was cut off between two cases would show nothing but passes and skips. The first case that it did not
  /// come to then stands for the interruption, so that no report of such a run is green.
  private mutating func refuseToLookComplete() {
    guard case .incomplete(let reason) = ending, counts.unexpected == 0,
      let first = cases.firstIndex(where: { $0.attempts.isEmpty })
    else { return }
    cases[first].outcome = .errored(.interrupted)
    cases[first].explanation = "the run ended before this case began: \(reason)"
  }
}

extension RunRecord.Ending {
  init(_ finish: RunFinished?) {
    switch finish?.ending {
    case .complete: self = .complete
    case .interrupted: self = .incomplete(finish?.reason ?? "the run was interrupted")
    case .stoppedAtFailure: self = .incomplete(finish?.reason ?? "the run ended at its first failure")
    case .aborted: self = .incomplete(finish?.reason ?? "the run was given up")
    case nil: self = .incomplete("the harness ended before the run did")
    }
  }
}

/// What is known of one planned instance.
public struct CaseRecord: Sendable, Hashable {
  public var planned: PlannedCase
  /// Every time that it was run to an end, the last one last; empty where it never was.
  public var attempts: [CaseFinished]
  /// When it was begun for the last time.
  public var begun: Timestamp?
  /// The verdict.
  public var outcome: Outcome
  /// Why, for a verdict that no event gave.
  public var explanation: String?

  init(_ planned: PlannedCase, attempts: [CaseFinished], begun: Timestamp?, ending: RunRecord.Ending) {
    self.planned = planned
    self.attempts = attempts
    self.begun = begun
    if let last = attempts.last {
      outcome = last.outcome
      return
    }
    let reason = if case .incomplete(let reason) = ending { reason } else { "the journal tells of no end of it" }
    if begun == nil {
      outcome = .skipped(reason: "not run: \(reason)")
    } else {
      outcome = .errored(.interrupted)
      explanation = "the case was under way: \(reason)"
    }
  }

  public var final: CaseFinished? { attempts.last }

  /// Seconds, over all attempts.
  public var duration: Double { attempts.reduce(0) { $0 + $1.duration } }

  /// Attempts before the last one that did not end as expected.
  public var earlierFailures: [CaseFinished] {
    attempts.dropLast().filter { !$0.outcome.isExpected }
  }
}
