import Simulator
import SystemCalls
import Testing
import VFIOInterface

@Suite struct TimeTests {
  @Test func waitingCostsNothing() throws {
    let machine = try TestMachine()
    let event = Int32(try machine.value(.eventfd(initial: 0, flags: 0)))
    let entry = PollEntry(descriptor: event, events: 1)
    #expect(try machine.value(.poll([entry], milliseconds: 20_000)) == 0)
    #expect(try machine.value(.poll([], milliseconds: 20_000)) == 0)
  }

  @Test func pollWakesUpWhenAnEventIsSignalled() throws {
    let machine = try TestMachine()
    let event = Int32(try machine.value(.eventfd(initial: 0, flags: 0)))
    let child = try machine.fork()
    let waits = SystemCall.poll([PollEntry(descriptor: event, events: 1)], milliseconds: -1)
    let pending = try machine.system.start(waits, in: child)
    #expect(try machine.system.finish(pending, within: .seconds(100)) == nil)
    try machine.value(.write(event, .bytes([1, 0, 0, 0, 0, 0, 0, 0])))
    let result = try #require(try machine.system.finish(pending, within: .zero))
    #expect(result.value == 1)
    #expect(result.bytes == [3, 0, 0, 0, 1, 0, 1, 0])
  }

  @Test func blockedReadGetsWhatIsWrittenLater() throws {
    let machine = try TestMachine()
    let event = Int32(try machine.value(.eventfd(initial: 0, flags: 0)))
    let child = try machine.fork()
    let pending = try machine.system.start(.read(event, count: 8, into: .result), in: child)
    #expect(try machine.system.finish(pending, within: .seconds(1)) == nil)
    try machine.value(.write(event, .bytes([4, 0, 0, 0, 0, 0, 0, 0])))
    #expect(try machine.system.finish(pending, within: .zero)?.bytes == [4, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func unbindEndsWhenTheDeviceIsClosed() throws {
    let machine = try TestMachine()
    let opened = try machine.openDevice()
    let pending = try machine.startUnbinding(TestMachine.edu0)
    #expect(try machine.system.finish(pending, within: .seconds(30)) == nil)
    try machine.value(.close(opened.device))
    #expect(try machine.system.finish(pending, within: .zero)?.error == nil)
    #expect(try machine.call(.status(path: try machine.groupPath())).error == .ENOENT)
    #expect(try machine.ioctl(opened.group, .groupGetStatus, [:]).error == .ENODEV)
    #expect(try machine.ioctl(opened.group, .groupUnsetContainer).error == .EINVAL)
  }

  @Test func oneProcessHasOneCall() throws {
    let machine = try TestMachine()
    _ = try machine.system.start(.poll([], milliseconds: 1000), in: TestMachine.main)
    #expect(throws: SystemError.self) { try machine.system.start(.socketPair, in: TestMachine.main) }
    #expect(throws: SystemError.self) { try machine.system.start(.socketPair, in: ProcessID(rawValue: 77)) }
    #expect(throws: SystemError.self) { try machine.system.finish(PendingCall(rawValue: 77), within: .zero) }
  }

  @Test func sameSeedSameRun() throws {
    func run(seed: UInt64) throws -> [Int64] {
      let machine = try TestMachine(seed: seed)
      let event = Int32(try machine.value(.eventfd(initial: 0, flags: 1)))
      let readers = try (10..<20).map { try machine.fork(UInt32($0)) }
      let pending = try readers.map { try machine.system.start(.read(event, count: 8, into: .result), in: $0) }
      try machine.value(.write(event, .bytes([4, 0, 0, 0, 0, 0, 0, 0])))
      return try pending.map { try machine.system.finish($0, within: .zero)?.value ?? -1 }
    }
    #expect(try run(seed: 1) == run(seed: 1))
    #expect(try run(seed: 1).count { $0 == 8 } == 4)
    #expect(try Set((0..<8).map { try run(seed: $0) }).count > 1)
  }
}
