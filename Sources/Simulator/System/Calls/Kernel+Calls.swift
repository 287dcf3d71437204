import SystemCalls
import VFIOInterface

extension Kernel {
  /// Makes a call for a process.
  func perform(_ call: SystemCall, caller: Process) -> Progress<CallResult> {
    do {
      return try dispatch(call, caller)
    } catch {
      return .done(.failure(error))
    }
  }

  private func dispatch(_ call: SystemCall, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    switch call {
    case .open(let path, let flags): try open(path, flags, caller)
    case .close(let descriptor): .done(try close(descriptor, caller))
    case .duplicate(let descriptor): try duplicate(descriptor, caller)
    case .control(let descriptor, let command, let argument): try control(descriptor, command, argument, caller)
    case .ioctl(let descriptor, let request, let argument): .done(try ioctl(descriptor, request, argument, caller))
    case .read(let descriptor, let count, let destination): try read(descriptor, count, destination, caller)
    case .write(let descriptor, let source): try write(descriptor, source, caller)
    case .pread(let descriptor, let offset, let count, let destination):
      try pread(descriptor, offset, count, destination, caller)
    case .pwrite(let descriptor, let offset, let source): try pwrite(descriptor, offset, source, caller)
    case .seek(let descriptor, let offset, let whence): try seek(descriptor, offset, whence, caller)
    case .truncate(let descriptor, let length): try truncate(descriptor, length, caller)
    case .allocate(let descriptor, let mode, let offset, let length):
      try allocate(descriptor, mode, offset, length, caller)
    case .map(let request): .done(CallResult(value: Int64(bitPattern: try map(request, caller))))
    case .unmap(let address, let length): .done(try unmap(address, length, caller))
    case .remap(let address, let length, let newLength, let flags):
      .done(CallResult(value: Int64(bitPattern: try remap(address, length, newLength, flags, caller))))
    case .protect(let address, let length, let protection): .done(try protect(address, length, protection, caller))
    case .load(let address, let width): .done(load(address, width, caller))
    case .store(let address, let width, let value): .done(store(address, width, value, caller))
    case .peek(let address, let count): .done(peek(address, count, caller))
    case .poke(let address, let bytes): .done(poke(address, bytes, caller))
    case .eventfd(let initial, let flags): try eventfd(initial, flags, caller)
    case .memfd(let flags): try memfd(flags, caller)
    case .socketPair: try socketPair(caller)
    case .announcements: try hearAnnouncements(caller)
    case .sendDescriptor(let descriptor, let socket): try send(descriptor, through: socket, caller)
    case .receiveDescriptor(let socket): try receive(through: socket, caller)
    case .poll(let entries, let milliseconds): poll(entries, milliseconds, caller)
    case .readFile(let path, let limit): try readFile(path, limit, caller)
    case .writeFile(let path, let bytes): try writeFile(path, bytes, caller)
    case .list(let path): try list(path, caller)
    case .readLink(let path): try readLink(path, caller)
    case .status(let path): try status(path, caller)
    case .changeMode(let path, let mode): try changeMode(path, mode, caller)
    case .setLimit(let limit, let soft): try setLimit(limit, soft, caller)
    case .loadModule(let name, let parameters): try loadModule(name, parameters, caller)
    case .removeModule(let name): try removeModule(name, caller)
    case .exec: exec(caller)
    case .exit(let status): .done(CallResult(value: Int64(status)))
    }
  }
}
