import Glibc
import SystemCalls
import Testing
import VFIOInterface

@testable import Machines

/// An executor, or a process of it, as the bytes of its protocol reach it: what the client would never send.
private final class RawExecutor {
  private let child: ChildProcess
  private let channel: ByteChannel
  private var decoder = ResponseDecoder(skipsNoise: false)
  private var sequence: UInt32 = 1

  /// - Parameter role: `--connect-fd 3`, or `--process 3 1`; either says first that it is there.
  init(_ role: String...) throws {
    let stream = try Descriptor.pair()
    child = try ChildProcess([try executor.get()] + role, others: [stream.theirs])
    channel = ByteChannel(stream.ours)
    _ = try next()
  }

  deinit {
    channel.end()
    _ = child.wait(Patience(.seconds(30), Cancellation()))
  }

  private func next() throws -> ResponseFrame {
    var patience = Patience(.seconds(30), Cancellation())
    while true {
      if let frame = try decoder.next() { return frame }
      try #require(!ByteChannel.wait([channel], &patience).isEmpty, "no answer")
      if case .bytes(let bytes) = channel.read() { decoder.feed(bytes) }
    }
  }

  func send(_ operation: UInt32, _ arguments: [UInt64] = [], process: UInt32 = 0, data: [UInt8] = []) throws {
    sequence += 1
    var frame = RequestFrame(
      sequence: sequence, process: process, operation: .open, arguments: arguments, data: data
    ).bytes
    frame.replaceSubrange(16..<20, with: (0..<4).map { UInt8(truncatingIfNeeded: operation >> (8 * $0)) })
    #expect(channel.write(frame[...]) == frame.count)
  }

  /// What one request is answered.
  func ask(
    _ operation: Machines.Operation, _ arguments: UInt64..., process: UInt32 = 0, data: [UInt8] = []
  ) throws -> ResponseFrame {
    try send(operation.rawValue, arguments, process: process, data: data)
    return try next()
  }

  func ask(
    number operation: UInt32, _ arguments: [UInt64] = [], process: UInt32 = 0, data: [UInt8] = []
  ) throws -> ResponseFrame {
    try send(operation, arguments, process: process, data: data)
    return try next()
  }
}

private func number(_ error: Errno) -> UInt32 { UInt32(bitPattern: error.rawValue) }
private let wide: UInt64 = 1 << 32
private let badMessage = Errno(rawValue: 74)

@Suite struct ExecutorProtocolTests {
  static let spawns: [(arguments: [UInt64], data: Int, error: Errno)] = [
    ([0], 0, .EINVAL), ([wide], 0, .EINVAL), ([wide + 1], 0, .EINVAL), ([2, wide], 0, .ESRCH),
    ([2, wide + 1], 0, .ESRCH), ([2, 0, wide], 0, .EINVAL), ([2, 0, wide - 1], 0, .EINVAL),
    ([2, 0, 0, wide], 0, .EINVAL), ([2, 0, 0, wide - 1], 0, .EINVAL), ([2, 0, 0, 0, 0, 1], 0, .EINVAL),
    ([2, 0, 0, 0, 0, 2], 16, .EINVAL), ([2, 0, 0, 0, 0, 0], 16, .EINVAL), ([2, 0, 0, 0, 0, 1], 15, .EINVAL),
    ([2, 0, 0, 0, 0, 1 << 60], 0, .EINVAL),
  ]

  @Test(arguments: spawns.indices) func spawnThatDoesNotFitIsRefused(_ index: Int) throws {
    let row = Self.spawns[index]
    let raw = try RawExecutor("--connect-fd", "3")
    let data = [UInt8](repeating: 0, count: row.data)
    #expect(try raw.ask(number: Operation.spawn.rawValue, row.arguments, data: data).error == number(row.error))
    #expect(try raw.ask(.kill, 2).error == number(.ESRCH), "nothing was started")
  }

  @Test(arguments: [0, wide, wide + 1, .max]) func killOfNoProcessIsAnswered(_ process: UInt64) throws {
    let raw = try RawExecutor("--connect-fd", "3")
    let me = UInt64(geteuid()), group = UInt64(getegid())
    #expect(try raw.ask(.spawn, 1, 0, me, group).error == 0)
    #expect(try raw.ask(.kill, process).error == number(.ESRCH))
    #expect(try raw.ask(.duplicate, 0, process: 1).value == 3, "process 1 lives")
  }

  struct Call: Sendable {
    var operation: Machines.Operation
    var arguments: [UInt64]
    var data: String
    var error: Errno

    init(_ operation: Machines.Operation, _ arguments: [UInt64], _ data: String, _ error: Errno) {
      self.operation = operation
      self.arguments = arguments
      self.data = data
      self.error = error
    }
  }

  static let calls: [Call] = [
    Call(.close, [wide], "", .EOVERFLOW), Call(.duplicate, [wide], "", .EOVERFLOW),
    Call(.control, [0, wide + 1], "", .EOVERFLOW), Call(.ioctl, [wide, 0, 0], "", .EOVERFLOW),
    Call(.ioctl, [0, wide, 0], "", .EOVERFLOW), Call(.ioctl, [0, 0, 2], "", .EINVAL),
    Call(.read, [wide, 1, 1], "", .EOVERFLOW), Call(.read, [0, 1, 3], "", .EINVAL),
    Call(.pwrite, [0, 1, 2], "x", .EINVAL), Call(.seek, [0, 0, wide], "", .EOVERFLOW),
    Call(.eventfd, [wide], "", .EOVERFLOW), Call(.memfd, [wide], "", .EOVERFLOW),
    Call(.poll, [wide], "", .EOVERFLOW), Call(.poll, [0], "abc", .EINVAL),
    Call(.setLimit, [wide + 7, 1], "", .EOVERFLOW), Call(.open, [wide], "/", .EOVERFLOW),
    Call(.open, [0], "/\u{0}x", .EINVAL), Call(.changeMode, [wide], "/nowhere", .EOVERFLOW),
    Call(.exit, [wide], "", .EOVERFLOW), Call(.allocate, [wide], "", .EOVERFLOW),
    Call(.writeFile, [], "/nowhere", .EINVAL), Call(.loadModule, [], "x", .EINVAL),
    Call(.loadModule, [], "x\u{0}a\u{0}b", .EINVAL),
  ]

  /// A number is never cut until it fits.
  @Test(arguments: calls.indices) func callThatDoesNotFitIsNotMade(_ index: Int) throws {
    let row = Self.calls[index]
    let raw = try RawExecutor("--process", "3", "1")
    let answer = try raw.ask(number: row.operation.rawValue, row.arguments, data: Array(row.data.utf8))
    #expect(answer.value == -1 && answer.error == number(row.error))
    #expect(try raw.ask(.duplicate, 0).error == 0, "it lives, and its descriptor 0 is open")
  }

  @Test(arguments: [99, 100, 101, 104, 200, .max] as [UInt32]) func processDoesNoOperationOfTheExecutors(
    _ operation: UInt32
  ) throws {
    let raw = try RawExecutor("--connect-fd", "3")
    #expect(try raw.ask(.spawn, 1, 0, UInt64(geteuid()), UInt64(getegid())).error == 0)
    let limits = [UInt8](repeating: 1, count: 16)
    #expect(try raw.ask(number: operation, process: 1, data: limits).error == number(.ENOSYS))
    #expect(try raw.ask(.duplicate, 0, process: 1).value == 3)
  }

  /// A fork's request ends with the limit to put back; one that does not puts nothing back.
  @Test(arguments: [0, 15, 16, 32]) func forkWithoutItsLimitsChangesNone(_ size: Int) throws {
    let raw = try RawExecutor("--process", "3", "1")
    let path = Array("/proc/self/limits".utf8)
    let before = try raw.ask(.readFile, 4096, data: path).data
    let forked = try raw.ask(number: 200, [1, 0, 0, 0, 0, 0], data: [UInt8](repeating: 1, count: size))
    #expect(forked.value == -1 && forked.error == number(badMessage))
    #expect(try raw.ask(.readFile, 4096, data: path).data == before)
  }
}
