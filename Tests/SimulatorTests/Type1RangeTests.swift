import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

private let page: UInt64 = 4096

/// An unmap in a container that holds one mapping of four pages at 16 pages, and one of two pages at 32.
struct UnmapCase: CustomTestStringConvertible, Sendable {
  var says: String
  var first: UInt64
  var pages: UInt64
  var version2: Errno?
  var unmapped: UInt64 = 0
  var version1: UInt64
  var testDescription: String { says }
}

@Suite struct Type1RangeTests {
  static let cases = [
    UnmapCase(says: "exactly one", first: 16, pages: 4, unmapped: 4, version1: 4),
    UnmapCase(says: "both and the gaps", first: 0, pages: 64, unmapped: 6, version1: 6),
    UnmapCase(says: "the gap", first: 20, pages: 12, unmapped: 0, version1: 0),
    UnmapCase(says: "a head", first: 16, pages: 1, version2: .EINVAL, version1: 4),
    UnmapCase(says: "a tail", first: 19, pages: 1, version2: .EINVAL, version1: 0),
    UnmapCase(says: "from the middle over the next", first: 18, pages: 16, version2: .EINVAL, version1: 0),
    UnmapCase(says: "from a gap into the next", first: 10, pages: 23, version2: .EINVAL, version1: 6),
  ]

  @Test(arguments: cases, [1, 3] as [UInt64]) func unmaps(test: UnmapCase, model: UInt64) throws {
    let machine = try TestMachine()
    let container = try machine.openDevice(model: model).container
    let memory = try machine.memory()
    _ = try machine.mapDMA(container, iova: 16 * page, address: memory, size: 4 * page)
    _ = try machine.mapDMA(container, iova: 32 * page, address: memory, size: 2 * page)
    let answer = try machine.unmapDMA(container, iova: test.first * page, size: test.pages * page)
    #expect(answer.error == (model == 1 ? nil : test.version2))
    let unmapped = model == 1 ? test.version1 : test.unmapped
    #expect(answer["size"] == (answer.error == nil ? unmapped : test.pages) * page)
    #expect(try machine.lockedPages() == 6 - Int(answer.error == nil ? unmapped : 0))
  }

  @Test(arguments: [
    ("x86-intel", KernelProfile.linux6_12, true), ("x86-intel", .linux7_2, false), ("x86-amd", .linux6_12, false),
  ])
  func writeOnlyMappingIsReadByVTdOnly(name: String, profile: KernelProfile, isRead: Bool) throws {
    let machine = try TestMachine(name, profile)
    let container = try machine.openDevice().container
    _ = try machine.mapDMA(container, iova: 0, address: try machine.memory(), size: page, flags: 2)
    #expect(machine.reaches(0, write: true))
    #expect(machine.reaches(0, write: false) == isRead)
  }

  /// Older kernels lose the last page of the address space.
  @Test(arguments: [(KernelProfile.linux6_1, true), (.linux6_12, true), (.linux7_2, false)])
  func lastPage(profile: KernelProfile, isReachable: Bool) throws {
    let machine = try TestMachine("x86-amd", profile)
    let container = try machine.openDevice().container
    let memory = try machine.memory()
    let last = UInt64.max - page + 1
    #expect(try machine.mapDMA(container, iova: last, address: memory, size: page) == (isReachable ? nil : .EINVAL))
    guard isReachable else { return }
    #expect(try machine.unmapDMA(container, iova: last, size: page)["size"] == 0)
    #expect(try machine.unmapDMA(container, iova: 0, size: 0, flags: 2)["size"] == 0)
    #expect(try machine.mapDMA(container, iova: last, address: memory, size: page) == nil)
  }

  @Test func addressesAreTakenBackAndRestored() throws {
    let machine = try TestMachine()
    let container = try machine.openDevice().container
    let memory = try machine.memory()
    for index in 0..<3 as Range<UInt64> {
      _ = try machine.mapDMA(container, iova: index * 4 * page, address: memory, size: 2 * page)
    }
    #expect(try machine.unmapDMA(container, iova: 4 * page, size: 2 * page, flags: 4)["size"] == 2 * page)
    #expect(try machine.unmapDMA(container, iova: 0, size: 0, flags: 6).error == .EINVAL)
    #expect(machine.reaches(0, write: true), "a failed call takes nothing back")
    #expect(try machine.unmapDMA(container, iova: 0, size: 2 * page, flags: 4).error == nil)
    let child = try machine.fork()
    let other = try machine.memory(at: 0x2000_0000, in: child)
    for index in 0..<2 as Range<UInt64> {
      #expect(
        try machine.mapDMA(container, iova: index * 4 * page, address: other, size: 2 * page, flags: 4, in: child)
          == nil)
    }
    #expect(try machine.lockedPages(in: child) == 4)
    #expect(try machine.lockedPages() == 2)
  }

  @Test func readOnlyMappingOfUntouchedMemoryCountsInNewKernels() throws {
    for profile in KernelProfile.all {
      let machine = try TestMachine("x86-intel", profile)
      let container = try machine.openDevice().container
      let memory = try machine.memory()
      _ = try machine.mapDMA(container, iova: 0, address: memory, size: 16 * page, flags: 1)
      #expect(try machine.lockedPages() == (profile.has(.countsZeroPages) ? 16 : 0))
      _ = try machine.mapDMA(container, iova: 32 * page, address: memory, size: 16 * page)
      _ = try machine.mapDMA(container, iova: 64 * page, address: memory, size: 16 * page, flags: 1)
      #expect(try machine.lockedPages() == (profile.has(.countsZeroPages) ? 48 : 32))
    }
  }

  @Test func manyMappingsAreFoundAgain() throws {
    let machine = try TestMachine()
    let container = try machine.openDevice().container
    let memory = try machine.memory()
    let count: UInt64 = 20_000
    for index in 0..<count {
      let iova = index.reversedBits(of: count) * 2 * page
      #expect(try machine.mapDMA(container, iova: iova, address: memory, size: page) == nil)
    }
    #expect(try machine.mapDMA(container, iova: (count - 1) * 2 * page, address: memory, size: page) == .EEXIST)
    #expect(try machine.unmapDMA(container, iova: 0, size: count * page)["size"] == count / 2 * page)
    #expect(try machine.unmapDMA(container, iova: 0, size: 0, flags: 2)["size"] == count / 2 * page)
  }
}

extension UInt64 {
  /// A number below the limit, in an order that jumps about.
  fileprivate func reversedBits(of limit: UInt64) -> UInt64 { self * 7919 % limit }
}

@Suite struct OrderedMapTests {
  @Test func agreesWithADictionary() {
    var random = RandomSource(seed: 7)
    var map = OrderedMap<UInt64>()
    var model: [UInt64: UInt64] = [:]
    for _ in 0..<3000 {
      let key = UInt64.random(in: 0..<1024, using: &random)
      if model[key] != nil {
        map.remove(key) { _ in true }
        model[key] = nil
      } else {
        map.insert(key &* 3, at: key)
        model[key] = key &* 3
      }
      let probe = UInt64.random(in: 0..<1024, using: &random)
      let below = model.keys.filter { $0 <= probe }.max()
      #expect(map.last(notAbove: probe).map { map[$0] } == below.map { $0 &* 3 })
    }
    #expect(map.values == model.keys.sorted().map { $0 &* 3 })
    #expect(map.count == model.count)
  }
}
