import SystemCalls
import VFIOInterface

/// As many bytes as a read or a write moves at once.
private let transferLimit = 1 << 20

extension Kernel {
  func open(_ path: String, _ flags: OpenFlags, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    let descriptor = try caller.descriptors.free(limit: caller.openFilesLimit)
    let file = try files.open(path, flags: flags, caller: caller)
    file.flags.remove([.create, .closeOnExec])
    file.flags.formUnion(.largeFile)
    caller.descriptors.install(file, at: descriptor, closesOnExec: flags.contains(.closeOnExec))
    return .done(CallResult(value: Int64(descriptor)))
  }

  func close(_ descriptor: Int32, _ caller: Process) throws(Errno) -> CallResult {
    try caller.close(descriptor)
    return CallResult()
  }

  func duplicate(_ descriptor: Int32, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    let file = try caller.descriptors.file(descriptor)
    return .done(CallResult(value: Int64(try caller.install(file, closesOnExec: false))))
  }

  func control(
    _ descriptor: Int32, _ command: Int32, _ argument: Int64, _ caller: Process
  ) throws(Errno) -> Progress<CallResult> {
    guard let entry = caller.descriptors[descriptor] else { throw .EBADF }
    switch ControlCommand(rawValue: command) {
    case .duplicate, .duplicateClosingOnExec:
      guard let lowest = Int32(exactly: argument) else { throw .EINVAL }
      let copy = try caller.descriptors.free(from: lowest, limit: caller.openFilesLimit)
      let closes = command == ControlCommand.duplicateClosingOnExec.rawValue
      caller.descriptors.install(entry.file, at: copy, closesOnExec: closes)
      return .done(CallResult(value: Int64(copy)))
    case .getDescriptorFlags: return .done(CallResult(value: entry.closesOnExec ? 1 : 0))
    case .setDescriptorFlags:
      caller.descriptors.setClosesOnExec(argument & 1 == 1, for: descriptor)
      return .done(CallResult())
    case .getFileFlags: return .done(CallResult(value: Int64(entry.file.flags.rawValue)))
    case .setFileFlags:
      let wanted = OpenFlags(rawValue: Int32(truncatingIfNeeded: argument))
      entry.file.flags.remove(.nonBlocking)
      entry.file.flags.formUnion(wanted.intersection(.nonBlocking))
      return .done(CallResult())
    case nil: throw .EINVAL
    }
  }

  func ioctl(
    _ descriptor: Int32, _ request: UInt32, _ argument: IoctlArgument, _ caller: Process
  ) throws(Errno) -> CallResult {
    /// The argument may be wrong as well: whose descriptor is none never gets that far.
    func made(_ argument: UserArgument) throws(Errno) -> CallResult {
      CallResult(value: try caller.descriptors.file(descriptor).ioctl(request, argument, caller: caller))
    }
    switch argument {
    case .word(let word): return try made(UserArgument(word, memory: caller.memory))
    case .bytes(let bytes):
      return try caller.memory.lend(bytes, pageSize: pageSize) { buffer throws(Errno) in
        var result: CallResult
        do throws(Errno) {
          result = try made(UserArgument(buffer.address, memory: caller.memory))
          fillPadding(of: buffer, request, caller.descriptors[descriptor]?.file, caller)
        } catch {
          result = .failure(error)
          if isVFIO(descriptor, of: caller), !keeps(.refusedArgument), !bytes.isEmpty {
            try? caller.memory.copyOut([~bytes[bytes.count - 1]], to: buffer.address + UInt64(bytes.count - 1))
          }
        }
        result.bytes = buffer.contents
        result.strayWrite = buffer.strayWrite(allowing: bytes.count)
        return result
      }
    }
  }

  private func isVFIO(_ descriptor: Int32, of caller: Process) -> Bool {
    let file = caller.descriptors[descriptor]?.file
    return file is ContainerFile || file is GroupFile || file is DeviceFile
  }

  // MARK: Reading and writing

  func read(
    _ descriptor: Int32, _ count: Int, _ destination: Destination, _ caller: Process
  ) throws(Errno) -> Progress<CallResult> {
    let file = try caller.descriptors.file(descriptor)
    guard file.canRead else { throw .EBADF }
    try checkAddress(of: destination, for: file)
    return try file.read(count: try transferCount(count), caller: caller).then { (bytes) throws(Errno) in
      .done(try self.deliver(bytes, of: file, to: destination, count, caller))
    }
  }

  func pread(
    _ descriptor: Int32, _ offset: Int64, _ count: Int, _ destination: Destination, _ caller: Process
  ) throws(Errno) -> Progress<CallResult> {
    guard offset >= 0 else { throw .EINVAL }
    let file = try caller.descriptors.file(descriptor)
    guard file.canRead else { throw .EBADF }
    try checkAddress(of: destination, for: file)
    do {
      let bytes = try file.pread(offset: offset, count: try transferCount(count), caller: caller)
      return .done(try deliver(bytes, of: file, to: destination, count, caller))
    } catch {
      return .done(try refusedRead(error, offset, destination, of: file, caller))
    }
  }

  func write(_ descriptor: Int32, _ source: Source, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    let file = try caller.descriptors.file(descriptor)
    guard file.canWrite else { throw .EBADF }
    try checkWrite(source, file.position, to: file)
    return try file.write(try bytes(of: source, for: file, caller), caller: caller).then { (count) throws(Errno) in
      .done(CallResult(value: Int64(count)))
    }
  }

  func pwrite(
    _ descriptor: Int32, _ offset: Int64, _ source: Source, _ caller: Process
  ) throws(Errno) -> Progress<CallResult> {
    guard offset >= 0 else { throw .EINVAL }
    let file = try caller.descriptors.file(descriptor)
    guard file.canWrite else { throw .EBADF }
    try checkWrite(source, offset, to: file)
    let bytes = try bytes(of: source, for: file, caller)
    do {
      return .done(CallResult(value: Int64(try file.pwrite(bytes, offset: offset, caller: caller))))
    } catch {
      if !keeps(.refusedConfigWrite, for: file), bytes.count > 1 {
        _ = try? file.pwrite(Array(bytes.prefix(bytes.count / 2)), offset: offset, caller: caller)
      }
      throw error
    }
  }

  /// A read that fails; a kernel that breaks a rule has written to the caller's memory before.
  private func refusedRead(
    _ error: Errno, _ offset: Int64, _ destination: Destination, of file: OpenFile, _ caller: Process
  ) throws(Errno) -> CallResult {
    let isConfig = PCIRegion.index(of: UInt64(bitPattern: offset)) == PCIRegionIndex.config
    guard !keeps(isConfig ? .refusedConfigRead : .refusedRead, for: file) else { throw error }
    var result = CallResult.failure(error)
    switch destination {
    case .result: result.strayWrite = 0
    case .address(let address): try? caller.memory.copyOut([0], to: address)
    }
    return result
  }

  func seek(
    _ descriptor: Int32, _ offset: Int64, _ whence: Int32, _ caller: Process
  ) throws(Errno) -> Progress<CallResult> {
    .done(CallResult(value: try caller.descriptors.file(descriptor).seek(offset: offset, whence: whence)))
  }

  func truncate(_ descriptor: Int32, _ length: Int64, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    let file = try caller.descriptors.file(descriptor)
    guard let length = UInt64(exactly: length), file.canWrite else { throw .EINVAL }
    try file.truncate(length: length)
    return .done(CallResult())
  }

  func allocate(
    _ descriptor: Int32, _ mode: Int32, _ offset: Int64, _ length: Int64, _ caller: Process
  ) throws(Errno) -> Progress<CallResult> {
    let file = try caller.descriptors.file(descriptor)
    guard let start = UInt64(exactly: offset), let count = UInt64(exactly: length), count > 0 else { throw .EINVAL }
    let mode = AllocationMode(rawValue: mode)
    guard mode.isSubset(of: [.keepSize, .punchHole]), mode != .punchHole else { throw .EOPNOTSUPP }
    guard file.canWrite else { throw .EBADF }
    try file.allocate(start..<start + count, mode)
    return .done(CallResult())
  }

  /// An address of the kernel's is refused before the file is asked, even for no bytes.
  private func checkAddress(of destination: Destination, for file: OpenFile) throws(Errno) {
    guard case .address(let address) = destination else { return }
    try checkAddress(address, for: file)
  }

  private func checkAddress(_ address: UInt64, for file: OpenFile) throws(Errno) {
    guard file.isTransferred, address >> 63 == 1, keeps(.addressFirst, for: file) else { return }
    throw .EFAULT
  }

  /// What is refused before the kernel looks at what is to be written.
  private func checkWrite(_ source: Source, _ offset: Int64, to file: OpenFile) throws(Errno) {
    guard case .address(let address, let count) = source else { return }
    try checkAddress(address, for: file)
    if keeps(.regionFirst, for: file) { try file.checkWrite(offset: offset, count: count) }
  }

  private func transferCount(_ count: Int) throws(Errno) -> Int {
    guard count >= 0 else { throw .EFAULT }
    return min(count, transferLimit)
  }

  /// Puts what was read where the caller wants it. The caller has room for `count` bytes.
  private func deliver(
    _ bytes: [UInt8], of file: OpenFile, to destination: Destination, _ count: Int, _ caller: Process
  ) throws(Errno) -> CallResult {
    let value = Int64(bytes.count)
    let isExact = keeps(.shortReadLeavesRest, for: file) || bytes.isEmpty
    let copied = isExact ? bytes : bytes + [UInt8](repeating: 0, count: try transferCount(count) - bytes.count)
    switch destination {
    case .address(let address):
      try faulting(.readFault, of: file) { () throws(Errno) in try caller.memory.copyOut(copied, to: address) }
      return CallResult(value: value)
    case .result:
      let room = [UInt8](repeating: CallBuffer.pattern, count: try transferCount(count))
      return try caller.memory.lend(room, pageSize: pageSize) { buffer throws(Errno) in
        try caller.memory.copyOut(copied, to: buffer.address)
        return CallResult(value: value, bytes: bytes, strayWrite: buffer.strayWrite(allowing: bytes.count))
      }
    }
  }

  private func bytes(of source: Source, for file: OpenFile, _ caller: Process) throws(Errno) -> [UInt8] {
    let excess = keeps(.writeReadsNoMore, for: file) ? 0 : 1
    func copyIn(_ address: UInt64, _ count: Int) throws(Errno) -> [UInt8] {
      try caller.memory.copyIn(address, count: count + excess).dropLast(excess)
    }
    switch source {
    case .bytes(let bytes):
      return try caller.memory.lend(bytes, pageSize: pageSize) { buffer throws(Errno) in
        try copyIn(buffer.address, bytes.count)
      }
    case .address(let address, let count):
      let count = try transferCount(count)
      return try faulting(.writeFault, of: file) { () throws(Errno) in try copyIn(address, count) }
    }
  }

  /// Does what may fault. Whether a device's file reports the fault rightly is a rule.
  private func faulting<Value>(
    _ rule: @autoclosure () -> Rule, of file: OpenFile, _ body: () throws(Errno) -> Value
  ) throws(Errno) -> Value {
    file is DeviceFile ? try faulting(rule(), body) : try body()
  }

  /// Whether a rule about devices' memory holds for a file.
  private func keeps(_ rule: @autoclosure () -> Rule, for file: OpenFile) -> Bool {
    !(file is DeviceFile) || keeps(rule())
  }
}

extension OpenFlags {
  /// The flag that `F_GETFL` returns for every file that was opened by a path, on a 64-bit kernel.
  static let largeFile = OpenFlags(rawValue: 0o100000)
}

/// Commands of fcntl(2).
private enum ControlCommand: Int32 {
  case duplicate = 0
  case getDescriptorFlags = 1
  case setDescriptorFlags = 2
  case getFileFlags = 3
  case setFileFlags = 4
  case duplicateClosingOnExec = 1030
}
