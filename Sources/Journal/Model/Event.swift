/// One fact of a run. Views (JUnit, console, …) read nothing else.
package enum Event: Sendable, Hashable {
  case runStarted(RunStarted)
  case caseStarted(CaseStarted)
  /// One of several attempts at a case ended.
  case attemptFinished(CaseFinished)
  case caseFinished(CaseFinished)
  case note(Note)
  case runFinished(RunFinished)
}

/// A case begins.
package struct CaseStarted: Sendable, Hashable {
  /// The instance, as the plan names it.
  package var id: String
  package var time: Timestamp

  package init(id: String, time: Timestamp) {
    self.id = id
    self.time = time
  }
}

/// Something worth knowing that belongs to no step: the guest was booted again, an exemption was never used.
package struct Note: Sendable, Hashable {
  package var time: Timestamp
  package var text: String
  /// The case that was under way, if any.
  package var id: String?
  /// Whether the run had been cut off or stopped, and goes on here. What lies between the event before and this one is no
  /// time of the run.
  package var goesOn: Bool
  /// What the kernel logged while no case was under way, where it complains in that: the run is a bad one for it.
  package var kernelLog: [String]

  package init(
    time: Timestamp, text: String, id: String? = nil, goesOn: Bool = false, kernelLog: [String] = []
  ) {
    self.time = time
    self.text = text
    self.id = id
    self.goesOn = goesOn
    self.kernelLog = kernelLog
  }
}

/// The run ended in an orderly way. A journal without it was cut off.
package struct RunFinished: Sendable, Hashable {
  package enum Ending: Sendable, Hashable, CaseIterable {
    /// Every case of the plan has a `caseFinished`.
    case complete
    /// Somebody stopped it (Ctrl-C).
    case interrupted
    /// A case did not end as expected, and the run was to end there.
    case stoppedAtFailure
    /// The run's time was over.
    case outOfTime
    /// No system could be had any more.
    case aborted
  }

  package var time: Timestamp
  package var ending: Ending
  /// Why, where the ending is not `complete`.
  package var reason: String?
  /// Computed from the `caseFinished` events before this one.
  package var counts: Counts

  package init(time: Timestamp, ending: Ending, reason: String? = nil, counts: Counts) {
    self.time = time
    self.ending = ending
    self.reason = reason
    self.counts = counts
  }
}

extension Event {
  package var time: Timestamp {
    switch self {
    case .runStarted(let event): event.time
    case .caseStarted(let event): event.time
    case .attemptFinished(let event), .caseFinished(let event): event.time
    case .note(let event): event.time
    case .runFinished(let event): event.time
    }
  }
}
