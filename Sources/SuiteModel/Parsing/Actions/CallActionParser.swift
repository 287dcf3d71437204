import Documents
import VFIOInterface
import Yams

// The steps that are one call each, but for ioctl, by their families.

extension FileParser {
  func fileAction(_ word: FileAction.Word, _ value: Node, _ mapping: MappingReader) -> FileAction {
    let path = template(value, "a path")
    switch word {
    case .open: return .open(path: path, flags: argument("flags", of: mapping, names: .openFlags, default: 0o2000002))
    case .readFile: return .readFile(path: path, asBytes: mapping.take("as-bytes").map(boolean) ?? false)
    case .writeFile: return .writeFile(path: path, data: text(mapping.require("data"), "text", of: mapping))
    case .list: return .list(path: path)
    case .readlink: return .readlink(path: path)
    case .stat: return .stat(path: path)
    case .chmod: return .chmod(path: path, mode: argument("mode", of: mapping))
    }
  }

  func descriptorAction(
    _ word: DescriptorAction.Word, _ value: Node, _ mapping: MappingReader
  ) -> DescriptorAction {
    switch word {
    case .close: return .close(expression(value))
    case .dup: return .dup(expression(value))
    case .fcntl:
      return .fcntl(
        expression(value), command: argument("command", of: mapping, names: .descriptorCommands),
        argument: argument("arg", of: mapping, default: 0))
    case .read: return .read(read(value, mapping))
    case .pread:
      let offset = argument("offset", of: mapping)
      return .pread(read(value, mapping), offset: offset)
    case .write: return .write(expression(value), data(of: mapping, mayComeFromMemory: true))
    case .pwrite:
      let offset = argument("offset", of: mapping)
      return .pwrite(expression(value), data(of: mapping, mayComeFromMemory: true), offset: offset)
    case .lseek:
      return .lseek(
        expression(value), offset: argument("offset", of: mapping),
        whence: argument("whence", of: mapping, names: .seekOrigins, default: 0))
    case .ftruncate: return .ftruncate(expression(value), length: argument("length", of: mapping))
    case .fallocate:
      return .fallocate(
        expression(value), mode: argument("mode", of: mapping, names: .allocationModes, default: 0),
        offset: argument("offset", of: mapping), length: argument("length", of: mapping))
    case .poll:
      return .poll(
        expression(value), events: argument("events", of: mapping, names: .pollEvents, default: 1),
        limit: argument("for-at-most", of: mapping, default: 100))
    case .eventfd:
      let initial = isNothing(value) ? constant(0, at: value) : expression(value)
      return .eventfd(
        initial: initial, flags: argument("flags", of: mapping, names: .eventFDFlags, default: 0o2004000))
    case .signal: return .signal(expression(value), value: argument("value", of: mapping, default: 1))
    case .memfd:
      expectNothing(value, word.rawValue)
      return .memfd(flags: argument("flags", of: mapping, names: .memFDFlags, default: 1))
    case .socketpair:
      expectNothing(value, word.rawValue)
      return .socketpair
    case .uevents:
      expectNothing(value, word.rawValue)
      return .uevents
    case .send: return .send(expression(value), through: argument("through", of: mapping))
    case .receive:
      expectNothing(value, word.rawValue)
      return .receive(through: argument("through", of: mapping))
    }
  }

  private func read(_ value: Node, _ mapping: MappingReader) -> DescriptorAction.Read {
    DescriptorAction.Read(
      descriptor: expression(value), count: argument("count", of: mapping), destination: optional("to", of: mapping))
  }

  func memoryAction(_ word: MemoryAction.Word, _ value: Node, _ mapping: MappingReader) -> MemoryAction {
    switch word {
    case .mmap: return .mmap(mapMemory(value, at: mapping.location))
    case .munmap: return .munmap(expression(value), length: argument("length", of: mapping))
    case .mremap:
      return .mremap(
        expression(value), length: argument("length", of: mapping), newLength: argument("new-length", of: mapping),
        flags: argument("flags", of: mapping, names: .remapFlags, default: 0))
    case .mprotect:
      return .mprotect(
        expression(value), length: argument("length", of: mapping),
        protection: argument("prot", of: mapping, names: .protection))
    case .load: return .load(expression(value), width: argument("width", of: mapping))
    case .store:
      return .store(expression(value), width: argument("width", of: mapping), value: argument("value", of: mapping))
    case .peek: return .peek(expression(value), count: argument("count", of: mapping))
    case .poke: return .poke(expression(value), data(of: mapping, mayComeFromMemory: false))
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

  func processAction(_ word: ProcessAction.Word, _ value: Node, _ mapping: MappingReader) -> ProcessAction {
    switch word {
    case .setrlimit:
      return .setrlimit(
        resource: expression(value, names: .resourceLimits), value: argument("value", of: mapping))
    case .insmod:
      return .insmod(
        module: template(value, "a module"),
        parameters: text(mapping.take("parameters"), "module parameters", of: mapping))
    case .rmmod: return .rmmod(module: template(value, "a module"))
    case .sleep: return .sleep(expression(value))
    case .exec:
      expectNothing(value, word.rawValue)
      return .exec
    case .exit: return .exit(status: expression(value))
    }
  }
}
