import SystemCalls

/// The processes of a case, by the harness's number.
final class ProcessTable {
  /// Those alive, in the order of their numbers. They are few.
  private(set) var all: [Process] = []
  private var lastKernelID = 100

  subscript(id: ProcessID) -> Process? { all.first { $0.id == id } }

  func nextKernelID() -> Int {
    lastKernelID += 1
    return lastKernelID
  }

  func add(_ process: Process) {
    all.insert(process, at: all.firstIndex { $0.id.rawValue > process.id.rawValue } ?? all.endIndex)
  }

  func remove(_ process: Process) { all.removeAll { $0 === process } }
}

extension Kernel {
  /// The processes of the case.
  var processes: ProcessTable { part { _ in ProcessTable() } }
}
