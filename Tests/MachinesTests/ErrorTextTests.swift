import SystemCalls
import Testing

@testable import Machines

/// No process may have more open files than the kernel knows, so even root is refused.
@Test func aProcessThatCannotBeStartedSaysWhatItTakes() throws {
  let system = try LocalSystem(executor: executor.get())
  defer { system.shutDown() }
  let error = #expect(throws: SystemError.self) {
    try system.spawn(ProcessID(rawValue: 1), SpawnOptions(limits: [.openFiles: 1 << 40]))
  }
  #expect(
    error?.description == "a process of the cases could not be started: Operation not permitted (EPERM); "
      + "it takes root, or in a container the capabilities SETUID, SETGID, SETPCAP and SYS_RESOURCE")
}
