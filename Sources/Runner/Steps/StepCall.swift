import SuiteModel
import SystemCalls

// A step that is a call has two pure halves: `encode` makes the call of what the suite says and of the names that are
// bound, `decode` makes a value of what came back. Neither knows a system. Playing a step, pairing a pending call with
// its answer, and printing a step in C all use the same two.

/// What a step is encoded in: its names, and where the next mapping goes.
protocol CallScope: Scope {
  var addresses: AddressAllocator { get }
}

/// The call that a step stands for.
struct StepCall: Sendable, Hashable {
  var call: SystemCall
  /// Puts the call's argument where the step says that it lies in the process's memory. What it reaches may be less than
  /// all: an argument that ends at a hole may be what is tested.
  var before: SystemCall?
  /// Reads the argument there again, if a modifier asks for it.
  var after: SystemCall?
  /// The argument's bytes as the kernel is given them.
  var sent: [UInt8] = []

  init(_ call: SystemCall) { self.call = call }
}

extension CallAction {
  func encode(in scope: some CallScope) throws(EvaluationError) -> StepCall {
    switch self {
    case .file(let action): StepCall(try action.encode(in: scope))
    case .descriptor(let action): StepCall(try action.encode(in: scope))
    case .ioctl(let ioctl): try ioctl.encode(in: scope)
    case .memory(let action): StepCall(try action.encode(in: scope))
    case .process(let action): StepCall(try action.encode(in: scope))
    }
  }

  /// The call's result as a value; nil if such a call cannot have this answer.
  func decode(_ result: CallResult) -> Value? {
    switch self {
    case .file(let action): action.decode(result)
    case .descriptor(let action): action.decode(result)
    case .ioctl(let ioctl): ioctl.decode(result)
    case .memory(let action): action.decode(result)
    case .process: result.number
    }
  }
}

extension CallResult {
  /// The plain number that the call returned.
  var number: Value { .number(Int128(value)) }
}
