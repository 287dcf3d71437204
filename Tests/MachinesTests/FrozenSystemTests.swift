import Foundation
import SystemCalls
import Testing

@testable import Machines

private let first = ProcessID(rawValue: 1)

/// A local executor that is stopped, and answers as little as one in an uninterruptible wait.
private struct FrozenExecutor {
  let system: LocalSystem
  let cancellation = Cancellation()

  init(_ limits: WaitLimits) throws {
    system = try LocalSystem(executor: executor.get(), limits, cancellation)
    try system.spawn(first, .init())
    freeze(system.process)
  }
}

/// Stops a child of this process, and waits until it has stopped.
func freeze(_ process: pid_t) {
  kill(process, SIGSTOP)
  var information = siginfo_t()
  while waitid(P_PID, id_t(process), &information, WSTOPPED | WNOWAIT) < 0, errno == EINTR {}
}

func isAlive(_ process: pid_t) -> Bool { kill(process, 0) == 0 }

/// What the harness may wait for.
private enum Wait: String, CaseIterable {
  case spawn, kill, call, endCase, kernelLog, leaveWill, fullChannel

  func perform(on system: LocalSystem, callLimit: Duration) throws(SystemError) {
    switch self {
    case .spawn: try system.spawn(ProcessID(rawValue: 2), .init())
    case .kill: try system.kill(first)
    case .call: _ = try system.perform(.duplicate(0), in: first, within: callLimit)
    case .endCase: try system.endCase()
    case .kernelLog: _ = try system.kernelLog()
    case .leaveWill: try system.leaveWill([])
    case .fullChannel:
      let mebibyte = [UInt8](repeating: 0, count: 1 << 20)
      for _ in 0..<64 { _ = try system.start(.write(0, .bytes(mebibyte)), in: first) }
    }
  }
}

@Suite struct FrozenSystemTests {
  @Test(arguments: Wait.allCases) private func aWaitHasALimit(wait: Wait) throws {
    let limit = Duration.milliseconds(300)
    let frozen = try FrozenExecutor(WaitLimits(operation: limit))
    let error = #expect(throws: SystemError.self) { try wait.perform(on: frozen.system, callLimit: limit) }
    guard case .timedOut = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // It is woken, so that it can put things back and end.
    #expect(frozen.system.shutDown() == nil)
    #expect(!isAlive(frozen.system.process))
  }

  @Test(arguments: Wait.allCases) private func aWaitEndsWithTheRun(wait: Wait) throws {
    let frozen = try FrozenExecutor(WaitLimits())
    let cancellation = frozen.cancellation
    Thread.detachNewThread { cancellation.cancel() }
    #expect(throws: SystemError.interrupted) { try wait.perform(on: frozen.system, callLimit: .seconds(1000)) }
    // From here on nothing is waited for.
    #expect(throws: SystemError.self) { try frozen.system.endCase() }
  }

  @Test func anExecutorThatDoesNotEndIsLeftBehindWithAWord() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let system = try LocalSystem(executor: executor.get(), WaitLimits(ending: .milliseconds(20)), Cancellation())
    // Nobody reads it yet, so what is to be put back takes a while.
    try system.leaveWill([FileWrite(path: pipe, bytes: Array("back".utf8))])
    #expect(
      system.shutDown()
        == "the executor (process \(system.process)) has not ended yet; what it was told to put back, it puts back then"
    )
    #expect(try FileHandle(forReadingFrom: URL(fileURLWithPath: pipe)).readToEnd() == Data("back".utf8))
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
  func noSignalKeepsAnExecutorFromPuttingThingsBack(number: Int32) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("file", "changed")
    let system = try LocalSystem(executor: executor.get())
    try system.leaveWill([FileWrite(path: file, bytes: Array("as it was".utf8))])
    kill(system.process, number)
    try system.spawn(first, .init())
    system.shutDown()
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "as it was")
  }

  @Test func timeInWhichTheHarnessWasStoppedIsNotCounted() throws {
    var patience = Patience(.milliseconds(200), Cancellation())
    patience.spend(.seconds(3600))
    #expect(try patience.pause(.zero))
    for _ in 0..<4 { patience.spend(.milliseconds(50)) }
    #expect(try !patience.pause(.zero))
  }
}
