import VFIOInterface
import Yams

extension FileParser {
  /// Reads an action: what stands behind its word, and the arguments beside it.
  func action(_ word: ActionWord, _ value: Node, _ mapping: MappingReader) -> Action {
    switch word {
    case .open, .readFile, .writeFile, .list, .readlink, .stat, .chmod: fileAction(word, value, mapping)
    case .mmap, .munmap, .mremap, .mprotect, .load, .store, .peek, .poke: memoryAction(word, value, mapping)
    case .close: .close(descriptor: expression(value))
    case .dup: .dup(descriptor: expression(value))
    case .ioctl: .ioctl(ioctl(value, mapping))
    case .fcntl, .read, .write, .pread, .pwrite, .lseek, .ftruncate, .poll, .send:
      descriptorAction(word, value, mapping)
    case .eventfd, .memfd, .socketpair, .receive: newDescriptorAction(word, value, mapping)
    case .setrlimit, .insmod, .rmmod, .sleep, .spawn, .kill, .exec, .exit: processAction(word, value, mapping)
    case .await, .quiet, .signal, .drain: eventAction(word, value, mapping)
    case .use, .expect, .let, .steps, .operate, .monitor, .start, .finish, .pending: wordAction(word, value, mapping)
    }
  }

  // MARK: Arguments

  private func argument(_ name: String, of mapping: MappingReader, names: FlagSet? = nil) -> Expression {
    guard let node = mapping.require(name) else {
      return Expression(.number(0), text: "0", at: mapping.location)
    }
    return expression(node, names: names)
  }

  private func argument(
    _ name: String, of mapping: MappingReader, names: FlagSet? = nil, default value: UInt64
  ) -> Expression {
    guard let node = mapping.take(name) else {
      let text = names?.describe(value) ?? "\(value)"
      return Expression(.number(Int128(value)), text: text, at: mapping.location, names: names)
    }
    return expression(node, names: names)
  }

  private func optional(_ name: String, of mapping: MappingReader, names: FlagSet? = nil) -> Expression? {
    mapping.take(name).map { expression($0, names: names) }
  }

  /// Reports anything written behind a word that stands alone.
  private func expectNothing(_ node: Node, _ what: String) {
    if isNothing(node) { return }
    if case .mapping(let mapping) = node, mapping.isEmpty { return }
    expected("nothing or {} behind '\(what)'", found: node)
  }

  /// A width of memory accesses, checked where it does not depend on anything.
  private func width(of mapping: MappingReader) -> Expression {
    let width = argument("width", of: mapping)
    if case .literal(.number(let number)) = width.root.kind, ![1, 2, 4, 8].contains(number) {
      report("the width is \(number)", at: width.location, hint: "expected 1, 2, 4 or 8 bytes")
    }
    return width
  }

  /// `data`, or `value` and `width`, or `from` and `count`.
  private func data(of mapping: MappingReader, mayComeFromMemory: Bool) -> DataSource {
    if let node = mapping.take("data") {
      if case .scalar(let scalar) = node, let bytes = hexBytes(scalar.string) {
        return .bytes(Expression(.bytes(bytes), text: scalar.string, at: location(node)))
      }
      return .bytes(expression(node))
    }
    if let node = mapping.take("value") { return .number(expression(node), width: width(of: mapping)) }
    if mayComeFromMemory, let node = mapping.take("from") {
      return .memory(address: expression(node), count: argument("count", of: mapping))
    }
    report(
      "\(mapping.what) does not say what to write", at: mapping.location,
      hint: "expected 'data', or 'value' and 'width'")
    return .bytes(Expression(.bytes([]), text: "", at: mapping.location))
  }

  // MARK: Files

  private func fileAction(_ word: ActionWord, _ value: Node, _ mapping: MappingReader) -> Action {
    let path = template(value, "a path")
    switch word {
    case .open:
      return .open(
        OpenFile(path: path, flags: argument("flags", of: mapping, names: .openFlags, default: 0o2000002)))
    case .readFile: return .readFile(ReadFile(path: path, asBytes: mapping.take("as-bytes").map(boolean) ?? false))
    case .writeFile:
      let data = mapping.require("data").map { template($0, "text") }
      return .writeFile(path: path, data: data ?? Template(text: "", location: mapping.location, parts: []))
    case .list: return .list(path: path)
    case .readlink: return .readlink(path: path)
    case .stat: return .stat(path: path)
    default: return .chmod(path: path, mode: argument("mode", of: mapping))
    }
  }

  // MARK: Descriptors

  private func descriptorAction(_ word: ActionWord, _ value: Node, _ mapping: MappingReader) -> Action {
    let descriptor = expression(value)
    switch word {
    case .fcntl:
      return .fcntl(
        ControlDescriptor(
          descriptor: descriptor, command: argument("command", of: mapping, names: .descriptorCommands),
          argument: argument("arg", of: mapping, default: 0)))
    case .read, .pread:
      let read = ReadDescriptor(
        descriptor: descriptor, offset: word == .pread ? argument("offset", of: mapping) : nil,
        count: argument("count", of: mapping), destination: optional("to", of: mapping))
      return word == .read ? .read(read) : .pread(read)
    case .write, .pwrite:
      let write = WriteDescriptor(
        descriptor: descriptor, offset: word == .pwrite ? argument("offset", of: mapping) : nil,
        data: data(of: mapping, mayComeFromMemory: true))
      return word == .write ? .write(write) : .pwrite(write)
    case .lseek:
      return .lseek(
        SeekDescriptor(
          descriptor: descriptor, offset: argument("offset", of: mapping),
          whence: argument("whence", of: mapping, names: .seekOrigins, default: 0)))
    case .ftruncate: return .ftruncate(descriptor: descriptor, length: argument("length", of: mapping))
    case .send: return .send(descriptor: descriptor, through: argument("through", of: mapping))
    default:
      return .poll(
        PollDescriptor(
          descriptor: descriptor, events: argument("events", of: mapping, names: .pollEvents, default: 1),
          limit: argument("for-at-most", of: mapping, default: 100)))
    }
  }

  private func newDescriptorAction(_ word: ActionWord, _ value: Node, _ mapping: MappingReader) -> Action {
    if word == .eventfd {
      let initial = isNothing(value) ? constant(0, at: value) : expression(value)
      return .eventfd(
        initial: initial, flags: argument("flags", of: mapping, names: .eventFDFlags, default: 0o2004000))
    }
    expectNothing(value, word.rawValue)
    switch word {
    case .memfd: return .memfd(flags: argument("flags", of: mapping, names: .memFDFlags, default: 1))
    case .receive: return .receive(through: argument("through", of: mapping))
    default: return .socketpair
    }
  }

  // MARK: Memory

  private func memoryAction(_ word: ActionWord, _ value: Node, _ mapping: MappingReader) -> Action {
    if word == .mmap { return .mmap(mapMemory(value, at: mapping.location)) }
    let address = expression(value)
    switch word {
    case .munmap: return .munmap(address: address, length: argument("length", of: mapping))
    case .mremap:
      return .mremap(
        RemapMemory(
          address: address, length: argument("length", of: mapping), newLength: argument("new-length", of: mapping),
          flags: argument("flags", of: mapping, names: .remapFlags, default: 0)))
    case .mprotect:
      return .mprotect(
        ProtectMemory(
          address: address, length: argument("length", of: mapping),
          protection: argument("prot", of: mapping, names: .protection)))
    case .load:
      return .load(
        LoadMemory(address: address, width: width(of: mapping), value: mapping.take("value").map { expectation($0) }))
    case .store:
      return .store(
        StoreMemory(address: address, width: width(of: mapping), value: argument("value", of: mapping)))
    case .peek: return .peek(address: address, count: argument("count", of: mapping))
    default: return .poke(address: address, data: data(of: mapping, mayComeFromMemory: false))
    }
  }

  private func mapMemory(_ node: Node, at location: SourceLocation) -> MapMemory {
    let mapping = mapping(node, "'mmap'") ?? MappingReader([:], "'mmap'", location: location, parser: self)
    let request = MapMemory(
      length: argument("length", of: mapping),
      protection: argument("prot", of: mapping, names: .protection, default: 3),
      flags: optional("flags", of: mapping, names: .mapFlags),
      descriptor: optional("fd", of: mapping),
      offset: argument("offset", of: mapping, default: 0),
      address: optional("at", of: mapping))
    mapping.finish()
    return request
  }

  // MARK: Events

  private func eventAction(_ word: ActionWord, _ value: Node, _ mapping: MappingReader) -> Action {
    let eventfd = expression(value)
    switch word {
    case .await: return .await(eventfd: eventfd)
    case .quiet: return .quiet(eventfd: eventfd, during: argument("during", of: mapping, default: 50))
    case .signal: return .signal(eventfd: eventfd, value: argument("value", of: mapping, default: 1))
    default: return .drain(eventfd: eventfd)
    }
  }

  // MARK: Processes and the system

  private func processAction(_ word: ActionWord, _ value: Node, _ mapping: MappingReader) -> Action {
    switch word {
    case .setrlimit:
      return .setrlimit(
        resource: expression(value, names: .resourceLimits), value: argument("value", of: mapping))
    case .insmod:
      let parameters = mapping.take("parameters").map { template($0, "module parameters") }
      return .insmod(
        module: template(value, "a module"),
        parameters: parameters ?? Template(text: "", location: mapping.location, parts: []))
    case .rmmod: return .rmmod(module: template(value, "a module"))
    case .sleep: return .sleep(time: expression(value))
    case .spawn: return .spawn(spawn(value, mapping))
    case .kill: return .kill(process: identifier(value, "a process"))
    case .exit: return .exit(status: expression(value))
    default:
      expectNothing(value, word.rawValue)
      return .exec
    }
  }

  private func spawn(_ value: Node, _ mapping: MappingReader) -> SpawnProcess {
    let limits = mapping.take("limits").flatMap { self.mapping($0, "'limits'") }?.takeRest() ?? []
    let capabilities = mapping.take("without").map { list($0, "capabilities") } ?? []
    return SpawnProcess(
      name: identifier(value, "a process"),
      parent: mapping.take("fork").map { identifier($0, "a process") },
      user: argument("uid", of: mapping, default: 0),
      group: argument("gid", of: mapping, default: 0),
      withoutCapabilities: capabilities.map { expression($0, names: .capabilities) },
      limits: limits.map { entry in
        SpawnLimit(resource: expression(entry.key, names: .resourceLimits), value: expression(entry.value))
      },
      steps: mapping.take("steps").map(steps) ?? [])
  }

  // MARK: Words that are not system calls

  private func wordAction(_ word: ActionWord, _ value: Node, _ mapping: MappingReader) -> Action {
    switch word {
    case .use:
      return .use(UseFixture(fixture: slug(value, "a fixture"), arguments: arguments(of: mapping)))
    case .expect:
      if case .sequence = value { return .expect(conditions: list(value, "conditions").map { expression($0) }) }
      return .expect(conditions: [expression(value)])
    case .let: return .let(bindings: bindings(value, "'let'"))
    case .steps: return .steps(steps(value))
    case .operate:
      return .operate(
        OperateDevice(
          operation: identifier(value, "an operation"),
          role: mapping.take("on").map { identifier($0, "a role") } ?? "device",
          descriptor: mapping.take("fd").map { expression($0) }
            ?? Expression(name: "device_fd", at: mapping.location),
          arguments: arguments(of: mapping)))
    case .monitor: return .monitor(command: template(value, "a command"))
    case .start:
      let name = identifier(value, "a call")
      guard let step = mapping.require("step").flatMap(step) else { return .steps([]) }
      return .start(name: name, step: step)
    case .finish: return .finish(name: identifier(value, "a call"))
    default: return .pending(name: identifier(value, "a call"))
    }
  }

  private func arguments(of mapping: MappingReader) -> [Binding] {
    mapping.take("with").map { bindings($0, "'with'") } ?? []
  }
}

extension Expression {
  /// A name that stands where a suite left it out.
  init(name: String, at location: SourceLocation) {
    self.init(text: name, location: location, root: Node(kind: .name(name), offset: 0))
  }
}
