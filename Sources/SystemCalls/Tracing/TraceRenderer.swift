import VFIOInterface

/// Makes the lines of a trace, as strace would print them and decoded by the table of the UAPI.
package struct TraceRenderer {
  /// Bytes of a buffer that are shown.
  private static let byteLimit = 32

  private var kinds = DescriptorKinds()
  private let names: [ProcessID: String]

  /// - Parameter names: The processes' names; with more than one, each line begins with its process's.
  package init(names: [ProcessID: String] = [:]) { self.names = names }

  /// One line an entry. Entries have to come in order: what a descriptor is follows from those before.
  package mutating func line(_ entry: Trace.Entry) -> String {
    defer { kinds.note(entry) }
    switch entry {
    case .spawn(let process, let options): return "spawn(\(name(process))\(Self.text(of: options, name)))"
    case .kill(let process): return "kill(\(name(process)), SIGKILL)"
    case .call(let call, let process, let result):
      let prefix = names.count > 1 ? "\(name(process)): " : ""
      let stray = result?.strayWrite.map { " (a write outside, at byte \($0))" } ?? ""
      return prefix + text(of: call, by: process, result) + " = " + Self.text(of: result, call) + stray
    }
  }

  private func name(_ process: ProcessID) -> String { names[process] ?? "process \(process.rawValue)" }

  private static func text(of options: SpawnOptions, _ name: (ProcessID) -> String) -> String {
    var parts: [String] = []
    if let parent = options.parent { parts.append("fork of \(name(parent))") }
    if options.user != 0 { parts.append("uid=\(options.user)") }
    if options.group != 0 { parts.append("gid=\(options.group)") }
    if options.withoutCapabilities != 0 { parts.append("without=\(hexadecimal(options.withoutCapabilities))") }
    for (limit, value) in options.limits.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      parts.append("\(limit.name)=\(value)")
    }
    return parts.map { ", " + $0 }.joined()
  }

  private static func text(of result: CallResult?, _ call: SystemCall) -> String {
    guard let result else { return "?" }
    if let fault = result.fault { return fault.name }
    if let error = result.error { return "-1 \(error)" }
    switch call {
    case .map, .remap: return hexadecimal(UInt64(bitPattern: result.value))
    case .load: return hexadecimal(result.bytes.integer(at: 0, width: min(8, result.bytes.count)) ?? 0)
    case .ioctl(_, Request.eehPEOp.number, .bytes(let bytes)):
      guard bytes.value(EEHPEOp.op) == EEHOperation.getState.rawValue else { return "\(result.value)" }
      return "\(result.value) (\(FlagSet.eehStates.describe(UInt64(bitPattern: result.value))))"
    default: return "\(result.value)"
    }
  }

  private func text(of call: SystemCall, by process: ProcessID, _ result: CallResult?) -> String {
    if case .ioctl(let descriptor, let number, let argument) = call {
      let request = kinds.request(number, on: descriptor, of: process)
      let name = request?.name ?? hexadecimal(UInt64(number))
      return "ioctl(\(descriptor), \(name)\(Self.text(of: argument, request, result)))"
    }
    return call.name + "(" + call.arguments(result, bytes: Self.text).joined(separator: ", ") + ")"
  }

  private static func text(of argument: IoctlArgument, _ request: Request?, _ result: CallResult?) -> String {
    switch (argument, request?.argument) {
    case (.word, .some(.none)): return ""
    case (.word(let word), .value(let set)): return ", \(set.describe(word))"
    case (.word(let word), _): return word == 0 ? ", NULL" : ", \(hexadecimal(word))"
    case (.bytes(let bytes), .structure(let structure)):
      let before = DecodedStructure(structure, in: bytes).traceText
      guard let result, result.bytes != bytes, !result.bytes.isEmpty else { return ", \(before)" }
      let after = DecodedStructure(structure, in: result.bytes).traceText
      return before == after ? ", \(before)" : ", \(before) => \(after)"
    case (.bytes(let bytes), .integer):
      return ", [\(Int32(truncatingIfNeeded: bytes.integer(at: 0, width: min(4, bytes.count)) ?? 0))]"
    case (.bytes(let bytes), .string):
      return ", " + quoted(bytes.prefix { $0 != 0 })
    case (.bytes(let bytes), _): return ", \(text(of: bytes))"
    }
  }

  /// Bytes as `"55 aa …"`, cut after the first few.
  static func text(of bytes: [UInt8]) -> String {
    let shown = bytes.prefix(byteLimit).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    return "\"" + shown + (bytes.count > byteLimit ? " …" : "") + "\""
  }
}

extension Trace {
  /// The trace's lines.
  ///
  /// - Parameters:
  ///   - names: The processes' names.
  ///   - last: How many of the last entries are shown; nil for all.
  package func lines(names: [ProcessID: String] = [:], last: Int? = nil) -> [String] {
    var renderer = TraceRenderer(names: names)
    let all = entries.map { renderer.line($0) }
    let shown = last.map { Array(all.suffix($0)) } ?? all
    let missing = dropped + all.count - shown.count
    return missing == 0 ? shown : ["… \(missing) earlier calls"] + shown
  }
}
