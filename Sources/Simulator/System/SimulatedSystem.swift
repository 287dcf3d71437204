import MachineModel
import SystemCalls
import VFIOInterface

/// A kernel in this process, behind the same seam as real ones.
///
/// It is deterministic: the same machine, profile, quirks and seed give the same run. Time is virtual, so a wait costs
/// nothing.
package final class SimulatedSystem: System {
  /// The time that one call takes, so that time passes for a process that polls in a loop.
  private static let callTime: UInt64 = 1000

  package let identity: SystemIdentity
  let kernel: Kernel
  private var calls: [PendingCall: Call] = [:]
  private var lastCall: UInt32 = 0

  /// A call that was started.
  fileprivate struct Call {
    var process: ProcessID
    var progress: Progress<CallResult>
  }

  package init(machine: Machine, profile: KernelProfile, quirks: Set<Rule> = [], seed: UInt64 = 0) {
    let profile = profile.built(for: machine.architecture)
    kernel = Kernel(machine: machine, profile: profile, quirks: quirks, seed: seed)
    kernel.boot()
    identity = SystemIdentity(
      release: profile.release, version: profile.build, architecture: machine.architecture.rawValue,
      pageSize: profile.pageSize, backend: "sim")
  }

  package func spawn(_ process: ProcessID, _ options: SpawnOptions) throws(SystemError) {
    guard kernel.processes[process] == nil else { throw .invalid("process \(process.rawValue) is there already") }
    var parent: Process?
    if let id = options.parent { parent = try self.process(id) }
    guard parent?.mayFork(options) ?? true else {
      throw .invalid("a process of the cases could not be started: Operation not permitted")
    }
    kernel.spawn(process, options, parent: parent)
  }

  package func kill(_ process: ProcessID) throws(SystemError) {
    end(try self.process(process))
  }

  package func start(_ call: SystemCall, in process: ProcessID) throws(SystemError) -> PendingCall {
    let caller = try self.process(process)
    guard !calls.values.contains(where: { $0.process == process && $0.isUnderWay }) else {
      throw .invalid("process \(process.rawValue) has a call under way")
    }
    kernel.clock.advance(to: kernel.clock.now + Self.callTime)
    lastCall += 1
    let id = PendingCall(rawValue: lastCall)
    calls[id] = Call(process: process, progress: kernel.perform(call, caller: caller))
    if case .exit = call { end(caller) }
    settle()
    return id
  }

  package func finish(_ call: PendingCall, within limit: Duration) throws(SystemError) -> CallResult? {
    guard calls[call] != nil else { throw .invalid("no call \(call.rawValue) is under way") }
    let end = kernel.clock.now.adding(limit.nanoseconds)
    while true {
      settle()
      guard case .waiting(let waiting) = calls[call]?.progress else { break }
      let next = min(kernel.clock.nextDue ?? .max, waiting.deadline ?? .max)
      kernel.clock.advance(to: min(next, end))
      if next > end { return nil }
    }
    guard case .done(let result) = calls.removeValue(forKey: call)?.progress else { return nil }
    return result
  }

  package func endCase() throws(SystemError) {
    for process in kernel.processes.all.reversed() { end(process) }
    calls = [:]
  }

  package func kernelLog() throws(SystemError) -> [KernelMessage] { kernel.log.drain() }

  package var hasMonitor: Bool { true }

  package func monitor(_ command: String) throws(SystemError) {
    try HostMonitor(kernel: kernel).perform(command)
    settle()
  }

  package func shutDown() -> String? { nil }

  // MARK: Under way

  private func process(_ id: ProcessID) throws(SystemError) -> Process {
    guard let process = kernel.processes[id] else { throw .invalid("no process \(id.rawValue)") }
    return process
  }

  /// Ends a process. Work that it was waiting for in the kernel goes on without it.
  private func end(_ process: Process) {
    process.exit()
    kernel.processes.remove(process)
    settle()
  }

  /// Lets every call go on whose condition holds, in an order that the seed decides.
  private func settle() {
    while let id = ready().randomElement(using: &kernel.random) {
      guard var call = calls[id], case .waiting(let waiting) = call.progress else { return }
      do {
        call.progress = try waiting.resume()
      } catch {
        call.progress = .done(.failure(error))
      }
      calls[id] = call
    }
  }

  private func ready() -> [PendingCall] {
    // Almost every call is done at once.
    guard calls.values.contains(where: \.isUnderWay) else { return [] }
    let now = kernel.clock.now
    let ready = calls.filter { _, call in
      guard case .waiting(let waiting) = call.progress else { return false }
      return waiting.until() || waiting.deadline.map { $0 <= now } == true
    }
    return ready.keys.sorted { $0.rawValue < $1.rawValue }
  }
}

extension SimulatedSystem.Call {
  fileprivate var isUnderWay: Bool {
    if case .waiting = progress { true } else { false }
  }
}
