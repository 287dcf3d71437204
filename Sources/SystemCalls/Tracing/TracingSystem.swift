/// A system that remembers what was done on it. Remembering is cheap; text is made only when somebody asks.
package final class TracingSystem: System {
  package let wrapped: any System
  package private(set) var trace: Trace
  /// Calls under way, and their numbers in the trace: no more than there are processes.
  private var pending: [(call: PendingCall, number: Int)] = []

  /// - Parameter limit: How many entries are kept; older ones are dropped.
  package init(_ wrapped: any System, limit: Int = 4096) {
    self.wrapped = wrapped
    trace = Trace(limit: limit)
  }

  /// Forgets what was done so far.
  package func forget() {
    trace = Trace(limit: trace.limit)
    pending = []
  }

  /// A place in the trace to come back to.
  package var mark: Int { trace.end }

  /// Forgets what was done since a mark: attempts that were repeated until they held.
  package func rewind(to mark: Int) { trace.rewind(to: mark) }

  package var identity: SystemIdentity { wrapped.identity }
  package var virtualTime: Duration? { wrapped.virtualTime }

  package func spawn(_ process: ProcessID, _ options: SpawnOptions) throws(SystemError) {
    _ = trace.append(.spawn(process, options))
    try wrapped.spawn(process, options)
  }

  package func kill(_ process: ProcessID) throws(SystemError) {
    _ = trace.append(.kill(process))
    try wrapped.kill(process)
  }

  package func start(_ call: SystemCall, in process: ProcessID) throws(SystemError) -> PendingCall {
    let number = trace.append(.call(call, process, nil))
    let begun = try wrapped.start(call, in: process)
    pending.append((begun, number))
    return begun
  }

  package func finish(_ call: PendingCall, within limit: Duration) throws(SystemError) -> CallResult? {
    guard let result = try wrapped.finish(call, within: limit) else { return nil }
    if let index = pending.lastIndex(where: { $0.call == call }) {
      trace.complete(pending.remove(at: index).number, with: result)
    }
    return result
  }

  package func endCase() throws(SystemError) { try wrapped.endCase() }
  package func kernelLog() throws(SystemError) -> [KernelMessage] { try wrapped.kernelLog() }
  package var consoleTail: [String] { wrapped.consoleTail }
  package func leaveWill(_ writes: [FileWrite]) throws(SystemError) { try wrapped.leaveWill(writes) }
  package var hasMonitor: Bool { wrapped.hasMonitor }
  package func monitor(_ command: String) throws(SystemError) { try wrapped.monitor(command) }
  package func shutDown() -> String? { wrapped.shutDown() }
}
