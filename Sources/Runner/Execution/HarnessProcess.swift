import SystemCalls

/// A process of the harness's own on the system under test. It prepares the machine and puts things back, outside of the
/// case and its trace.
final class HarnessProcess {
  /// Out of the way of the numbers that cases use.
  static let process = ProcessID(rawValue: 1000)

  /// What the system puts back if the harness dies.
  let will: LastWill
  private let system: any System
  private var isAlive = false

  init(_ system: any System) {
    self.system = system
    will = LastWill(system)
  }

  /// Files, as it sees them; the process is started where it is not there.
  func probe() throws(SystemError) -> Probe {
    if !isAlive { try system.spawn(Self.process, SpawnOptions()) }
    isAlive = true
    return Probe(system: system, process: Self.process)
  }

  func perform(_ call: SystemCall) throws(SystemError) -> CallResult {
    let probe = try probe()
    return try system.perform(call, in: probe.process)
  }

  /// `endCase` ends every process, this one too.
  func caseEnded() { isAlive = false }
}
