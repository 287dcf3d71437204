import SuiteModel
import SystemCalls
import VFIOInterface

extension DescriptorAction {
  /// Bytes of an eventfd's counter.
  static let counterSize = 8

  func encode(in scope: some CallScope) throws(EvaluationError) -> SystemCall {
    switch self {
    case .close(let descriptor): return .close(try scope.integer(descriptor))
    case .dup(let descriptor): return .duplicate(try scope.integer(descriptor))
    case .fcntl(let descriptor, let command, let argument):
      return .control(
        try scope.integer(descriptor), command: try scope.integer(command), argument: try scope.integer(argument))
    case .read(let read):
      let (descriptor, count, target) = try read.encode(in: scope)
      return .read(descriptor, count: count, into: target)
    case .pread(let read, let offset):
      let (descriptor, count, target) = try read.encode(in: scope)
      return .pread(descriptor, offset: try scope.integer(offset), count: count, into: target)
    case .write(let descriptor, let data): return .write(try scope.integer(descriptor), try scope.source(data))
    case .pwrite(let descriptor, let data, let offset):
      return .pwrite(try scope.integer(descriptor), offset: try scope.integer(offset), try scope.source(data))
    case .lseek(let descriptor, let offset, let whence):
      return .seek(
        try scope.integer(descriptor), offset: try scope.integer(offset), whence: try scope.integer(whence))
    case .ftruncate(let descriptor, let length):
      return .truncate(try scope.integer(descriptor), length: try scope.integer(length))
    case .fallocate(let descriptor, let mode, let offset, let length):
      return .allocate(
        try scope.integer(descriptor), mode: try scope.integer(mode), offset: try scope.integer(offset),
        length: try scope.integer(length))
    case .poll(let descriptor, let events, let limit):
      let entry = PollEntry(descriptor: try scope.integer(descriptor), events: try scope.integer(events))
      return .poll([entry], milliseconds: Int32(try scope.count(limit, .milliseconds)))
    case .eventfd(let initial, let flags):
      return .eventfd(initial: try scope.integer(initial), flags: try scope.integer(flags))
    case .signal(let eventfd, let value):
      return .write(try scope.integer(eventfd), .bytes([UInt8](try scope.integer(value), width: Self.counterSize)))
    case .memfd(let flags): return .memfd(flags: try scope.integer(flags))
    case .socketpair: return .socketPair
    case .uevents: return .announcements
    case .send(let descriptor, let socket):
      return .sendDescriptor(try scope.integer(descriptor), through: try scope.integer(socket))
    case .receive(let socket): return .receiveDescriptor(through: try scope.integer(socket))
    }
  }

  func decode(_ result: CallResult) -> Value {
    switch self {
    case .read(let read), .pread(let read, _): read.destination == nil ? .bytes(result.bytes) : result.number
    case .poll: .number(Int128(result.returnedEvents))
    case .socketpair: .list([result.number, .number(result.bytes.secondDescriptor)])
    case .close, .dup, .fcntl, .write, .pwrite, .lseek, .ftruncate, .fallocate, .eventfd, .signal, .memfd, .uevents,
      .send, .receive:
      result.number
    }
  }
}

extension DescriptorAction.Read {
  fileprivate func encode(
    in scope: some CallScope
  ) throws(EvaluationError) -> (descriptor: Int32, count: Int, target: Destination) {
    let number: Int32 = try scope.integer(descriptor)
    guard let destination else { return (number, try scope.count(count, .copied), .result) }
    // Into memory of the process, the count is the kernel's business alone.
    return (number, try scope.count(count, .size), .address(try scope.integer(destination)))
  }
}

extension CallResult {
  /// `revents` of the first entry of a poll.
  var returnedEvents: UInt16 { UInt16(truncatingIfNeeded: bytes.integer(at: 6, width: 2) ?? 0) }
}

extension [UInt8] {
  /// What a socketpair gives beside the number that it returns.
  fileprivate var secondDescriptor: Int128 {
    integer(at: 0, width: 4).map { Int128(Int32(truncatingIfNeeded: $0)) } ?? -1
  }
}
