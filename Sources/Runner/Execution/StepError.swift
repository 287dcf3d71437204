import SuiteModel
import SystemCalls

/// Why a case does not go on.
enum StepError: Error {
  /// The kernel did something else than the step expects.
  case mismatch(Mismatch)
  /// A call did not end in time; the system is not to be trusted any more.
  case timedOut(SystemCall, limit: Duration)
  /// The system under test is gone.
  case lost(String)
  /// The suite or the harness is at fault.
  case harness(String)
  case interrupted
  /// The time of the case, or of the run, is over.
  case overdue(TimeLimit)

  init(_ error: SystemError) {
    switch error {
    case .lost(let reason): self = .lost(reason)
    case .timedOut(let reason): self = .lost(reason)
    case .interrupted: self = .interrupted
    case .unsupported(let reason), .invalid(let reason): self = .harness(reason)
    }
  }
}

extension StepError {
  var isMismatch: Bool { if case .mismatch = self { true } else { false } }
}

/// What was expected, and what came back, each as one line.
struct Mismatch: Error, Hashable, CustomStringConvertible {
  var expected: String
  var actual: String
  /// Whether it stays a mismatch if the step is tried again: what the kernel did once cannot be undone.
  var isFinal = false

  var description: String { "expected \(expected), got \(actual)" }
}

/// What one step gave.
struct StepResult {
  var call: CallResult
  /// What `as` binds, and `returns` is held against.
  var value: Value
  /// The argument as it was given to the kernel: for `unchanged-from`.
  var sent: [UInt8] = []
  /// What a program says for the value.
  var symbol: Symbol?

  init(_ call: CallResult, _ value: Value? = nil, sent: [UInt8] = []) {
    self.call = call
    self.value = value ?? call.number
    self.sent = sent
  }
}

extension StepResult {
  /// What `as` binds where a call may end anyhow: the fields of the structure or `value`, and how the call ended.
  var valueWithOutcome: Value {
    var entries: [Record.Entry] = []
    if case .record(let record) = value {
      entries = record.entries
    } else if call.succeeded {
      entries = [Record.Entry("value", value)]
    }
    return .record(Record(entries + [Record.Entry("outcome", .text(call.outcomeName))]))
  }
}

extension StepError: CustomStringConvertible {
  var description: String {
    switch self {
    case .mismatch(let mismatch): mismatch.description
    case .timedOut(let call, let limit): "\(call.name) did not end within \(limit)"
    case .lost(let reason), .harness(let reason): reason
    case .interrupted: "the run was stopped"
    case .overdue(let limit): "it took longer than \(limit.text)"
    }
  }
}
