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
  /// Calls whose results were not taken yet: no more than there are processes, but for what nobody asks for.
  private var calls: [Call] = []
  private var lastCall: UInt32 = 0

  /// A call that was started.
  fileprivate struct Call {
    let id: PendingCall
    let process: ProcessID
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
    guard !calls.contains(where: { $0.process == process && $0.isUnderWay }) else {
      throw .invalid("process \(process.rawValue) has a call under way")
    }
    kernel.clock.advance(to: kernel.clock.now + Self.callTime)
    lastCall += 1
    let id = PendingCall(rawValue: lastCall)
    calls.append(Call(id: id, process: process, progress: kernel.perform(call, caller: caller)))
    if case .exit = call { end(caller) }
    settle()
    return id
  }

  package func finish(_ call: PendingCall, within limit: Duration) throws(SystemError) -> CallResult? {
    guard let index = calls.lastIndex(where: { $0.id == call }) else {
      throw .invalid("no call \(call.rawValue) is under way")
    }
    let end = kernel.clock.now.adding(limit.nanoseconds)
    while true {
      settle()
      switch calls[index].progress {
      case .done(let result):
        calls.remove(at: index)
        return result
      case .waiting(let waiting):
        let next = min(kernel.clock.nextDue ?? .max, waiting.deadline ?? .max)
        kernel.clock.advance(to: min(next, end))
        if next > end { return nil }
      }
    }
  }

  package func endCase() throws(SystemError) {
    for process in kernel.processes.all.reversed() { end(process) }
    calls = []
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
    while let index = ready().randomElement(using: &kernel.random) {
      guard case .waiting(let waiting) = calls[index].progress else { return }
      let progress: Progress<CallResult>
      do {
        progress = try waiting.resume()
      } catch {
        progress = .done(.failure(error))
      }
      calls[index].progress = progress
    }
  }

  private func ready() -> [Int] {
    // Almost every call is done at once.
    guard calls.contains(where: \.isUnderWay) else { return [] }
    let now = kernel.clock.now
    return calls.indices.filter { index in
      guard case .waiting(let waiting) = calls[index].progress else { return false }
      return waiting.until() || waiting.deadline.map { $0 <= now } == true
    }
  }
}

extension SimulatedSystem.Call {
  fileprivate var isUnderWay: Bool {
    if case .waiting = progress { true } else { false }
  }
}
