import SuiteModel
import SystemCalls
import VFIOInterface

// The steps of each family as C writes them.

/// A call in C, and what it gives.
struct CCall {
  /// Statements in front of the call.
  var before: [String] = []
  /// An expression for CALL().
  var call: String
  /// Statements behind the call, before anything is held against it.
  var after: [String] = []
  var symbol: Symbol = .number("result")
  /// The argument's bytes before the call and after, and how many they are: for `unchanged-from`.
  var argument: (before: String, after: String, count: Int)?
  /// Whether it may raise a signal.
  var mayFault = false
}

extension ProgramRecorder {
  /// Writes a step that is one call, with what is expected of it.
  func record(
    _ action: CallAction, _ step: StepCall, _ answer: CallResult, _ modifiers: Modifiers
  ) -> Symbol? {
    self.step()
    if case .process(.exit(let status)) = action {
      add(.exit(process, status: number(status)))
      add(.line(Processes.main, "await_end(\(process.rawValue));", sets: nil))
      return nil
    }
    let call = expressing(CCall(call: "0")) { () throws(Inexpressible) in
      try self.call(action, step, answer, name: modifiers.binding, modifiers)
    }
    for text in call.before { line(text) }
    line("CALL(\(call.call));")
    for text in call.after { line(text) }
    check(modifiers, call)
    return bound(call.symbol, modifiers)
  }

  /// A call that is begun by one process while others go on.
  func begin(_ action: CallAction, _ step: StepCall) -> (call: CCall, outcome: String) {
    let outcome = variable("call", "struct outcome $")
    let call = expressing(CCall(call: "0")) { () throws(Inexpressible) in
      try self.call(action, step, CallResult(), name: "argument", Modifiers())
    }
    for text in call.before { line(text) }
    add(.begin(process, "CALL(\(call.call));" + call.after.map { " \($0)" }.joined(), outcome: outcome))
    return (call, outcome)
  }

  func bound(_ symbol: Symbol, _ modifiers: Modifiers) -> Symbol? {
    guard let name = modifiers.binding else { return nil }
    let outcome = modifiers.mayEndAnyhow ? self.outcome(name) : nil
    switch symbol {
    case .number(let code, let names):
      let saved = variable(name)
      set(saved, to: code)
      return Symbol.number(saved, names).with(outcome: outcome)
    case .structure(let structure, var place):
      let returned = variable(name + "_returned")
      set(returned, to: "result")
      (place.returned, place.outcome) = (returned, outcome)
      return .structure(structure, place)
    default: return symbol.with(outcome: outcome)
    }
  }

  /// A variable for how the call ended.
  private func outcome(_ name: String) -> String {
    let outcome = variable(name + "_outcome", "const char *$")
    set(outcome, to: "outcome_name()")
    return outcome
  }

  private func call(
    _ action: CallAction, _ step: StepCall, _ answer: CallResult, name: String?, _ modifiers: Modifiers
  ) throws(Inexpressible) -> CCall {
    switch action {
    case .file(let action): return try call(action, answer, name: name)
    case .descriptor(let action): return try call(action, step.call, name: name)
    case .ioctl(let ioctl): return try call(ioctl, step, name: name, modifiers)
    case .memory(let action):
      var call = try self.call(action, step.call, name: name)
      call.mayFault = action.mayFault
      return call
    case .process(let action): return try call(action)
    }
  }

  // MARK: Files

  private func call(_ action: FileAction, _ answer: CallResult, name: String?) throws(Inexpressible) -> CCall {
    switch action {
    case .open(let path, let flags): return CCall(call: "open(\(text(path)), \(number(flags)), 0600)")
    case .readFile(let path, let asBytes):
      // On another machine it may be longer than it was here.
      let isBinary = asBytes || answer.bytes.contains(0)
      let buffer = buffer(name ?? "file", max(isBinary ? 1 << 20 : 1 << 17, 2 * answer.bytes.count))
      guard isBinary else {
        return CCall(call: "read_text(\(text(path)), \(buffer), sizeof \(buffer))", symbol: .text(buffer))
      }
      let (count, store) = counted(name)
      return CCall(
        call: "read_file(\(text(path)), \(buffer), sizeof \(buffer))", after: store,
        symbol: .bytes(buffer, count: count))
    case .writeFile(let path, let data):
      let data = text(data)
      return CCall(call: "write_file(\(text(path)), \(data), strlen(\(data)))")
    case .list(let path):
      let buffer = buffer(name ?? "names", 1 << 16)
      return CCall(call: "list_names(\(text(path)), \(buffer), sizeof \(buffer))", symbol: .names(buffer))
    case .readlink(let path):
      let buffer = buffer(name ?? "link", 4096)
      return CCall(call: "read_link(\(text(path)), \(buffer), sizeof \(buffer))", symbol: .text(buffer))
    case .stat(let path):
      let status = name.map { variable($0, "struct stat $") } ?? scratchVariable("status", "struct stat $")
      return CCall(call: "stat(\(text(path)), &\(status))", symbol: .fields(Self.fields(ofStatus: status)))
    case .chmod(let path, let mode): return CCall(call: "chmod(\(text(path)), \(number(mode)))")
    }
  }

  private static func fields(ofStatus status: String) -> [String: Symbol] {
    [
      "mode": .number("\(status).st_mode"), "permissions": .number("(\(status).st_mode & 07777)"),
      "type": .text("file_type(\(status).st_mode)"), "uid": .number("\(status).st_uid"),
      "gid": .number("\(status).st_gid"), "major": .number("major(\(status).st_rdev)"),
      "minor": .number("minor(\(status).st_rdev)"), "size": .number("\(status).st_size"),
    ]
  }

  private func buffer(_ name: String, _ size: Int) -> String { variable(name, "char $[\(size)]") }

  /// A variable for how many bytes came.
  private func counted(_ name: String?) -> (code: String, store: [String]) {
    let count = variable((name ?? "bytes") + "_count")
    return (count, ["\(count) = result < 0 ? 0 : result;"])
  }

  // MARK: Descriptors

  private func call(_ action: DescriptorAction, _ call: SystemCall, name: String?) throws(Inexpressible) -> CCall {
    switch action {
    case .close(let descriptor): return CCall(call: "close(\(number(descriptor)))")
    case .dup(let descriptor): return CCall(call: "dup(\(number(descriptor)))")
    case .fcntl(let descriptor, let command, let argument):
      return CCall(call: "fcntl(\(number(descriptor)), \(number(command)), (long)\(number(argument).enclosed))")
    case .read(let read): return self.read("read", read, nil, name: name)
    case .pread(let read, let offset): return self.read("pread", read, offset, name: name)
    case .write(let descriptor, let data): return try write("write", descriptor, data, nil)
    case .pwrite(let descriptor, let data, let offset): return try write("pwrite", descriptor, data, offset)
    case .lseek(let descriptor, let offset, let whence):
      return CCall(call: "lseek(\(number(descriptor)), \(number(offset)), \(number(whence)))")
    case .ftruncate(let descriptor, let length):
      return CCall(call: "ftruncate(\(number(descriptor)), \(number(length)))")
    case .fallocate(let descriptor, let mode, let offset, let length):
      return CCall(
        call: "fallocate(\(number(descriptor)), \(number(mode)), \(number(offset)), \(number(length)))")
    case .poll(let descriptor, let events, let limit):
      return CCall(
        call: "poll_one(\(number(descriptor)), \(number(events)), \(number(limit)))", symbol: .number("events_back"))
    case .eventfd(let initial, let flags): return CCall(call: "eventfd(\(number(initial)), \(number(flags)))")
    case .signal(let eventfd, let value):
      return CCall(call: "write(\(number(eventfd)), as_bytes(\(number(value)), 8), 8)")
    case .memfd(let flags): return CCall(call: "memfd_create(\"vfio-conform\", \(number(flags)))")
    case .socketpair:
      let pair = variable(name ?? "sockets", "int $[2]")
      return CCall(
        call: "socketpair(AF_UNIX, SOCK_STREAM, 0, \(pair))",
        symbol: .list([.number("\(pair)[0]"), .number("\(pair)[1]")]))
    case .uevents: return CCall(call: "hear_uevents()")
    case .send(let descriptor, let socket):
      return CCall(call: "send_descriptor(\(number(socket)), \(number(descriptor)))")
    case .receive(let socket): return CCall(call: "receive_descriptor(\(number(socket)))")
    }
  }

  private func read(_ function: String, _ read: DescriptorAction.Read, _ offset: Expression?, name: String?) -> CCall {
    let end = offset.map { ", \(number($0))" } ?? ""
    let (descriptor, count) = (number(read.descriptor), number(read.count))
    if let destination = read.destination {
      return CCall(call: "\(function)(\(descriptor), \(pointer(destination)), (size_t)\(count.enclosed)\(end))")
    }
    let size = (try? interpreter.environment.count(read.count, .copied)) ?? 0
    let bytes = variable(name ?? "bytes", "unsigned char $[\(max(1, size))]")
    let (length, store) = counted(name)
    return CCall(
      call: "\(function)(\(descriptor), \(bytes), \(size)\(end))", after: store, symbol: .bytes(bytes, count: length))
  }

  private func write(
    _ function: String, _ descriptor: Expression, _ data: DataSource, _ offset: Expression?
  ) throws(Inexpressible) -> CCall {
    let (start, count) = try source(data)
    let end = offset.map { ", \(number($0))" } ?? ""
    return CCall(call: "\(function)(\(number(descriptor)), \(start), (size_t)\(count.enclosed)\(end))")
  }

  func pointer(_ address: Expression) -> String {
    let place = number(address)
    return place == "0" ? "nowhere" : "(void *)(uintptr_t)\(place.enclosed)"
  }

  /// The address of what is written, and how many bytes that is.
  func source(_ data: DataSource) throws(Inexpressible) -> (start: String, count: String) {
    switch data {
    case .memory(let address, let count): return (pointer(address), number(count))
    case .number(let value, let width):
      let width = number(width)
      return ("as_bytes(\(number(value)), \(width))", width)
    case .bytes(let expression):
      let bytes = try symbolizer.bytes(expression.root, expression)
      return (bytes.start, bytes.count)
    }
  }

  // MARK: Memory

  private func call(_ action: MemoryAction, _ call: SystemCall, name: String?) throws(Inexpressible) -> CCall {
    switch action {
    case .mmap(let map):
      guard case .map(let request) = call else { return CCall(call: "0") }
      let place = map.address.map(pointer) ?? "(void *)\(CText.number(Int128(request.address)))"
      let flags = CText.number(Int128(request.flags.rawValue), names: .mapFlags)
      return CCall(
        call: "mmap(\(place), \(number(map.length)), \(number(map.protection)), \(flags), "
          + "\(map.descriptor.map(number) ?? "-1"), \(number(map.offset)))")
    case .munmap(let address, let length):
      return CCall(call: "munmap(\(pointer(address)), \(number(length)))")
    case .mremap(let address, let length, let newLength, let flags):
      return CCall(
        call: "mremap(\(pointer(address)), \(number(length)), \(number(newLength)), \(number(flags)))")
    case .mprotect(let address, let length, let protection):
      return CCall(call: "mprotect(\(pointer(address)), \(number(length)), \(number(protection)))")
    case .load(let address, let width):
      return CCall(call: "load_word(\(number(address)), \(number(width)))", symbol: .number("loaded"))
    case .store(let address, let width, let value):
      return CCall(call: "store_word(\(number(address)), \(number(width)), \(number(value)))")
    case .peek(let address, let count):
      let size = (try? interpreter.environment.count(count, .copied)) ?? 0
      let bytes = variable(name ?? "bytes", "unsigned char $[\(max(1, size))]")
      return CCall(
        call: "peek(\(bytes), \(number(address)), \(size))", symbol: .bytes(bytes, count: "\(size)"))
    case .poke(let address, let data):
      let (start, count) = try source(data)
      return CCall(call: "poke(\(number(address)), \(start), \(count))")
    }
  }

  // MARK: Processes

  private func call(_ action: ProcessAction) throws(Inexpressible) -> CCall {
    switch action {
    case .setrlimit(let resource, let value):
      return CCall(call: "soft_limit(\(number(resource)), \(number(value)))")
    case .insmod(let module, let parameters):
      let name = text(module)
      return CCall(
        call: "load_module(\(name), \(text(parameters)))",
        after: ["if (result == 0) undo_with(LOADED, \(name), \"\");"])
    case .rmmod(let module):
      let name = text(module)
      let known = (try? module.expand(in: interpreter.environment)).flatMap { interpreter.changes.parameters[$0] }
      return CCall(
        call: "remove_module(\(name))",
        after: ["if (result == 0) undo_with(REMOVED, \(name), \(CText.string(known ?? "")));"])
    case .sleep(let time): return CCall(call: "poll(NULL, 0, \(number(time)))")
    case .exec: throw Inexpressible(what: "exec: the program's own image would be gone")
    case .exit: return CCall(call: "0")
    }
  }
}

extension MemoryAction {
  /// Whether it reaches memory by itself.
  fileprivate var mayFault: Bool {
    switch self {
    case .load, .store, .peek, .poke: true
    case .mmap, .munmap, .mremap, .mprotect: false
    }
  }
}

extension Symbol {
  /// The value beside how its call ended.
  fileprivate func with(outcome: String?) -> Symbol {
    outcome.map { .fields(["value": self, "outcome": .text($0)]) } ?? self
  }
}
