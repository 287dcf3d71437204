import VFIOInterface

/// A kernel under test, and the processes of one case on it.
///
/// The seam between the harness and what it tests: real kernels stand behind it (through the executor), and so does the
/// simulator. An implementation is used from one thread at a time.
package protocol System: AnyObject {
  /// What is known about the kernel before any call.
  var identity: SystemIdentity { get }

  /// Starts a process. Without a parent it begins with no descriptors beyond the standard three and no mappings; with
  /// one it is that process's fork.
  func spawn(_ process: ProcessID, _ options: SpawnOptions) throws(SystemError)

  /// Kills a process with SIGKILL and waits until the kernel has cleaned up after it.
  func kill(_ process: ProcessID) throws(SystemError)

  /// Begins a call. Calls of different processes may be under way at once; a process has one at a time.
  func start(_ call: SystemCall, in process: ProcessID) throws(SystemError) -> PendingCall

  /// The call's result, or nil where it is still under way when the time is over. Asking again is allowed.
  func finish(_ call: PendingCall, within: Duration) throws(SystemError) -> CallResult?

  /// Ends every process of the case and waits until they are gone.
  func endCase() throws(SystemError)

  /// The kernel's log since the last time it was asked for.
  func kernelLog() throws(SystemError) -> [KernelMessage]

  /// How much time has passed on a clock of the system's own (a simulator's virtual time); nil where the harness's clock
  /// is as good.
  var virtualTime: Duration? { get }

  /// The end of the system's console, where it has one: what is left to read when it is lost.
  var consoleTail: [String] { get }

  /// Whether `monitor(_:)` works.
  var hasMonitor: Bool { get }

  /// Makes the host of a guest do something to it, in the words of QEMU's monitor.
  func monitor(_ command: String) throws(SystemError)

  /// Says what is to be written, in this order, when the session ends, however it ends; it replaces what was said before.
  /// What the harness has put back itself is left out. Only a machine that outlives the harness has something to put back.
  func leaveWill(_ writes: [FileWrite]) throws(SystemError)

  /// Ends the session: a guest is powered off, a child process ends.
  ///
  /// - Returns: What could not be ended and was left behind, as a sentence; nil where nothing was.
  @discardableResult func shutDown() -> String?
}

/// A file that is there, and what is written to it in one call.
package struct FileWrite: Sendable, Hashable {
  package var path: String
  package var bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// What a system says of itself.
package struct SystemIdentity: Sendable, Hashable {
  /// `uname -r`.
  package var release: String
  /// `uname -v`; distributions state the upstream point release here.
  package var version: String
  /// `uname -m`.
  package var architecture: String
  package var pageSize: UInt64
  /// How the system is reached: `sim`, `guest` or `local`.
  package var backend: String

  package init(release: String, version: String, architecture: String, pageSize: UInt64, backend: String) {
    self.release = release
    self.version = version
    self.architecture = architecture
    self.pageSize = pageSize
    self.backend = backend
  }
}

/// A process of a case, numbered by the harness from 1.
package struct ProcessID: RawRepresentable, Sendable, Hashable {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// A call that was begun, as the system numbers it.
package struct PendingCall: RawRepresentable, Sendable, Hashable {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// How a process begins.
package struct SpawnOptions: Sendable, Hashable {
  /// The process that forks; nil for a fresh one.
  package var parent: ProcessID?
  package var user: UInt32
  package var group: UInt32
  /// Capabilities that a root process gives up, as bits by their kernel number.
  package var withoutCapabilities: UInt64
  /// Soft and hard limits set before credentials are given up.
  package var limits: [Limit: UInt64]

  package init(
    parent: ProcessID? = nil, user: UInt32 = 0, group: UInt32 = 0, withoutCapabilities: UInt64 = 0,
    limits: [Limit: UInt64] = [:]
  ) {
    self.parent = parent
    self.user = user
    self.group = group
    self.withoutCapabilities = withoutCapabilities
    self.limits = limits
  }
}

/// Capabilities that VFIO asks for, by their kernel number.
package enum Capability: UInt64, Sendable, Hashable, CaseIterable {
  case setGroup = 6
  case setUser = 7
  case setCapabilities = 8
  case ipcLock = 14
  case sysRawIO = 17
  case sysAdmin = 21
  case sysResource = 24
}

/// One record of the kernel's log.
package struct KernelMessage: Sendable, Hashable {
  /// The syslog level: 0 (emergency) to 7 (debug).
  package var level: UInt8
  package var text: String

  package init(level: UInt8, text: String) {
    self.level = level
    self.text = text
  }
}

/// Why a system could not do what it was asked: never the answer of the kernel under test.
package enum SystemError: Error, Sendable, Hashable {
  /// The kernel or the executor is gone; what is known about the reason.
  case lost(String)
  /// No answer came in time.
  case timedOut(String)
  /// The run was stopped meanwhile.
  case interrupted
  /// The system cannot carry out such a call.
  case unsupported(String)
  /// The harness named something that does not exist, or the other side broke the protocol.
  case invalid(String)
}

extension System {
  package var virtualTime: Duration? { nil }

  package var consoleTail: [String] { [] }

  package var hasMonitor: Bool { false }

  package func monitor(_ command: String) throws(SystemError) {
    throw .unsupported("there is no host that could do: \(command)")
  }

  package func leaveWill(_ writes: [FileWrite]) throws(SystemError) {}

  /// Makes one call and waits for its result.
  package func perform(
    _ call: SystemCall, in process: ProcessID, within limit: Duration = .seconds(30)
  ) throws(SystemError) -> CallResult {
    let pending = try start(call, in: process)
    guard let result = try finish(pending, within: limit) else {
      throw .timedOut("no answer within \(limit) to \(call.name)")
    }
    return result
  }
}
