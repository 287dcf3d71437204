import SuiteModel
import SystemCalls
import VFIOInterface

extension Interpreter {
  func performDescriptorAction(_ action: Action) throws(StepError) -> StepResult {
    switch action {
    case .close(let descriptor): StepResult(try call(.close(try self.descriptor(descriptor))))
    case .dup(let descriptor): StepResult(try call(.duplicate(try self.descriptor(descriptor))))
    case .fcntl(let control):
      StepResult(
        try call(
          .control(
            try descriptor(control.descriptor), command: try integer(control.command),
            argument: try integer(control.argument))))
    case .read(let read), .pread(let read): try self.read(read)
    case .write(let write), .pwrite(let write): try self.write(write)
    case .lseek(let seek):
      StepResult(
        try call(
          .seek(
            try descriptor(seek.descriptor), offset: try integer(seek.offset), whence: try integer(seek.whence))))
    case .ftruncate(let descriptor, let length):
      StepResult(try call(.truncate(try self.descriptor(descriptor), length: try integer(length))))
    case .poll(let poll): try self.poll(poll)
    default: try performNewDescriptorAction(action)
    }
  }

  private func performNewDescriptorAction(_ action: Action) throws(StepError) -> StepResult {
    switch action {
    case .eventfd(let initial, let flags):
      return StepResult(try call(.eventfd(initial: try integer(initial), flags: try integer(flags))))
    case .memfd(let flags): return StepResult(try call(.memfd(flags: try integer(flags))))
    case .socketpair:
      let result = try call(.socketPair)
      let second = result.bytes.integer(at: 0, width: 4).map { Int128(Int32(truncatingIfNeeded: $0)) } ?? -1
      return StepResult(result, .list([.number(Int128(result.value)), .number(second)]))
    case .send(let descriptor, let socket):
      return StepResult(
        try call(.sendDescriptor(try self.descriptor(descriptor), through: try self.descriptor(socket))))
    case .receive(let socket): return StepResult(try call(.receiveDescriptor(through: try descriptor(socket))))
    default: throw .harness("not an action on descriptors")
    }
  }

  private func read(_ read: ReadDescriptor) throws(StepError) -> StepResult {
    let descriptor = try descriptor(read.descriptor)
    let target: Destination =
      try read.destination.map { expression throws(StepError) in
        .address(try address(expression))
      } ?? .result
    // Into memory of the process, the count is the kernel's business alone.
    let limit = target == .result ? 1 << 20 : Int.max
    let count = try count(read.count, limit: limit)
    let result: CallResult
    if let offset = read.offset {
      result = try call(.pread(descriptor, offset: try integer(offset), count: count, into: target))
    } else {
      result = try call(.read(descriptor, count: count, into: target))
    }
    return target == .result ? StepResult(result, .bytes(result.bytes)) : StepResult(result)
  }

  private func write(_ write: WriteDescriptor) throws(StepError) -> StepResult {
    let descriptor = try descriptor(write.descriptor)
    let source = try self.source(write.data)
    guard let offset = write.offset else { return StepResult(try call(.write(descriptor, source))) }
    return StepResult(try call(.pwrite(descriptor, offset: try integer(offset), source)))
  }

  private func source(_ data: DataSource) throws(StepError) -> Source {
    guard case .memory(let address, let count) = data else { return .bytes(try bytes(data)) }
    return .address(try self.address(address), count: try self.count(count, limit: Int.max))
  }

  private func poll(_ poll: PollDescriptor) throws(StepError) -> StepResult {
    let limit = try duration(poll.limit)
    let entry = PollEntry(descriptor: try descriptor(poll.descriptor), events: try integer(poll.events))
    let result = try call(.poll([entry], milliseconds: limit.wholeMilliseconds), extra: limit)
    return StepResult(result, .number(Int128(result.returnedEvents)))
  }
}

extension CallResult {
  /// `revents` of the first entry of a poll.
  var returnedEvents: UInt16 {
    UInt16(truncatingIfNeeded: bytes.integer(at: 6, width: 2) ?? 0)
  }
}
