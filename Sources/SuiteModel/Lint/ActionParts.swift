extension Action {
  /// Whether it loads or unloads a module, which others may miss.
  var changesModules: Bool {
    switch self {
    case .insmod, .rmmod: true
    default: false
    }
  }

  /// The expressions that the action itself is told; those in its steps, fields and expectations are found with them.
  var expressions: [Expression] {
    switch self {
    case .open(let open): [open.flags]
    case .close(let descriptor), .dup(let descriptor): [descriptor]
    case .fcntl(let control): [control.descriptor, control.command, control.argument]
    case .ioctl(let ioctl): ioctl.expressions
    case .read(let read), .pread(let read): [read.descriptor, read.count] + [read.offset, read.destination].present
    case .write(let write), .pwrite(let write):
      [write.descriptor] + [write.offset].present + write.data.expressions
    case .lseek(let seek): [seek.descriptor, seek.offset, seek.whence]
    case .ftruncate(let descriptor, let length): [descriptor, length]
    case .mmap(let map):
      [map.length, map.protection, map.offset] + [map.flags, map.descriptor, map.address].present
    case .munmap(let address, let length): [address, length]
    case .mremap(let remap): [remap.address, remap.length, remap.newLength, remap.flags]
    case .mprotect(let protect): [protect.address, protect.length, protect.protection]
    case .load(let load): [load.address, load.width]
    case .store(let store): [store.address, store.width, store.value]
    case .peek(let address, let count): [address, count]
    case .poke(let address, let data): [address] + data.expressions
    case .eventfd(let initial, let flags): [initial, flags]
    case .memfd(let flags): [flags]
    case .send(let descriptor, let through): [descriptor, through]
    case .receive(let through): [through]
    case .poll(let poll): [poll.descriptor, poll.events, poll.limit]
    case .chmod(_, let mode): [mode]
    case .setrlimit(let resource, let value): [resource, value]
    case .sleep(let time): [time]
    case .spawn(let spawn):
      [spawn.user, spawn.group] + spawn.withoutCapabilities + spawn.limits.flatMap { [$0.resource, $0.value] }
    case .exit(let status): [status]
    case .expect(let conditions): conditions
    case .await(let eventfd), .drain(let eventfd): [eventfd]
    case .quiet(let eventfd, let during): [eventfd, during]
    case .signal(let eventfd, let value): [eventfd, value]
    case .operate(let operate): [operate.descriptor]
    case .socketpair, .readFile, .writeFile, .list, .readlink, .stat, .insmod, .rmmod, .kill, .exec, .use, .let,
      .steps, .monitor, .start, .finish, .pending:
      []
    }
  }

  /// The templates that the action is told.
  var templates: [Template] {
    switch self {
    case .open(let open): [open.path]
    case .ioctl(let ioctl): if case .text(let template) = ioctl.argument { [template] } else { [] }
    case .readFile(let read): [read.path]
    case .writeFile(let path, let data): [path, data]
    case .list(let path), .readlink(let path), .stat(let path), .chmod(let path, _): [path]
    case .insmod(let module, let parameters): [module, parameters]
    case .rmmod(let module): [module]
    case .monitor(let command): [command]
    default: []
    }
  }
}

extension Ioctl {
  fileprivate var expressions: [Expression] {
    var expressions = [descriptor] + [address, room].present
    if case .number(let number) = request { expressions.append(number) }
    if case .value(let value) = argument { expressions.append(value) }
    return expressions
  }
}

extension DataSource {
  fileprivate var expressions: [Expression] {
    switch self {
    case .bytes(let bytes): [bytes]
    case .number(let number, let width): [number, width]
    case .memory(let address, let count): [address, count]
    }
  }
}

extension [Expression?] {
  fileprivate var present: [Expression] { compactMap { $0 } }
}
