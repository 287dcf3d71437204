import SuiteModel

extension StepLocation {
  init(_ step: Step) {
    self.init(
      file: step.location.file, line: step.location.line, column: step.location.column, text: step.action.text)
  }
}

extension Action {
  /// The step in short: its word and what it is done to.
  var text: String {
    switch self {
    case .open(let open): "open \(open.path.text)"
    case .close(let descriptor): "close \(descriptor.text)"
    case .dup(let descriptor): "dup \(descriptor.text)"
    case .fcntl(let control): "fcntl \(control.descriptor.text)"
    case .ioctl(let ioctl): "ioctl \(ioctl.request.text)"
    case .read(let read): "read \(read.descriptor.text)"
    case .write(let write): "write \(write.descriptor.text)"
    case .pread(let read): "pread \(read.descriptor.text)"
    case .pwrite(let write): "pwrite \(write.descriptor.text)"
    case .lseek(let seek): "lseek \(seek.descriptor.text)"
    case .ftruncate(let descriptor, _): "ftruncate \(descriptor.text)"
    case .mmap(let map): map.descriptor.map { "mmap of \($0.text)" } ?? "mmap"
    case .munmap(let address, _): "munmap \(address.text)"
    case .mremap(let remap): "mremap \(remap.address.text)"
    case .mprotect(let protect): "mprotect \(protect.address.text)"
    case .load(let load): "load \(load.address.text)"
    case .store(let store): "store \(store.address.text)"
    case .peek(let address, _): "peek \(address.text)"
    case .poke(let address, _): "poke \(address.text)"
    default: otherText
    }
  }

  private var otherText: String {
    switch self {
    case .eventfd: "eventfd"
    case .memfd: "memfd"
    case .socketpair: "socketpair"
    case .send(let descriptor, _): "send \(descriptor.text)"
    case .receive: "receive"
    case .poll(let poll): "poll \(poll.descriptor.text)"
    case .readFile(let file): "read-file \(file.path.text)"
    case .writeFile(let path, _): "write-file \(path.text)"
    case .list(let path): "list \(path.text)"
    case .readlink(let path): "readlink \(path.text)"
    case .stat(let path): "stat \(path.text)"
    case .chmod(let path, _): "chmod \(path.text)"
    case .setrlimit(let resource, _): "setrlimit \(resource.text)"
    case .insmod(let module, _): "insmod \(module.text)"
    case .rmmod(let module): "rmmod \(module.text)"
    case .sleep(let time): "sleep \(time.text)"
    case .spawn(let spawn): "spawn \(spawn.name)"
    case .kill(let process): "kill \(process)"
    case .exec: "exec"
    case .exit: "exit"
    default: wordText
    }
  }

  private var wordText: String {
    switch self {
    case .use(let use): "use \(use.fixture)"
    case .expect(let conditions): "expect \(conditions.map(\.text).joined(separator: ", "))"
    case .let(let bindings): "let \(bindings.map(\.name).joined(separator: ", "))"
    case .await(let eventfd): "await \(eventfd.text)"
    case .quiet(let eventfd, _): "quiet \(eventfd.text)"
    case .signal(let eventfd, _): "signal \(eventfd.text)"
    case .drain(let eventfd): "drain \(eventfd.text)"
    case .operate(let operate): "operate \(operate.operation)"
    case .monitor(let command): "monitor \(command.text)"
    case .start(let name, _): "start \(name)"
    case .finish(let name): "finish \(name)"
    case .pending(let name): "pending \(name)"
    default: "steps"
    }
  }
}

extension Ioctl.Request {
  fileprivate var text: String {
    switch self {
    case .named(let request): request.name
    case .number(let expression): expression.text
    }
  }
}
