import SystemCalls
import VFIOInterface

/// The harness's side of `docs/executor-protocol.md`: a kernel under test, at the other end of a byte stream.
package class ExecutorClient: System {
  package let identity: SystemIdentity
  /// Modules that the executor could not load, with the reason.
  let failedModules: [FailedModule]

  private let channel: ByteChannel
  private var decoder: ResponseDecoder
  private var lastSequence: UInt32 = 0
  /// Calls whose response has not come.
  private var awaited: Set<UInt32> = []
  /// Responses that no caller has asked for yet.
  private var arrived: [UInt32: ResponseFrame] = [:]
  private var lossReason: String?
  /// nil where the machine's byte order is the seam's.
  private var foreignOrder: ForeignOrder?

  let limits: WaitLimits
  /// What ends every wait.
  let cancellation: Cancellation

  init(_ session: ExecutorSession, backend: String, _ limits: WaitLimits, _ cancellation: Cancellation) {
    self.limits = limits
    self.cancellation = cancellation
    channel = session.channel
    decoder = session.decoder
    failedModules = session.greeting.failedModules
    identity = session.greeting.identity(backend: backend)
    if ByteOrder(architecture: identity.architecture) == .big { foreignOrder = ForeignOrder() }
  }

  /// Why the other side went away, as far as that is known.
  func explainLoss() -> String { "the executor ended" }

  // Only a guest has these. A subclass cannot override the defaults of the protocol `System`.
  package var consoleTail: [String] { [] }
  package var hasMonitor: Bool { false }
  package func monitor(_ command: String) throws(SystemError) {
    throw .unsupported("there is no host that could do: \(command)")
  }

  package func spawn(_ process: ProcessID, _ options: SpawnOptions) throws(SystemError) {
    var data: [UInt8] = []
    for (limit, value) in options.limits.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      data.append(littleEndian: limit.rawValue)
      data.append(littleEndian: UInt32(0))
      data.append(littleEndian: value)
    }
    let arguments = [
      UInt64(process.rawValue), UInt64(options.parent?.rawValue ?? 0), UInt64(options.user), UInt64(options.group),
      options.withoutCapabilities, UInt64(options.limits.count),
    ]
    try operate(.spawn, arguments, data: data, "a process of the cases could not be started", Self.privileges)
    foreignOrder?.spawned(process, options)
  }

  /// What it takes to start a process as a case asks for it.
  private static let privileges: [Errno: String] = [
    .EPERM: "it takes root, or in a container the capabilities SETUID, SETGID, SETPCAP and SYS_RESOURCE",
    .EAGAIN: "the machine lets this user have no more processes (ulimit -u)",
  ]

  package func kill(_ process: ProcessID) throws(SystemError) {
    try operate(.kill, [UInt64(process.rawValue)], "process \(process.rawValue) of the cases could not be killed")
    foreignOrder?.killed(process)
  }

  package func start(_ call: SystemCall, in process: ProcessID) throws(SystemError) -> PendingCall {
    guard process.rawValue != 0 else { throw .invalid("process 0 is the executor itself") }
    let encoded = try EncodedCall(encoding: numbered(foreignOrder?.toKernel(call, in: process) ?? call))
    let sequence = try send(encoded.operation, process.rawValue, encoded.arguments, encoded.data)
    let pending = PendingCall(rawValue: sequence)
    foreignOrder?.began(call, as: pending, in: process)
    return pending
  }

  /// The call, with the numbers of the machine's architecture.
  private func numbered(_ call: SystemCall) -> SystemCall {
    let encoding = CallEncoding(architecture: identity.architecture)
    switch call {
    case .ioctl(let descriptor, let request, let argument):
      return .ioctl(descriptor, request: encoding.number(request), argument: argument)
    case .map(var request):
      let flags = encoding.mapFlags(UInt32(bitPattern: request.flags.rawValue))
      request.flags = MapFlags(rawValue: Int32(bitPattern: flags))
      return .map(request)
    default: return call
    }
  }

  package func finish(_ call: PendingCall, within limit: Duration) throws(SystemError) -> CallResult? {
    guard awaited.contains(call.rawValue) || arrived[call.rawValue] != nil else {
      throw .invalid("call \(call.rawValue) is not under way")
    }
    guard let result = try response(to: call.rawValue, within: limit)?.result else { return nil }
    return foreignOrder?.fromKernel(result, of: call) ?? result
  }

  /// A guest ends with the harness.
  package func leaveWill(_ writes: [FileWrite]) throws(SystemError) {}

  package func endCase() throws(SystemError) {
    try operate(.endCase, [], "the case's processes could not be ended")
    // Calls that were under way are answered before this; nobody will ask for their results.
    arrived = [:]
    awaited = []
    foreignOrder?.caseEnded()
  }

  package func kernelLog() throws(SystemError) -> [KernelMessage] {
    var messages: [KernelMessage] = []
    // One limit for all parts together: a log that is written as fast as it is read has no end.
    var patience = Patience(limits.operation, cancellation)
    for _ in 0..<Self.logParts where messages.count <= Self.logMessages {
      let sequence = try send(.kernelLog, 0, [], [])
      guard let response = try response(to: sequence, &patience) else {
        throw .timedOut("the kernel's log did not come within \(limits.operation)")
      }
      // A user without privileges may not read the log; there is nothing to judge then.
      guard response.error == 0, response.value > 0 else { return messages }
      messages += try KernelMessage.list(response.data)
    }
    throw .timedOut("the kernel's log has no end")
  }

  /// As many parts, of a MiB each, hold the largest log that a kernel is built for, 32 MiB of records.
  private static let logParts = 64
  /// As many messages of the shortest kind fill such a log.
  private static let logMessages = 1 << 19

  @discardableResult
  package func shutDown() -> String? {
    if lossReason == nil { _ = try? send(.shutDown, 0, [], []) }
    lose("the session is over")
    channel.end()
    return nil
  }

  /// How long the other side may take to be gone.
  var endingLimit: Duration { cancellation.isCancelled ? limits.endingInHaste : limits.ending }

  func operate(
    _ operation: Operation, _ arguments: [UInt64] = [], data: [UInt8] = [], _ failure: String,
    _ advice: [Errno: String] = [:]
  ) throws(SystemError) {
    let sequence = try send(operation, 0, arguments, data)
    guard let response = try response(to: sequence, within: limits.operation) else {
      throw .timedOut("\(failure): no answer within \(limits.operation)")
    }
    guard let error = response.result.error else { return }
    throw .invalid("\(failure): \(error.words)\(advice[error].map { "; \($0)" } ?? "")")
  }

  private func send(
    _ operation: Operation, _ process: UInt32, _ arguments: [UInt64], _ data: [UInt8]
  ) throws(SystemError) -> UInt32 {
    if let lossReason { throw .lost(lossReason) }
    lastSequence = lastSequence == .max ? 1 : lastSequence + 1
    let frame = RequestFrame(
      sequence: lastSequence, process: process, operation: operation, arguments: arguments, data: data)
    awaited.insert(lastSequence)
    try write(frame.bytes)
    return lastSequence
  }

  /// Writes, and reads what comes meanwhile: an executor that waits for room to answer takes nothing new.
  private func write(_ bytes: [UInt8]) throws(SystemError) {
    var left = bytes[...]
    var patience = Patience(limits.operation, cancellation)
    while !left.isEmpty {
      guard let count = channel.write(left) else { throw lost() }
      left = left.dropFirst(count)
      if !left.isEmpty { try waitForRoom(&patience) }
    }
  }

  private func waitForRoom(_ patience: inout Patience) throws(SystemError) {
    do {
      if try !ByteChannel.wait([channel], forRoom: true, &patience).isEmpty { return try receive() }
    } catch {
      lose("a call was written in part when the run was stopped")
      throw error
    }
    // What was written so far is no frame; nothing can follow it.
    lose("the executor takes no calls")
    throw .timedOut("the executor takes no calls")
  }

  private func response(to sequence: UInt32, within limit: Duration) throws(SystemError) -> ResponseFrame? {
    var patience = Patience(limit, cancellation)
    return try response(to: sequence, &patience)
  }

  private func response(to sequence: UInt32, _ patience: inout Patience) throws(SystemError) -> ResponseFrame? {
    while true {
      if let response = arrived.removeValue(forKey: sequence) { return response }
      if let lossReason { throw .lost(lossReason) }
      guard try !ByteChannel.wait([channel], &patience).isEmpty else { return nil }
      try receive()
    }
  }

  /// Takes in the bytes that are there.
  private func receive() throws(SystemError) {
    switch channel.read() {
    case .idle: return
    case .closed: throw lost()
    case .bytes(let bytes): decoder.feed(bytes)
    }
    do {
      while let response = try decoder.next() {
        guard awaited.remove(response.sequence) != nil else { continue }
        arrived[response.sequence] = response
      }
    } catch {
      lose("\(error)")
      throw .lost("\(error)")
    }
  }

  private func lost() -> SystemError {
    let reason = lossReason ?? explainLoss()
    lose(reason)
    return .lost(reason)
  }

  private func lose(_ reason: String) {
    if lossReason == nil { lossReason = reason }
  }
}

extension KernelMessage {
  /// Takes records apart: the level, the length, the text.
  package static func list(_ data: [UInt8]) throws(SystemError) -> [KernelMessage] {
    var messages: [KernelMessage] = []
    var at = 0
    while at < data.count {
      guard let length = data.littleEndian(UInt32.self, at: at + 1), Int(length) <= data.count - at - 5 else {
        throw .invalid("the kernel's log came damaged")
      }
      let end = at + 5 + Int(length)
      messages.append(KernelMessage(level: data[at], text: String(decoding: data[at + 5..<end], as: UTF8.self)))
      at = end
    }
    return messages
  }
}
