/// How an instance of a case ended.
public enum Outcome: Sendable, Hashable {
  case passed
  /// The kernel disagreed.
  case failed
  /// No verdict on the kernel could be had.
  case errored(Cause)
  /// A need was not met; the reason is a sentence.
  case skipped(reason: String)
  /// Failed, and a known defect says that it would.
  case expectedFailure(defect: String, reason: String)
  /// Passed, though a known defect says that it cannot: the list is out of date.
  case unexpectedPass(defect: String, reason: String)
  /// A case of severity `info` that did not hold; it decides nothing.
  case observed

  public enum Cause: String, Codable, Sendable, Hashable {
    /// A step of a set-up failed.
    case setup
    /// A call took longer than the case allows.
    case timeout
    /// The system under test is gone: it panicked, hung, or was reset.
    case lost
    /// The harness or the suite is at fault.
    case harness
    /// Somebody stopped the run.
    case interrupted
  }

  /// The outcome in words, without its details.
  public var name: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .errored(let cause): "errored (\(cause.rawValue))"
    case .skipped: "skipped"
    case .expectedFailure: "expected failure"
    case .unexpectedPass: "unexpected pass"
    case .observed: "observed"
    }
  }

  /// True where the run may still be called good.
  public var isExpected: Bool {
    switch self {
    case .passed, .skipped, .expectedFailure, .observed: true
    case .failed, .errored, .unexpectedPass: false
    }
  }
}

extension Outcome: Codable {
  private enum Key: String, CodingKey { case kind, cause, reason, defect }

  private enum Kind: String, Codable {
    case passed, failed, errored, skipped, expectedFailure, unexpectedPass, observed
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func text(_ key: Key) throws -> String { try container.decode(String.self, forKey: key) }
    switch try container.decode(Kind.self, forKey: .kind) {
    case .passed: self = .passed
    case .failed: self = .failed
    case .errored: self = .errored(try container.decode(Cause.self, forKey: .cause))
    case .skipped: self = .skipped(reason: try text(.reason))
    case .expectedFailure: self = .expectedFailure(defect: try text(.defect), reason: try text(.reason))
    case .unexpectedPass: self = .unexpectedPass(defect: try text(.defect), reason: try text(.reason))
    case .observed: self = .observed
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .passed: try container.encode(Kind.passed, forKey: .kind)
    case .failed: try container.encode(Kind.failed, forKey: .kind)
    case .observed: try container.encode(Kind.observed, forKey: .kind)
    case .errored(let cause):
      try container.encode(Kind.errored, forKey: .kind)
      try container.encode(cause, forKey: .cause)
    case .skipped(let reason):
      try container.encode(Kind.skipped, forKey: .kind)
      try container.encode(reason, forKey: .reason)
    case .expectedFailure(let defect, let reason):
      try container.encode(Kind.expectedFailure, forKey: .kind)
      try container.encode(defect, forKey: .defect)
      try container.encode(reason, forKey: .reason)
    case .unexpectedPass(let defect, let reason):
      try container.encode(Kind.unexpectedPass, forKey: .kind)
      try container.encode(defect, forKey: .defect)
      try container.encode(reason, forKey: .reason)
    }
  }
}
