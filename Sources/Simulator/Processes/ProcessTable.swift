import SystemCalls

/// The processes of a case, by the harness's number.
final class ProcessTable {
  private var processes: [ProcessID: Process] = [:]
  private var lastKernelID = 100

  subscript(id: ProcessID) -> Process? { processes[id] }

  /// Those alive, in the order of their numbers.
  var all: [Process] { processes.values.sorted { $0.id.rawValue < $1.id.rawValue } }

  func nextKernelID() -> Int {
    lastKernelID += 1
    return lastKernelID
  }

  func add(_ process: Process) { processes[process.id] = process }
  func remove(_ process: Process) { processes[process.id] = nil }
}

extension Kernel {
  /// The processes of the case.
  var processes: ProcessTable { part { _ in ProcessTable() } }
}
