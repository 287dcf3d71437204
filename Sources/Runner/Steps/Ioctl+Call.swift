import SuiteModel
import SystemCalls
import VFIOInterface

extension Ioctl {
  func encode(in scope: some CallScope) throws(EvaluationError) -> StepCall {
    let descriptor: Int32 = try scope.integer(self.descriptor)
    let number: UInt32
    switch request {
    case .named(let request): number = request.number
    case .number(let expression): number = try scope.integer(expression)
    }
    let payload = try payload(in: scope)
    guard let expression = address else {
      var step = StepCall(.ioctl(descriptor, request: number, argument: payload))
      if case .bytes(let bytes) = payload { step.sent = bytes }
      return step
    }
    let address: UInt64 = try scope.integer(expression)
    var step = StepCall(.ioctl(descriptor, request: number, argument: .word(address)))
    if bytes != nil || fields != nil || argument != nil, case .bytes(let bytes) = payload {
      step.sent = bytes
      step.before = .poke(address: address, bytes: bytes)
    }
    let size = step.sent.isEmpty ? structure?.size : step.sent.count
    if let size { step.after = .peek(address: address, count: size) }
    return step
  }

  func decode(_ result: CallResult) -> Value {
    guard let structure else { return result.number }
    return .record(Record(DecodedStructure(structure, in: result.bytes), returned: result.value))
  }

  /// What the request is given, before it is decided where that lies.
  private func payload(in scope: some Scope) throws(EvaluationError) -> IoctlArgument {
    if let bytes { return .bytes(try StructureEncoder(scope: scope).encode(bytes, room: room)) }
    if let structure {
      return .bytes(try StructureEncoder(scope: scope).encode(structure, fields ?? [], room: room))
    }
    switch argument {
    case nil: return .word(0)
    case .text(let template): return .bytes(Array(try template.expand(in: scope).utf8) + [0])
    case .value(let expression):
      if case .named(let request) = request, case .integer = request.argument {
        let number: UInt32 = try scope.integer(expression)
        return .bytes([UInt8](UInt64(number), width: 4))
      }
      switch try expression.evaluate(in: scope) {
      case .bytes(let bytes): return .bytes(bytes)
      case .text(let text): return .bytes(Array(text.utf8) + [0])
      default: return .word(try scope.integer(expression))
      }
    }
  }
}
