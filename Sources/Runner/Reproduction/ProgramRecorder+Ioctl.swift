import SuiteModel
import SystemCalls
import VFIOInterface

extension ProgramRecorder {
  func call(
    _ ioctl: Ioctl, _ step: StepCall, name: String?, _ modifiers: Modifiers
  ) throws(Inexpressible) -> CCall {
    let descriptor = number(ioctl.descriptor)
    let request: String
    switch ioctl.request {
    case .named(let known): request = known.name
    case .number(let expression): request = number(expression)
    }
    let start = "ioctl(\(descriptor), \(request)"
    guard let structure = ioctl.structure else {
      if let bytes = ioctl.bytes { return try rawCall(start, ioctl, bytes, step, modifiers) }
      return try plainCall(start, ioctl, step)
    }
    let bytes = step.sent.isEmpty ? [UInt8](repeating: 0, count: structure.size) : step.sent
    let argument = argument(structure, bytes.count, name: name)
    var call = CCall(call: "")
    let place = StructurePlace(path: argument + ".head", start: argument + ".bytes", room: "\(bytes.count)")
    call.symbol = .structure(structure.narrowed(to: bytes), place)
    if !step.sent.isEmpty {
      if let given = ioctl.bytes {
        call.before = try filling(argument + ".bytes", bytes.count, with: given)
      } else {
        call.before = try assignments(structure, ioctl, bytes, to: argument)
      }
    }
    if let address = ioctl.address {
      let place = number(address)
      if step.before != nil { call.before.append("poke(\(place), \(argument).bytes, \(bytes.count));") }
      call.call = start + ", \(pointer(address)))"
      if modifiers.readArgument {
        // The call's own outcome is what counts.
        let kept = scratchVariable("kept", "int $[2]")
        call.after = [
          "\(kept)[0] = error; \(kept)[1] = fault;",
          "peek(\(argument).bytes, \(place), \(bytes.count)); error = \(kept)[0]; fault = \(kept)[1];",
        ]
      }
    } else {
      call.call = start + ", &\(argument))"
    }
    if modifiers.unchangedFrom != nil, !step.sent.isEmpty {
      keep(argument + ".bytes", bytes.count, before: &call)
    }
    return call
  }

  /// A request with an argument of which only its bytes are known.
  private func rawCall(
    _ start: String, _ ioctl: Ioctl, _ bytes: Expression, _ step: StepCall, _ modifiers: Modifiers
  ) throws(Inexpressible) -> CCall {
    let count = step.sent.count
    let argument = scratchVariable("bytes", "unsigned char $[\(max(1, count))]")
    var call = CCall(before: try filling(argument, count, with: bytes), call: start + ", \(argument))")
    if let address = ioctl.address {
      call.before.append("poke(\(number(address)), \(argument), \(count));")
      call.call = start + ", \(pointer(address)))"
    } else if modifiers.unchangedFrom != nil {
      keep(argument, count, before: &call)
    }
    return call
  }

  /// Keeps the argument as it is before the call, to be compared with what it is then.
  private func keep(_ argument: String, _ count: Int, before call: inout CCall) {
    let before = scratchVariable("before", "unsigned char $[\(max(1, count))]")
    call.before.append("memcpy(\(before), \(argument), \(count));")
    call.argument = (before, argument, count)
  }

  /// Statements that give a buffer bytes, and what lies behind them.
  private func filling(_ buffer: String, _ count: Int, with given: Expression) throws(Inexpressible) -> [String] {
    let bytes = try symbolizer.bytes(given.root, given)
    let copy = "memcpy(\(buffer), \(bytes.start), \(bytes.count));"
    let length = (try? given.bytes(in: interpreter.environment).count) ?? count
    return length < count ? ["memset(\(buffer), 0xa5, \(count));", copy] : [copy]
  }

  private func plainCall(_ start: String, _ ioctl: Ioctl, _ step: StepCall) throws(Inexpressible) -> CCall {
    if let address = ioctl.address {
      var call = CCall(call: start + ", \(pointer(address)))")
      if case .poke(_, let bytes) = step.before {
        call.before = ["poke(\(number(address)), \(CText.bytes(bytes)), \(bytes.count));"]
      }
      return call
    }
    switch ioctl.argument {
    case nil: return CCall(call: start + ", 0)")
    case .text(let template): return CCall(call: start + ", \(text(template)))")
    case .value(let expression):
      guard case .ioctl(_, _, .bytes(let bytes)) = step.call else {
        return CCall(call: start + ", (unsigned long)\(number(expression).enclosed))")
      }
      if case .named(let known) = ioctl.request, case .integer = known.argument {
        return CCall(call: start + ", &(int){\(number(expression))})")
      }
      if case .text(let code)? = symbol(expression) { return CCall(call: start + ", \(code))") }
      return CCall(call: start + ", \(CText.bytes(bytes)))")
    }
  }

  /// A buffer of exactly so many bytes.
  private func argument(_ structure: Structure, _ count: Int, name: String?) -> String {
    let declaration = "union { struct \(structure.cName) head; unsigned char bytes[\(count)]; } $"
    let short = structure.name.replacing("vfio_", with: "").replacing("iommu_", with: "")
    return name.map { variable($0, declaration) } ?? scratchVariable(short, declaration)
  }

  // MARK: What it holds

  private func assignments(
    _ structure: Structure, _ ioctl: Ioctl, _ bytes: [UInt8], to argument: String
  ) throws(Inexpressible) -> [String] {
    let fields = ioctl.fields ?? []
    var lines: [String] = []
    let whole = min(bytes.count, structure.size)
    if bytes.count > structure.size || whole < structure.size {
      lines.append("memset(&\(argument), 0, sizeof \(argument));")
    }
    lines.append("\(argument).head = (struct \(structure.cName)){\(try initializer(structure, fields, bytes, at: 0))};")
    guard bytes.count > structure.size else { return lines }
    var scope = ioctl
    scope.room = nil
    let end = (try? scope.encode(in: interpreter.environment))?.sent.count ?? bytes.count
    if end > structure.size {
      lines += try tail(structure, fields, Array(bytes[structure.size..<min(end, bytes.count)]), of: argument)
    }
    if bytes.count > end {
      lines.append("memset(\(argument).bytes + \(end), 0xa5, \(bytes.count - end));")
    }
    return lines
  }

  private func initializer(
    _ structure: Structure, _ fields: [FieldValue], _ bytes: [UInt8], at base: Int
  ) throws(Inexpressible) -> String {
    var parts: [String] = []
    for field in structure.fields {
      let given = fields.last { $0.name == field.name }?.content
      if case .structure(let nested) = field.kind {
        guard case .structure(_, let inner) = given else { continue }
        parts.append(".\(field.name) = {\(try initializer(nested, inner, bytes, at: base + field.offset))}")
        continue
      }
      let value = bytes.integer(at: base + field.offset, width: field.width) ?? 0
      // The one address that the header declares as a pointer.
      let pointer = structure == .bitmap && field.kind == .address ? "(void *)(uintptr_t)" : ""
      if case .expression(let expression) = given, let code = symbol(expression)?.number {
        parts.append(".\(field.name) = \(pointer)\(code.enclosed)")
      } else if value != 0 {
        parts.append(".\(field.name) = \(pointer)\(CText.number(Int128(value), names: field.names))")
      }
    }
    return parts.isEmpty ? "0" : parts.joined(separator: ", ")
  }

  private func tail(
    _ structure: Structure, _ fields: [FieldValue], _ bytes: [UInt8], of argument: String
  ) throws(Inexpressible) -> [String] {
    let constants = "memcpy(\(argument).bytes + \(structure.size), \(CText.bytes(bytes)), \(bytes.count));"
    guard let content = fields.last(where: { structure[field: $0.name] == nil })?.content else { return [constants] }
    switch content {
    case .structure(let nested, let inner):
      let text = try initializer(nested, inner, bytes, at: 0)
      let place = "\(argument).bytes + \(structure.size)"
      let head = "*(struct \(nested.cName) *)(\(place)) = (struct \(nested.cName)){\(text)};"
      guard bytes.count > nested.size else { return [head] }
      // What stands behind a payload's own structure.
      let rest = Array(bytes[nested.size...])
      return [head, "memcpy(\(place) + \(nested.size), \(CText.bytes(rest)), \(rest.count));"]
    case .list(let elements):
      let width = elements.isEmpty ? 0 : bytes.count / elements.count
      guard (1...8).contains(width) else { return [constants] }
      return [constants]
        + elements.enumerated().compactMap { index, element in
          guard case .expression(let expression) = element, let code = symbol(expression)?.number else { return nil }
          return "put(\(argument).bytes + \(structure.size + index * width), \(width), \(code));"
        }
    case .expression(let expression):
      guard case .list(let elements)? = symbol(expression), !elements.isEmpty else { return [constants] }
      let width = bytes.count / elements.count
      return [constants]
        + elements.enumerated().compactMap { index, element in
          element?.number.map { "put(\(argument).bytes + \(structure.size + index * width), \(width), \($0));" }
        }
    }
  }
}
