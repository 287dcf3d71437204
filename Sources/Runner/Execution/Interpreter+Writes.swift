import SuiteModel
import SystemCalls
import VFIOInterface

// What a kernel may write into the memory that a call is given. Whatever else a step expects, a write elsewhere is a
// failure.

extension Interpreter {
  /// Throws where the kernel wrote outside the memory that a call was given, behind what it says it wrote there, behind
  /// `argsz`, or into an argument that it only reads.
  func checkWrites(
    _ result: CallResult, of begun: BegunCall, _ modifiers: Modifiers
  ) throws(StepError) {
    if let offset = result.strayWrite {
      let place = offset < 0 ? "\(-offset) bytes before its start" : "its byte \(offset)"
      throw .mismatch(
        Mismatch(
          expected: "the call writes nothing but what is its to write", actual: "it wrote elsewhere: \(place)",
          isFinal: true))
    }
    guard case .ioctl(let ioctl) = begun.action, case .named(let request) = ioctl.request,
      case .ioctl(_, _, .bytes(let sent)) = begun.step.call
    else { return }
    switch request.argument {
    case .none, .value: return
    case .integer, .string: try checkUnchanged(result, sent: sent, from: 0)
    case .structure(let structure):
      // A call that fails has nothing to tell, unless the step says that it does.
      guard result.succeeded || !modifiers.out.isEmpty else { return try checkUnchanged(result, sent: sent, from: 0) }
      let size = structure.argsz.flatMap { sent.value($0) } ?? UInt64(structure.size)
      if let start = Int(exactly: size) { try checkUnchanged(result, sent: sent, from: start) }
      try checkPadding(result, sent: sent, of: structure)
    }
  }

  /// Nothing is told where no field is: such bytes are 0, or as the caller left them.
  private func checkPadding(_ result: CallResult, sent: [UInt8], of structure: Structure) throws(StepError) {
    guard result.bytes != sent else { return }
    let named = NamedBytes(of: structure, in: result.bytes)
    for (offset, pair) in zip(sent, result.bytes).enumerated() where !named[offset] {
      guard pair.1 != 0, pair.1 != pair.0 else { continue }
      throw .mismatch(
        Mismatch(
          expected: "bytes that no field names are 0, or as they were",
          actual: "byte \(offset) became 0x\(String(pair.1, radix: 16))", isFinal: true))
    }
  }

  /// `unchanged-from`.
  func checkUnchanged(_ result: StepResult, from start: Expression) throws(StepError) {
    let offset = try count(start, .copied)
    guard offset < result.sent.count else {
      throw .harness(
        "\(start.location): nothing is compared from byte \(offset) on: the buffer has \(result.sent.count) bytes")
    }
    try checkUnchanged(result.call, sent: result.sent, from: offset)
  }

  private func checkUnchanged(_ result: CallResult, sent: [UInt8], from start: Int) throws(StepError) {
    let (before, after) = (sent.dropFirst(start), result.bytes.dropFirst(start))
    guard let index = zip(before, after).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset else {
      return
    }
    let offset = start + index
    throw .mismatch(
      Mismatch(
        expected: "the argument's bytes from \(start) on stay as they are",
        actual: "byte \(offset) became 0x\(String(result.bytes[offset], radix: 16))", isFinal: true))
  }
}
