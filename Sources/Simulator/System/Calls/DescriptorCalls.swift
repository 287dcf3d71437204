import SystemCalls
import VFIOInterface

extension Kernel {
  /// The bits of eventfd(2)'s flags.
  private static let semaphore: Int32 = 1

  func eventfd(_ initial: UInt32, _ flags: Int32, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    let open = OpenFlags(rawValue: flags & ~Self.semaphore)
    guard open.isSubset(of: [.nonBlocking, .closeOnExec]) else { throw .EINVAL }
    let file = EventFile(
      kernel: self, initial: initial, isSemaphore: flags & Self.semaphore != 0,
      flags: open.intersection(.nonBlocking))
    return .done(CallResult(value: Int64(try caller.install(file, closesOnExec: open.contains(.closeOnExec)))))
  }

  /// The bits of memfd_create(2)'s flags that are known: close on exec, sealing, huge pages.
  private static let memfdFlags: UInt32 = 7

  func memfd(_ flags: UInt32, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    guard flags & ~Self.memfdFlags == 0 else { throw .EINVAL }
    let file = MemoryFile(
      FileContents(pages), name: "/memfd:vfio-conform (deleted)", kernel: self, flags: [.readWrite, .largeFile])
    return .done(CallResult(value: Int64(try caller.install(file, closesOnExec: flags & 1 == 1))))
  }

  func socketPair(_ caller: Process) throws(Errno) -> Progress<CallResult> {
    let (first, second) = SocketFile.pair(kernel: self)
    let number = try caller.install(first, closesOnExec: false)
    do {
      let other = try caller.install(second, closesOnExec: false)
      return .done(CallResult(value: Int64(number), bytes: other.littleEndianBytes))
    } catch {
      try caller.close(number)
      throw error
    }
  }

  func hearAnnouncements(_ caller: Process) throws(Errno) -> Progress<CallResult> {
    .done(CallResult(value: Int64(try caller.install(AnnouncementSocket(self), closesOnExec: true))))
  }

  func send(_ descriptor: Int32, through socket: Int32, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    guard let socket = try caller.descriptors.file(socket) as? SocketFile else { throw .ENOTSOCK }
    try socket.send(try caller.descriptors.file(descriptor))
    return .done(CallResult())
  }

  func receive(through socket: Int32, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    guard let socket = try caller.descriptors.file(socket) as? SocketFile else { throw .ENOTSOCK }
    return try socket.receive().then { (file) throws(Errno) in
      defer { file.release() }
      return .done(CallResult(value: Int64(try caller.install(file, closesOnExec: false))))
    }
  }

  /// Waits until an entry is ready or the time is over; less than no time means for ever.
  func poll(_ entries: [PollEntry], _ milliseconds: Int32, _ caller: Process) -> Progress<CallResult> {
    let result = polled(entries, caller)
    guard result.value == 0, milliseconds != 0 else { return .done(result) }
    let deadline = milliseconds < 0 ? nil : clock.now.adding(UInt64(milliseconds) * 1_000_000)
    return .waiting(
      Waiting(deadline: deadline, until: { self.polled(entries, caller).value > 0 }) { () throws(Errno) in
        .done(self.polled(entries, caller))
      })
  }

  private func polled(_ entries: [PollEntry], _ caller: Process) -> CallResult {
    var count: Int64 = 0
    var bytes: [UInt8] = []
    for var entry in entries {
      entry.returned = 0
      if entry.descriptor >= 0 {
        let always = PollEvents.error | PollEvents.hangUp
        let ready = caller.descriptors[entry.descriptor].map { $0.file.readiness() & (entry.events | always) }
        entry.returned = ready ?? PollEvents.invalid
      }
      if entry.returned != 0 { count += 1 }
      bytes += entry.descriptor.littleEndianBytes + entry.events.littleEndianBytes + entry.returned.littleEndianBytes
    }
    return CallResult(value: count, bytes: bytes)
  }
}
