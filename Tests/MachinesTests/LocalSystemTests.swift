import Foundation
import SystemCalls
import Testing
import VFIOInterface

@testable import Machines

private let first = ProcessID(rawValue: 1)
private let second = ProcessID(rawValue: 2)
private let page: UInt64 = 0x7000_0000

/// Runs a body with a local executor in which process 1 has begun.
private func withSystem(_ options: SpawnOptions = .init(), _ body: (LocalSystem) throws -> Void) throws {
  let system = try LocalSystem(executor: executor.get())
  defer { system.shutDown() }
  try system.spawn(first, options)
  try body(system)
}

/// Makes a case's `perform` short to write.
extension LocalSystem {
  fileprivate func call(_ call: SystemCall, in process: ProcessID = first) throws -> CallResult {
    try perform(call, in: process)
  }

  fileprivate func mapPage(descriptor: Int32 = -1, in process: ProcessID = first) throws {
    let flags: MapFlags = descriptor < 0 ? [.private, .anonymous, .fixedNoReplace] : [.shared, .fixedNoReplace]
    let result = try call(
      .map(.init(address: page, length: 4096, protection: [.read, .write], flags: flags, descriptor: descriptor)),
      in: process)
    #expect(result.value == Int64(page))
  }
}

@Suite struct LocalSystemTests {
  @Test func identityIsThisMachines() throws {
    try withSystem { system throws in
      #expect(system.identity.backend == "local")
      #expect(system.identity.pageSize >= 4096)
      let release = try system.call(.readFile(path: "/proc/sys/kernel/osrelease", limit: 100)).bytes
      #expect(String(decoding: release, as: UTF8.self) == system.identity.release + "\n")
    }
  }

  @Test func descriptorsBeginAtThree() throws {
    try withSystem { system throws in
      #expect(try system.call(.open(path: "/dev/null", flags: .readWrite)).value == 3)
      #expect(try system.call(.eventfd(initial: 0, flags: 0)).value == 4)
      #expect(try system.call(.duplicate(3)).value == 5)
      #expect(try system.call(.close(4)).value == 0)
      #expect(try system.call(.memfd(flags: 0)).value == 4)
      #expect(try system.call(.readLink(path: "/proc/self/fd/0")).bytes == Array("/dev/null".utf8))
    }
  }

  @Test func errorsAreTheKernels() throws {
    try withSystem { system throws in
      #expect(try system.call(.open(path: "/nowhere", flags: [])) == .failure(.ENOENT))
      #expect(try system.call(.close(77)) == .failure(.EBADF))
      _ = try system.call(.open(path: "/dev/null", flags: .readWrite))
      #expect(try system.call(.ioctl(3, request: 0x3b64, argument: .word(0))).error == Errno(name: "ENOTTY"))
      #expect(try system.call(.ioctl(3, request: 0x3b64, argument: .bytes([1, 2]))).bytes == [1, 2])
      #expect(try system.call(.read(3, count: 8, into: .address(0x10))).value == 0)
      _ = try system.call(.open(path: "/dev/zero", flags: .readWrite))
      #expect(try system.call(.read(4, count: 8, into: .address(0x10))).error == .EFAULT)
    }
  }

  @Test func ioctlWritesBackIntoItsArgument() throws {
    try withSystem { system throws in
      _ = try system.call(.socketPair)
      _ = try system.call(.write(3, .bytes([1, 2, 3])))
      let fionread: UInt32 = 0x541b
      #expect(try system.call(.ioctl(4, request: fionread, argument: .bytes([0, 0, 0, 0]))).bytes == [3, 0, 0, 0])
    }
  }

  @Test(arguments: 0..<4) func bufferEndsWhereNobodyMayTouch(_ count: Int) throws {
    try withSystem { system throws in
      _ = try system.call(.socketPair)
      _ = try system.call(.write(3, .bytes([1, 2, 3])))
      let short = [UInt8](repeating: 0, count: count)
      let result = try system.call(.ioctl(4, request: 0x541b, argument: .bytes(short)))
      #expect(result.error == .EFAULT)
      #expect(result.strayWrite == nil)
    }
  }

  /// Memory that another process writes to while the call is under way stands for a kernel that strays.
  @Test(
    .enabled(if: geteuid() == 0, "it takes root"),
    arguments: [(-1, -1), (-16, -16), (0, nil), (7, nil), (8, 8), (15, 15)])
  func writeThatIsNotTheKernelsIsSeen(_ place: Int, _ seen: Int?) throws {
    try withSystem { system throws in
      _ = try system.call(.eventfd(initial: 0, flags: 0))
      let pid = String(decoding: try system.call(.readLink(path: "/proc/self")).bytes, as: UTF8.self)
      try system.spawn(second, .init(parent: first))
      let reading = try system.start(.read(3, count: 16, into: .result), in: first)
      // The call has begun once the kernel shows its arguments: the second is the buffer's address.
      var address: UInt64?
      while address == nil {
        let shown = try system.call(.readFile(path: "/proc/\(pid)/syscall", limit: 4096), in: second).bytes
        let words = String(decoding: shown, as: UTF8.self).split(separator: " ")
        if words.count > 3, words[0] == "0", words[1] == "0x3" { address = UInt64(words[2].dropFirst(2), radix: 16) }
      }
      _ = try system.call(.open(path: "/proc/\(pid)/mem", flags: .readWrite), in: second)
      let target = Int64(bitPattern: try #require(address)) + Int64(place)
      #expect(try system.call(.pwrite(4, offset: target, .bytes([0])), in: second).value == 1)
      _ = try system.call(.write(3, .bytes([1, 0, 0, 0, 0, 0, 0, 0])), in: second)
      let result = try system.finish(reading, within: .seconds(10))
      #expect(result?.value == 8)
      #expect(result?.strayWrite == seen)
    }
  }

  @Test func memoryIsReadAndWrittenAtEachWidth() throws {
    try withSystem { system throws in
      try system.mapPage()
      for width in [1, 2, 4, 8] {
        #expect(try system.call(.store(address: page, width: width, value: 0x8877_6655_4433_2211)).succeeded)
        let expected = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88] as [UInt8]
        #expect(try system.call(.load(address: page, width: width)).bytes == Array(expected[..<width]))
      }
      #expect(try system.call(.load(address: page, width: 3)).error == .EINVAL)
      #expect(try system.call(.poke(address: page + 8, bytes: [7, 7])).succeeded)
      #expect(try system.call(.peek(address: page + 7, count: 4)).bytes == [0x88, 7, 7, 0])
    }
  }

  @Test func faultsAreResultsAndTheProcessLivesOn() throws {
    try withSystem { system throws in
      #expect(try system.call(.load(address: page, width: 4)) == .fault(.segmentation))
      #expect(try system.call(.store(address: page, width: 4, value: 1)) == .fault(.segmentation))
      #expect(try system.call(.peek(address: page, count: 4)) == .fault(.segmentation))
      _ = try system.call(.memfd(flags: 0))
      try system.mapPage(descriptor: 3)
      #expect(try system.call(.load(address: page, width: 4)) == .fault(.bus))
      #expect(try system.call(.truncate(3, length: 4096)).succeeded)
      #expect(try system.call(.load(address: page, width: 4)).bytes == [0, 0, 0, 0])
      #expect(try system.call(.store(address: page, width: 4, value: 7)).succeeded)
      #expect(try system.call(.allocate(3, mode: 3, offset: 0, length: 4096)).succeeded)
      #expect(try system.call(.load(address: page, width: 4)).bytes == [0, 0, 0, 0])
      #expect(try system.call(.unmap(address: page, length: 4096)).succeeded)
      #expect(try system.call(.poke(address: page, bytes: [1])) == .fault(.segmentation))
    }
  }

  @Test func addressThatIsTakenIsRefused() throws {
    try withSystem { system throws in
      try system.mapPage()
      let again = MapRequest(
        address: page, length: 4096, protection: .read, flags: [.private, .anonymous, .fixedNoReplace])
      #expect(try system.call(.map(again)).error == .EEXIST)
    }
  }

  @Test func eventfdIsPolledWrittenAndRead() throws {
    try withSystem { system throws in
      _ = try system.call(.eventfd(initial: 0, flags: 0))
      let entry = PollEntry(descriptor: 3, events: 1)
      #expect(try system.call(.poll([entry], milliseconds: 0)).value == 0)
      #expect(try system.call(.write(3, .bytes([5, 0, 0, 0, 0, 0, 0, 0]))).value == 8)
      let ready = try system.call(.poll([entry], milliseconds: 1000))
      #expect(ready.value == 1)
      #expect(ready.bytes == [3, 0, 0, 0, 1, 0, 1, 0])
      #expect(try system.call(.read(3, count: 8, into: .result)).bytes == [5, 0, 0, 0, 0, 0, 0, 0])
    }
  }

  @Test func filesAreReadWrittenAndListed() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("machines-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["b", "a", "c"] { try Data("x".utf8).write(to: folder.appendingPathComponent(name)) }
    let file = folder.appendingPathComponent("a").path
    try withSystem { system throws in
      #expect(try system.call(.list(path: folder.path)).bytes == Array("a\0b\0c\0".utf8))
      #expect(try system.call(.writeFile(path: file, bytes: Array("12345".utf8))).value == 5)
      #expect(try system.call(.readFile(path: file, limit: 3)).bytes == Array("123".utf8))
      #expect(try system.call(.changeMode(path: file, mode: 0o640)).succeeded)
      let status = try system.call(.status(path: file)).bytes
      #expect(status.count == FileStatus.byteCount)
      #expect(Array(status[..<4]) == [0xa0, 0x81, 0, 0])
      #expect(Array(status[24...]) == [5, 0, 0, 0, 0, 0, 0, 0])
      #expect(try system.call(.writeFile(path: folder.path + "/new", bytes: [1])).error == .ENOENT)
    }
  }

  @Test func forkSharesWhatItsParentHadOpen() throws {
    try withSystem { system throws in
      _ = try system.call(.eventfd(initial: 3, flags: 0))
      try system.mapPage()
      _ = try system.call(.store(address: page, width: 1, value: 42))
      try system.spawn(second, .init(parent: first))
      _ = try system.call(.store(address: page, width: 1, value: 43))
      #expect(try system.call(.load(address: page, width: 1), in: second).bytes == [42])
      #expect(try system.call(.read(3, count: 8, into: .result), in: second).bytes.first == 3)
      #expect(try system.call(.open(path: "/dev/null", flags: []), in: second).value == 4)
      try system.kill(second)
      #expect(try system.call(.load(address: page, width: 1)).bytes == [43])
    }
  }

  @Test func forkWorksUnderALowLimitOfOpenFiles() throws {
    try withSystem { system throws in
      #expect(try system.call(.setLimit(.openFiles, soft: 4)).succeeded)
      _ = try system.call(.open(path: "/dev/null", flags: []))
      #expect(try system.call(.open(path: "/dev/null", flags: [])).error == Errno(name: "EMFILE"))
      try system.spawn(second, .init(parent: first))
      for process in [first, second] {
        #expect(try system.call(.open(path: "/dev/null", flags: []), in: process).error == Errno(name: "EMFILE"))
      }
    }
  }

  @Test func execKeepsDescriptorsWithoutCloseOnExec() throws {
    try withSystem { system throws in
      _ = try system.call(.open(path: "/dev/null", flags: []))
      _ = try system.call(.open(path: "/dev/null", flags: .closeOnExec))
      try system.mapPage()
      #expect(try system.call(.exec).succeeded)
      #expect(try system.call(.load(address: page, width: 1)) == .fault(.segmentation))
      #expect(try system.call(.duplicate(3)).value == 4)
      #expect(try system.call(.exec).succeeded)
      #expect(try system.call(.duplicate(4)).value == 5)
    }
  }

  @Test func descriptorCrossesASocketToAnotherProcess() throws {
    try withSystem { system throws in
      #expect(try system.call(.socketPair).bytes == [4, 0, 0, 0])
      try system.spawn(second, .init(parent: first))
      let waiting = try system.start(.receiveDescriptor(through: 4), in: second)
      #expect(try system.finish(waiting, within: .zero) == nil)
      #expect(try system.call(.eventfd(initial: 9, flags: 0)).value == 5)
      #expect(try system.call(.sendDescriptor(5, through: 3)).succeeded)
      #expect(try system.finish(waiting, within: .seconds(10))?.value == 5)
      #expect(try system.call(.read(5, count: 8, into: .result), in: second).bytes.first == 9)
    }
  }

  @Test func blockedProcessHoldsUpNoOther() throws {
    try withSystem { system throws in
      try system.spawn(second, .init())
      _ = try system.call(.eventfd(initial: 0, flags: 0))
      let blocked = try system.start(.read(3, count: 8, into: .result), in: first)
      #expect(try system.call(.open(path: "/dev/null", flags: []), in: second).value == 3)
      #expect(try system.finish(blocked, within: .zero) == nil)
      #expect(try system.call(.close(3), in: first).error == .EBUSY)
      try system.kill(first)
      #expect(try system.finish(blocked, within: .zero)?.error == Errno(name: "ESRCH"))
      #expect(try system.call(.duplicate(3), in: first).error == Errno(name: "ESRCH"))
      try system.spawn(first, .init())
      #expect(try system.call(.open(path: "/dev/null", flags: []), in: first).value == 3)
    }
  }

  @Test func exitSaysItsStatus() throws {
    try withSystem { system throws in
      #expect(try system.call(.exit(status: 3)).value == 3)
      #expect(throws: SystemError.self) { try system.kill(first) }
    }
  }

  @Test func limitIsTheCasesOwn() throws {
    try withSystem(.init(limits: [.openFiles: 5, .lockedMemory: 65536])) { system throws in
      _ = try system.call(.open(path: "/dev/null", flags: []))
      _ = try system.call(.open(path: "/dev/null", flags: []))
      #expect(try system.call(.open(path: "/dev/null", flags: [])).error == Errno(name: "EMFILE"))
      let limits = try system.call(.readLink(path: "/proc/self")).bytes
      #expect(!limits.isEmpty)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "it takes root")) func userAndCapabilitiesAreGivenUp() throws {
    try withSystem { system throws in
      try system.spawn(second, .init(user: 1000, group: 1000))
      let status = try system.call(.readFile(path: "/proc/thread-self/status", limit: 65536), in: second).bytes
      #expect(String(decoding: status, as: UTF8.self).contains("Uid:\t1000\t1000\t1000\t1000\n"))
      let third = ProcessID(rawValue: 3)
      try system.spawn(third, .init(withoutCapabilities: 1 << Capability.sysRawIO.rawValue))
      for _ in 0..<2 {
        let text = try system.call(.readFile(path: "/proc/thread-self/status", limit: 65536), in: third).bytes
        let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        let effective = try #require(line.flatMap { UInt64($0.dropFirst(8), radix: 16) })
        #expect(effective & 1 << 17 == 0 && effective & 1 << 21 != 0)
        // A root process must not get it back by exec.
        #expect(try system.call(.exec, in: third).succeeded)
      }
    }
  }

  @Test func spawnThatTheKernelRefusesIsAnError() throws {
    try withSystem { system throws in
      #expect(throws: SystemError.self) { try system.spawn(first, .init()) }
      #expect(throws: SystemError.self) { try system.spawn(second, .init(parent: ProcessID(rawValue: 9))) }
      #expect(throws: SystemError.self) { try system.spawn(ProcessID(rawValue: 0), .init()) }
    }
  }

  @Test func endOfACaseLeavesNothing() throws {
    try withSystem { system throws in
      try system.spawn(second, .init(parent: first))
      _ = try system.call(.eventfd(initial: 0, flags: 0))
      let blocked = try system.start(.read(3, count: 8, into: .result), in: first)
      let pid = try system.call(.readLink(path: "/proc/self"), in: second).bytes
      try system.endCase()
      #expect(!FileManager.default.fileExists(atPath: "/proc/" + String(decoding: pid, as: UTF8.self)))
      #expect(throws: SystemError.self) { try system.finish(blocked, within: .zero) }
      try system.spawn(first, .init())
      #expect(try system.call(.open(path: "/dev/null", flags: [])).value == 3)
    }
  }

  @Test func largestTransferCrossesTheWire() throws {
    try withSystem { system throws in
      _ = try system.call(.memfd(flags: 0))
      let bytes = [UInt8](repeating: 0xab, count: 1 << 20)
      #expect(try system.call(.write(3, .bytes(bytes))).value == 1 << 20)
      #expect(try system.call(.pread(3, offset: 0, count: 1 << 20, into: .result)).bytes == bytes)
    }
  }

  @Test func executorThatDiesIsALostSystem() throws {
    try withSystem { system throws in
      let parent = try system.call(.readFile(path: "/proc/self/stat", limit: 4096)).bytes
      let fields = String(decoding: parent, as: UTF8.self).split(separator: " ")
      kill(try #require(pid_t(fields[3])), SIGKILL)
      let error = #expect(throws: SystemError.self) { try system.call(.duplicate(0)) }
      #expect(error == .lost("the executor ended with status 137"))
      #expect(throws: SystemError.lost("the executor ended with status 137")) { try system.endCase() }
    }
  }

  @Test func whatTheHarnessLeftIsWrittenOnceItIsGone() throws {
    let folder = try TemporaryFolder()
    let (early, late) = (try folder.write("early", "changed"), folder.path + "/late")
    #expect(mkfifo(late, 0o600) == 0)
    do {
      let system = try LocalSystem(executor: executor.get())
      try system.leaveWill([FileWrite(path: early, bytes: Array("replaced".utf8))])
      try system.leaveWill([
        FileWrite(path: "/nowhere/at/all", bytes: [1]), FileWrite(path: early, bytes: Array("as before".utf8)),
        FileWrite(path: late, bytes: Array("done".utf8)),
      ])
    }
    // Opening waits for the executor to write.
    let stream = open(late, O_RDONLY)
    defer { close(stream) }
    var said = [UInt8](repeating: 0, count: 16)
    let count = read(stream, &said, said.count)
    #expect(Array(said.prefix(max(0, count))) == Array("done".utf8))
    #expect(try String(contentsOfFile: early, encoding: .utf8) == "as before")
  }

  @Test(arguments: [false, true]) func whatTheHarnessPutBackIsWrittenNoMore(isPutBack: Bool) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("file", "changed")
    let system = try LocalSystem(executor: executor.get())
    try system.leaveWill([FileWrite(path: file, bytes: Array("written".utf8))])
    if isPutBack { try system.leaveWill([]) }
    #expect(system.shutDown() == nil)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == (isPutBack ? "changed" : "written"))
  }

  /// Whoever kills the executor, the devices of this machine are given back, and it is said who did.
  ///
  /// Sanitizers make an exit of SIGSEGV; SIGABRT stays what it is.
  @Test(arguments: [SIGKILL, SIGABRT], [true, false])
  func whatAKilledExecutorLeavesIsPutBack(signal: Int32, hasWill: Bool) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("driver_override", "changed")
    let system = try LocalSystem(executor: executor.get())
    try system.leaveWill(hasWill ? [FileWrite(path: file, bytes: Array("as it was".utf8))] : [])
    kill(system.process, signal)
    #expect(throws: SystemError.lost("the executor ended with status \(128 + signal)")) { try system.endCase() }
    let word = system.shutDown()
    #expect(try String(contentsOfFile: file, encoding: .utf8) == (hasWill ? "as it was" : "changed"))
    let sentence =
      "the executor ended with status \(128 + signal) before it put back what was changed on this machine; "
      + "another has done so"
    #expect(word == (hasWill ? sentence : nil))
    #expect(system.shutDown() == nil, "it is done once")
  }

  @Test func executorThatIsMissingIsNamed() {
    let error = #expect(throws: MachineError.self) { try LocalSystem(executor: "/nowhere/executor") }
    #expect(error?.description.contains("/nowhere/executor: the executor cannot be run") == true)
  }

  @Test func programThatIsNoExecutorIsNamed() {
    let error = #expect(throws: MachineError.self) { try LocalSystem(executor: "/bin/true") }
    #expect(error?.what == "the executor does not answer")
  }
}
