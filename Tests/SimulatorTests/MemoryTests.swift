import Simulator
import SystemCalls
import Testing
import VFIOInterface

private let page: UInt64 = 4096
private let start: UInt64 = 0x1000_0000

@Suite struct MemoryTests {
  @Test func forkCopiesWhatIsPrivate() throws {
    let machine = try TestMachine()
    _ = try machine.memory()
    try machine.value(.store(address: start, width: 4, value: 1))
    let child = try machine.fork()
    try machine.value(.store(address: start, width: 4, value: 2), in: child)
    #expect(try machine.call(.load(address: start, width: 4)).bytes == [1, 0, 0, 0])
    #expect(try machine.call(.load(address: start, width: 4), in: child).bytes == [2, 0, 0, 0])
  }

  @Test func forkSharesWhatIsShared() throws {
    let machine = try TestMachine()
    let request = MapRequest(
      address: start, length: page, protection: [.read, .write], flags: [.shared, .anonymous, .fixed])
    try machine.value(.map(request))
    let child = try machine.fork()
    try machine.value(.store(address: start, width: 1, value: 9), in: child)
    #expect(try machine.call(.load(address: start, width: 1)).bytes == [9])
  }

  @Test func memoryFileIsAsLongAsItIsMade() throws {
    let machine = try TestMachine()
    let file = Int32(try machine.value(.memfd(flags: 0)))
    try machine.value(.truncate(file, length: Int64(page)))
    let request = MapRequest(
      address: start, length: 2 * page, protection: [.read, .write], flags: [.shared, .fixed], descriptor: file)
    try machine.value(.map(request))
    try machine.value(.poke(address: start + 16, bytes: [1, 2, 3]))
    #expect(try machine.call(.pread(file, offset: 16, count: 8, into: .result)).bytes == [1, 2, 3, 0, 0, 0, 0, 0])
    #expect(try machine.call(.load(address: start + page, width: 1)).fault == .bus)
    try machine.value(.truncate(file, length: 0))
    #expect(try machine.call(.load(address: start, width: 1)).fault == .bus)
  }

  @Test func privateFileMappingKeepsItsWrites() throws {
    let machine = try TestMachine()
    let file = Int32(try machine.value(.memfd(flags: 0)))
    try machine.value(.write(file, .bytes([7, 7])))
    let request = MapRequest(
      address: start, length: page, protection: [.read, .write], flags: [.private, .fixed], descriptor: file)
    try machine.value(.map(request))
    try machine.value(.store(address: start, width: 1, value: 8))
    #expect(try machine.call(.peek(address: start, count: 2)).bytes == [8, 7])
    #expect(try machine.call(.pread(file, offset: 0, count: 2, into: .result)).bytes == [7, 7])
  }

  @Test func protectionIsEnforced() throws {
    let machine = try TestMachine()
    _ = try machine.memory(length: 3 * page)
    try machine.value(.protect(address: start + page, length: page, protection: .read))
    #expect(try machine.call(.store(address: start + page, width: 1, value: 0)).fault == .segmentation)
    #expect(try machine.call(.store(address: start + 2 * page - 1, width: 2, value: 0)).fault == .segmentation)
    #expect(try machine.call(.load(address: start + page, width: 8)).fault == nil)
    #expect(try machine.call(.protect(address: start, length: 4 * page, protection: .read)).error == .ENOMEM)
  }

  @Test func mappingsDoNotReplaceEachOther() throws {
    let machine = try TestMachine()
    _ = try machine.memory(length: page)
    let request = MapRequest(
      address: start, length: page, protection: .read, flags: [.private, .anonymous, .fixedNoReplace])
    #expect(try machine.call(.map(request)).error == .EEXIST)
    try machine.value(.unmap(address: start, length: page))
    #expect(try machine.value(.map(request)) == Int64(start))
  }

  @Test func remappingMovesOrGrows() throws {
    let machine = try TestMachine()
    _ = try machine.memory(length: page)
    try machine.value(.store(address: start, width: 1, value: 5))
    #expect(try machine.value(.remap(address: start, length: page, newLength: 2 * page, flags: 0)) == Int64(start))
    _ = try machine.memory(at: start + 2 * page, length: page)
    let grow = SystemCall.remap(address: start, length: 2 * page, newLength: 3 * page, flags: 0)
    #expect(try machine.call(grow).error == .ENOMEM)
    let moved = try machine.value(.remap(address: start, length: 2 * page, newLength: 3 * page, flags: 1))
    #expect(try machine.call(.load(address: UInt64(moved), width: 1)).bytes == [5])
    #expect(try machine.call(.load(address: start, width: 1)).fault == .segmentation)
  }

  @Test(arguments: [
    MapRequest(address: start, length: 0, protection: .read, flags: [.private, .anonymous]),
    MapRequest(address: start, length: page, protection: .read, flags: [.anonymous]),
    MapRequest(address: start + 1, length: page, protection: .read, flags: [.private, .anonymous, .fixed]),
    MapRequest(address: start, length: page, protection: .read, flags: [.private], descriptor: 0, offset: 1),
  ])
  func nonsenseIsRefused(request: MapRequest) throws {
    #expect(try TestMachine().call(.map(request)).error == .EINVAL)
  }

  @Test func extremeArgumentsAreRefused() throws {
    let machine = try TestMachine()
    let most = UInt64.max
    for length in [most, most - page + 1, 1 << 63] {
      let request = MapRequest(address: 0, length: length, protection: .read, flags: [.private, .anonymous])
      #expect(try machine.call(.map(request)).error == .ENOMEM)
      #expect(try machine.call(.unmap(address: page, length: length)).error == .EINVAL)
    }
    #expect(try machine.call(.peek(address: most, count: 16)).fault == .segmentation)
    #expect(try machine.call(.load(address: most - 2, width: 8)).fault == .segmentation)
    #expect(try machine.call(.pread(0, offset: -1, count: 1, into: .result)).error == .EINVAL)
    #expect(try machine.call(.control(0, command: 0, argument: .max)).error == .EINVAL)
    #expect(try machine.call(.ioctl(99, request: .max, argument: .word(most))).error == .EBADF)
  }
}
