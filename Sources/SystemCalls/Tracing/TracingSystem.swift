/// A system that remembers what was done on it. Remembering is cheap; text is made only when somebody asks.
public final class TracingSystem: System {
  public let wrapped: any System
  public private(set) var trace: Trace
  private var pending: [PendingCall: Int] = [:]

  /// - Parameter limit: How many entries are kept; older ones are dropped.
  public init(_ wrapped: any System, limit: Int = 4096) {
    self.wrapped = wrapped
    trace = Trace(limit: limit)
  }

  /// Forgets what was done so far.
  public func forget() {
    trace = Trace(limit: trace.limit)
    pending = [:]
  }

  /// A place in the trace to come back to.
  public var mark: Int { trace.end }

  /// Forgets what was done since a mark: attempts that were repeated until they held.
  public func rewind(to mark: Int) { trace.rewind(to: mark) }

  public var identity: SystemIdentity { wrapped.identity }
  public var virtualTime: Duration? { wrapped.virtualTime }

  public func spawn(_ process: ProcessID, _ options: SpawnOptions) throws(SystemError) {
    _ = trace.append(.spawn(process, options))
    try wrapped.spawn(process, options)
  }

  public func kill(_ process: ProcessID) throws(SystemError) {
    _ = trace.append(.kill(process))
    try wrapped.kill(process)
  }

  public func start(_ call: SystemCall, in process: ProcessID) throws(SystemError) -> PendingCall {
    let number = trace.append(.call(call, process, nil))
    let begun = try wrapped.start(call, in: process)
    pending[begun] = number
    return begun
  }

  public func finish(_ call: PendingCall, within limit: Duration) throws(SystemError) -> CallResult? {
    guard let result = try wrapped.finish(call, within: limit) else { return nil }
    if let number = pending.removeValue(forKey: call) { trace.complete(number, with: result) }
    return result
  }

  public func endCase() throws(SystemError) { try wrapped.endCase() }
  public func kernelLog() throws(SystemError) -> [KernelMessage] { try wrapped.kernelLog() }
  public var consoleTail: [String] { wrapped.consoleTail }
  public func leaveWill(_ writes: [FileWrite]) throws(SystemError) { try wrapped.leaveWill(writes) }
  public var hasMonitor: Bool { wrapped.hasMonitor }
  public func monitor(_ command: String) throws(SystemError) { try wrapped.monitor(command) }
  public func shutDown() -> String? { wrapped.shutDown() }
}
