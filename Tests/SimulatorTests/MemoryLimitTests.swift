import Simulator
import SystemCalls
import Testing
import VFIOInterface

private let mebibyte = 1 << 20
private let start: UInt64 = 0x1_0000_0000

/// The machine of the tests has 512 MiB; what a suite can make grow ends there, as the kernel says.
@Suite struct MemoryLimitTests {
  private func map(_ megabytes: UInt64, _ flags: MapFlags) -> SystemCall {
    .map(MapRequest(address: start, length: megabytes << 20, protection: [.read, .write], flags: flags))
  }

  @Test(
    arguments: [
      ([.private, .anonymous, .fixed], 512, nil), ([.private, .anonymous, .fixed], 513, .ENOMEM),
      ([.shared, .anonymous, .fixed], 100 << 10, .ENOMEM),
      ([.private, .anonymous, .fixed, .noReserve], 100 << 10, nil),
    ] as [(MapFlags, UInt64, Errno?)])
  func aMappingThatCanNeverBeFilledIsRefused(flags: MapFlags, megabytes: UInt64, error: Errno?) throws {
    #expect(try TestMachine().call(map(megabytes, flags)).error == error)
  }

  @Test func touchingEndsWithTheMemory() throws {
    let machine = try TestMachine()
    try machine.value(map(100 << 10, [.private, .anonymous, .fixed, .noReserve]))
    let bytes = [UInt8](repeating: 7, count: mebibyte)
    var touched: UInt64 = 0
    while touched < 1024, try machine.call(.poke(address: start + touched << 20, bytes: bytes)).succeeded {
      touched += 1
    }
    #expect(touched == 512)
    // A page that cannot be had raises a signal, one that is there goes on.
    #expect(try machine.call(.store(address: start + touched << 20, width: 8, value: 1)).fault == .bus)
    #expect(try machine.call(.store(address: start, width: 8, value: 1)).succeeded)
    try machine.value(.unmap(address: start, length: 100 << 30))
    try machine.value(map(1, [.private, .anonymous, .fixed]))
    #expect(try machine.call(.store(address: start, width: 8, value: 1)).succeeded)
  }

  @Test func aFileEndsWithTheMemory() throws {
    let machine = try TestMachine()
    let file = Int32(try machine.value(.memfd(flags: 0)))
    try machine.value(.truncate(file, length: 40 << 30))
    let bytes = [UInt8](repeating: 7, count: mebibyte)
    var written = 0
    var result = CallResult()
    while written < 1024, result.succeeded {
      result = try machine.call(.pwrite(file, offset: Int64(written * mebibyte), .bytes(bytes)))
      if result.succeeded { written += 1 }
    }
    #expect(written == 512)
    #expect(result.error == .ENOSPC)
    // Given up, it can be had again.
    try machine.value(.truncate(file, length: 0))
    #expect(try machine.call(.pwrite(file, offset: 0, .bytes(bytes))).succeeded)
  }

  /// What was populated is taken, and `mmap` does not tell of what could not be had.
  @Test(arguments: KernelProfile.all, [([], 512), (.noReserve, 100 << 10)] as [(MapFlags, UInt64)])
  func aPopulatedMappingTakesTheMemory(profile: KernelProfile, mapping: (flags: MapFlags, megabytes: UInt64)) throws {
    let machine = try TestMachine("x86-intel", profile)
    let flags: MapFlags = [.private, .anonymous, .fixed]
    try machine.value(map(mapping.megabytes, flags.union(mapping.flags).union(.populate)))
    #expect(try machine.call(.store(address: start + 511 << 20, width: 8, value: 1)).succeeded)
    let other = start + 200 << 30
    try machine.value(
      .map(MapRequest(address: other, length: 4096, protection: [.read, .write], flags: flags)))
    #expect(try machine.call(.store(address: other, width: 8, value: 1)).fault == .bus)
  }

  @Test func aForkIsNotRefusedForWhatItShares() throws {
    let machine = try TestMachine()
    try machine.value(map(512, [.private, .anonymous, .fixed, .populate]))
    let child = try machine.fork()
    #expect(try machine.call(.load(address: start, width: 1), in: child).succeeded)
  }

  @Test func aProcessHasOnlySoManyMappings() throws {
    let machine = try TestMachine()
    try machine.value(map(512, [.private, .anonymous, .fixed]))
    var split: UInt64 = 0
    var result = CallResult()
    while split < 70_000, result.succeeded {
      split += 1
      result = try machine.call(.unmap(address: start + split * 8192, length: 4096))
    }
    #expect(result.error == .ENOMEM)
    #expect(split == 65_530)
  }
}
