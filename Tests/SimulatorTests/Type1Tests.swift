import Simulator
import SystemCalls
import Testing
import VFIOInterface

private let page: UInt64 = 4096
private let base: UInt64 = 0x10_0000

/// One map or unmap, and what must come of it.
struct RangeCase: CustomTestStringConvertible, Sendable {
  var says: String
  var iova: UInt64
  var size: UInt64
  var address: UInt64 = 0x1000_0000
  var flags: UInt64 = 3
  var error: Errno?
  var unmapped: UInt64 = 0
  var testDescription: String { says }
}

@Suite struct Type1MapTests {
  static let maps = [
    RangeCase(says: "read only", iova: base, size: page, flags: 1),
    RangeCase(says: "write only", iova: base, size: page, flags: 2),
    RangeCase(says: "no flags", iova: base, size: page, flags: 0, error: .EINVAL),
    RangeCase(says: "unknown flag", iova: base, size: page, flags: 8 | 3, error: .EINVAL),
    RangeCase(says: "vaddr with access", iova: base, size: page, flags: 4 | 1, error: .EINVAL),
    RangeCase(says: "vaddr of nothing", iova: base, size: page, flags: 4, error: .ENOENT),
    RangeCase(says: "empty", iova: base, size: 0, error: .EINVAL),
    RangeCase(says: "odd iova", iova: base + 1, size: page, error: .EINVAL),
    RangeCase(says: "odd size", iova: base, size: page + 1, error: .EINVAL),
    RangeCase(says: "odd vaddr", iova: base, size: page, address: 0x1000_0001, error: .EINVAL),
    RangeCase(says: "MSI region", iova: 0xfee0_0000, size: page, error: .EINVAL),
    RangeCase(says: "across the MSI region", iova: 0xfedf_f000, size: 2 * page, error: .EINVAL),
    RangeCase(says: "last page of the aperture", iova: (1 << 39) - page, size: page),
    RangeCase(says: "behind the aperture", iova: 1 << 39, size: page, error: .EINVAL),
    RangeCase(says: "nothing mapped there", iova: base, size: page, address: 0x5000_0000, error: .EFAULT),
    RangeCase(says: "tail not mapped", iova: base, size: 2 << 20, error: .EFAULT),
  ]

  @Test(arguments: maps) func mapsOrRefuses(test: RangeCase) throws {
    let machine = try TestMachine()
    let container = try machine.openDevice().container
    _ = try machine.memory()
    let error = try machine.mapDMA(
      container, iova: test.iova, address: test.address, size: test.size, flags: test.flags)
    #expect(error == test.error)
    #expect(try machine.lockedPages() == (test.error == nil ? Int(test.size / page) : 0))
  }

  @Test(arguments: [
    (KernelProfile.linux6_1, Errno.EINVAL), (.linux6_12, .EINVAL), (.linux7_2, .EOVERFLOW),
  ])
  func wraps(profile: KernelProfile, error: Errno) throws {
    let machine = try TestMachine("x86-intel", profile)
    let container = try machine.openDevice().container
    #expect(try machine.mapDMA(container, iova: 0 &- page, address: 0, size: 2 * page) == error)
    #expect(try machine.mapDMA(container, iova: base, address: 0 &- page, size: 2 * page) == error)
    #expect(try machine.unmapDMA(container, iova: 0 &- page, size: 2 * page).error == error)
  }

  @Test(
    arguments: [
      (base, 4 * page, Errno.EEXIST), (base - page, 2 * page, .EEXIST), (base + 3 * page, 2 * page, .EEXIST),
      (base + page, page, .EEXIST), (base - page, 6 * page, .EEXIST), (base - page, page, nil),
      (base + 4 * page, page, nil),
    ] as [(UInt64, UInt64, Errno?)])
  func overlapIsRefused(iova: UInt64, size: UInt64, error: Errno?) throws {
    let machine = try TestMachine()
    let container = try machine.openDevice().container
    let memory = try machine.memory()
    #expect(try machine.mapDMA(container, iova: base, address: memory, size: 4 * page) == nil)
    #expect(try machine.mapDMA(container, iova: iova, address: memory, size: size) == error)
    #expect(try machine.unmapDMA(container, iova: 0, size: 0, flags: 2)["size"] == (error == nil ? 5 : 4) * page)
  }
}
