/// One fact of a run. Views (JUnit, console, …) read nothing else.
public enum Event: Sendable, Hashable {
  case runStarted(RunStarted)
  case caseStarted(CaseStarted)
  case caseFinished(CaseFinished)
  case note(Note)
  case runFinished(RunFinished)
}

/// A case begins.
public struct CaseStarted: Sendable, Hashable {
  /// The instance, as the plan names it.
  public var id: String
  public var time: Timestamp

  public init(id: String, time: Timestamp) {
    self.id = id
    self.time = time
  }
}

/// Something worth knowing that belongs to no step: the guest was booted again, an exemption was never used.
public struct Note: Sendable, Hashable {
  public var time: Timestamp
  public var text: String
  /// The case that was under way, if any.
  public var id: String?

  public init(time: Timestamp, text: String, id: String? = nil) {
    self.time = time
    self.text = text
    self.id = id
  }
}

/// The run ended in an orderly way. A journal without it was cut off.
public struct RunFinished: Sendable, Hashable {
  public enum Ending: Sendable, Hashable, CaseIterable {
    /// Every case of the plan has a `caseFinished`.
    case complete
    /// Somebody stopped it (Ctrl-C).
    case interrupted
    /// A case did not end as expected, and the run was to end there.
    case stoppedAtFailure
    /// No system could be had any more.
    case aborted
  }

  public var time: Timestamp
  public var ending: Ending
  /// Why, where the ending is not `complete`.
  public var reason: String?
  /// Computed from the `caseFinished` events before this one.
  public var counts: Counts

  public init(time: Timestamp, ending: Ending, reason: String? = nil, counts: Counts) {
    self.time = time
    self.ending = ending
    self.reason = reason
    self.counts = counts
  }
}

extension Event {
  public var time: Timestamp {
    switch self {
    case .runStarted(let event): event.time
    case .caseStarted(let event): event.time
    case .caseFinished(let event): event.time
    case .note(let event): event.time
    case .runFinished(let event): event.time
    }
  }
}
