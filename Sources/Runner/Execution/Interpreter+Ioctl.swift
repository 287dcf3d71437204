import SuiteModel
import SystemCalls
import VFIOInterface

extension Interpreter {
  /// What an ioctl is given, before it is decided where that lies.
  private enum Payload {
    case word(UInt64)
    case bytes([UInt8])
  }

  func performIoctl(_ ioctl: Ioctl, _ modifiers: Modifiers) throws(StepError) -> StepResult {
    let descriptor = try descriptor(ioctl.descriptor)
    let number: UInt32
    switch ioctl.request {
    case .named(let request): number = request.number
    case .number(let expression): number = try integer(expression)
    }
    let payload = try payload(of: ioctl)
    guard let expression = ioctl.address else {
      switch payload {
      case .word(let word):
        return StepResult(try call(.ioctl(descriptor, request: number, argument: .word(word))))
      case .bytes(let bytes):
        let result = try call(.ioctl(descriptor, request: number, argument: .bytes(bytes)))
        return try interpret(result, of: ioctl, sent: bytes, modifiers)
      }
    }
    let address = try address(expression)
    return try performIoctl(ioctl, number, on: descriptor, at: address, payload, modifiers)
  }

  /// The argument lies in the process's memory, or where there is none.
  private func performIoctl(
    _ ioctl: Ioctl, _ number: UInt32, on descriptor: Int32, at address: UInt64, _ payload: Payload,
    _ modifiers: Modifiers
  ) throws(StepError) -> StepResult {
    var sent: [UInt8] = []
    if ioctl.fields != nil || ioctl.argument != nil, case .bytes(let bytes) = payload {
      sent = bytes
      // As far as the memory reaches: an argument that ends at a hole may be the rule under test.
      _ = try complete(.poke(address: address, bytes: bytes), limit: callLimit)
    }
    var result = try call(.ioctl(descriptor, request: number, argument: .word(address)))
    guard modifiers.needsArgument, let size = ioctl.argumentSize(sent) else { return StepResult(result) }
    result.bytes = try complete(.peek(address: address, count: size), limit: callLimit).bytes
    return try interpret(result, of: ioctl, sent: sent, modifiers)
  }

  private func payload(of ioctl: Ioctl) throws(StepError) -> Payload {
    guard case .named(let request) = ioctl.request else { return try payload(ofArgument: ioctl.argument) }
    switch request.argument {
    case .none, .value: return try payload(ofArgument: ioctl.argument)
    case .integer:
      guard case .value(let expression) = ioctl.argument else { return try payload(ofArgument: ioctl.argument) }
      let number: UInt32 = try integer(expression)
      var bytes = [UInt8](repeating: 0, count: 4)
      bytes.set(UInt64(number), at: 0, width: 4)
      return .bytes(bytes)
    case .string: return try payload(ofArgument: ioctl.argument)
    case .structure(let structure):
      do {
        let encoder = StructureEncoder(scope: environment)
        return .bytes(try encoder.encode(structure, ioctl.fields ?? [], room: ioctl.room))
      } catch {
        throw failure(of: error)
      }
    }
  }

  private func payload(ofArgument argument: Ioctl.Argument?) throws(StepError) -> Payload {
    switch argument {
    case nil: return .word(0)
    case .text(let template): return .bytes(Array(try text(template).utf8) + [0])
    case .value(let expression):
      switch try value(expression) {
      case .bytes(let bytes): return .bytes(bytes)
      case .text(let text): return .bytes(Array(text.utf8) + [0])
      default: return .word(try integer(expression))
      }
    }
  }

  /// Reads the structure that came back, where somebody looks at it.
  private func interpret(
    _ result: CallResult, of ioctl: Ioctl, sent: [UInt8], _ modifiers: Modifiers
  ) throws(StepError) -> StepResult {
    guard modifiers.needsArgument, case .named(let request) = ioctl.request,
      case .structure(let structure) = request.argument
    else { return StepResult(result, sent: sent) }
    let record = Record(DecodedStructure(structure, in: result.bytes), returned: result.value)
    return StepResult(result, .record(record), sent: sent)
  }
}

extension Modifiers {
  /// Whether the argument is looked at after the call.
  fileprivate var needsArgument: Bool { binding != nil || !out.isEmpty || unchangedFrom != nil }
}

extension Ioctl {
  /// Bytes of the argument in the process's memory; nil where nobody knows.
  fileprivate func argumentSize(_ sent: [UInt8]) -> Int? {
    if !sent.isEmpty { return sent.count }
    guard case .named(let request) = request, case .structure(let structure) = request.argument else { return nil }
    return structure.size
  }
}
