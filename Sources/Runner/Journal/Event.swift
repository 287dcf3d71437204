/// One fact of a run, as the journal keeps it: a JSON object on a line of its own.
///
/// The key `event` names the case; the fields of its payload stand beside it. Views (JUnit, console, …) read nothing else.
public enum Event: Sendable, Hashable {
  case runStarted(RunStarted)
  case caseStarted(CaseStarted)
  case caseFinished(CaseFinished)
  case note(Note)
  case runFinished(RunFinished)
}

/// A case begins.
public struct CaseStarted: Codable, Sendable, Hashable {
  /// The instance, as the plan names it.
  public var id: String
  public var time: Timestamp

  public init(id: String, time: Timestamp) {
    self.id = id
    self.time = time
  }
}

/// Something worth knowing that belongs to no step: the guest was booted again, an exemption was never used.
public struct Note: Codable, Sendable, Hashable {
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
public struct RunFinished: Codable, Sendable, Hashable {
  public enum Ending: String, Codable, Sendable, Hashable {
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

extension Event: Codable {
  private enum Key: String, CodingKey { case event }

  private enum Kind: String, Codable { case runStarted, caseStarted, caseFinished, note, runFinished }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: Key.self).decode(Kind.self, forKey: .event) {
    case .runStarted: self = .runStarted(try RunStarted(from: decoder))
    case .caseStarted: self = .caseStarted(try CaseStarted(from: decoder))
    case .caseFinished: self = .caseFinished(try CaseFinished(from: decoder))
    case .note: self = .note(try Note(from: decoder))
    case .runFinished: self = .runFinished(try RunFinished(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .event)
    switch self {
    case .runStarted(let payload): try payload.encode(to: encoder)
    case .caseStarted(let payload): try payload.encode(to: encoder)
    case .caseFinished(let payload): try payload.encode(to: encoder)
    case .note(let payload): try payload.encode(to: encoder)
    case .runFinished(let payload): try payload.encode(to: encoder)
    }
  }

  private var kind: Kind {
    switch self {
    case .runStarted: .runStarted
    case .caseStarted: .caseStarted
    case .caseFinished: .caseFinished
    case .note: .note
    case .runFinished: .runFinished
    }
  }
}
