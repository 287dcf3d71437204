import SystemCalls
import VFIOInterface

extension Kernel {
  /// Starts a process: fresh, or as a fork.
  func spawn(_ id: ProcessID, _ options: SpawnOptions, parent: Process?) {
    let process = Process(id: id, kernelID: processes.nextKernelID(), kernel: self, options: options)
    if let parent {
      process.inherit(from: parent, options)
    } else {
      let null = NullFile(kernel: self)
      for descriptor: Int32 in 0..<3 { process.descriptors.install(null, at: descriptor, closesOnExec: false) }
    }
    processes.add(process)
  }

  func exec(_ caller: Process) -> Progress<CallResult> {
    caller.exec()
    return .done(CallResult())
  }

  func setLimit(_ limit: Limit, _ soft: UInt64, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    guard soft <= caller.limits[limit].hard else { throw .EINVAL }
    caller.limits[limit].soft = soft
    return .done(CallResult())
  }

  func loadModule(_ name: String, _ parameters: String, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    try require(.modulesNeedRoot, caller.user == 0, or: .EPERM)
    try modules.load(name, parameters: parameters)
    return .done(CallResult())
  }

  func removeModule(_ name: String, _ caller: Process) throws(Errno) -> Progress<CallResult> {
    try require(.modulesNeedRoot, caller.user == 0, or: .EPERM)
    try modules.remove(name)
    return .done(CallResult())
  }
}
