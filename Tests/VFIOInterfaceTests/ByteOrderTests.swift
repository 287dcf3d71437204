import Testing

@testable import VFIOInterface

/// Arguments on their way to a big-endian kernel, and back.
struct ByteOrderTests {
  @Test(arguments: [
    ("x86_64", ByteOrder.little), ("ppc64le", .little), ("aarch64", .little), ("s390x", .big), ("ppc64", .big),
  ])
  func architectureHasAnOrder(architecture: String, order: ByteOrder) {
    #expect(ByteOrder(architecture: architecture) == order)
  }

  @Test func integerIsTurned() {
    let turned = TurnedArgument(Request.groupSetContainer.argument, [1, 2, 3, 4], .toKernel)
    #expect(turned.bytes == [4, 3, 2, 1])
  }

  @Test func textStaysAsItIs() {
    #expect(TurnedArgument(Request.groupGetDeviceFD.argument, [0x61, 0x62, 0], .toKernel).bytes == [0x61, 0x62, 0])
  }

  @Test func eachFieldIsTurnedByItself() {
    var map = [UInt8](repeating: 0, count: 32)
    map[Type1DMAMap.argsz] = 32
    map[Type1DMAMap.iova] = 0x0102_0304_0506_0708
    let turned = TurnedArgument(Request.iommuMapDMA.argument, map, .toKernel).bytes
    #expect(turned[0..<4] == [0, 0, 0, 32])
    #expect(Array(turned[16..<24]) == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test func descriptorsOfAnInterruptAreCountedBeforeTheyAreTurned() {
    var set = [UInt8](repeating: 0, count: 28)
    set[IRQSet.argsz] = 28
    set[IRQSet.flags] = IRQSetFlags.dataEventFD | IRQSetFlags.actionTrigger
    set[IRQSet.count] = 2
    set.set(7, at: 20, width: 4)
    set.set(9, at: 24, width: 4)
    let turned = TurnedArgument(Request.deviceSetIRQs.argument, set, .toKernel).bytes
    #expect(Array(turned[20...]) == [0, 0, 0, 7, 0, 0, 0, 9])
    #expect(TurnedArgument(Request.deviceSetIRQs.argument, turned, .fromKernel).bytes == set)
  }

  /// The chain is where the kernel's own offsets say, which come turned.
  @Test func capabilitiesAreFoundOnTheWayBack() {
    var info = [UInt8](repeating: 0, count: 48)
    info[RegionInfo.argsz] = 48
    info[RegionInfo.flags] = RegionInfoFlags.caps
    info[RegionInfo.capOffset] = 32
    info[CapabilityHeader.id, at: 32] = 2
    info[CapabilityHeader.version, at: 32] = 1
    info[RegionType.type, at: 32] = 2
    info[RegionType.subtype, at: 32] = 3
    var native = info
    for (offset, width) in [
      (0, 4), (4, 4), (8, 4), (12, 4), (16, 8), (24, 8), (32, 2), (34, 2), (36, 4), (40, 4), (44, 4),
    ] {
      native[offset..<offset + width].reverse()
    }
    #expect(TurnedArgument(Request.deviceGetRegionInfo.argument, native, .fromKernel).bytes == info)
  }

  @Test func fieldThatIsCutShortStays() {
    #expect(TurnedArgument(Request.iommuMapDMA.argument, [1, 2, 3, 4, 5, 6], .toKernel).bytes == [4, 3, 2, 1, 5, 6])
  }

  /// Whatever a kernel writes, nothing is read behind the end, and a chain that goes in circles ends.
  @Test func hostileChainsEnd() {
    var info = [UInt8](repeating: 0xff, count: 64)
    _ = TurnedArgument(Request.iommuGetInfo.argument, info, .fromKernel)
    info = [UInt8](repeating: 0, count: 40)
    info[15] = 24
    info[12..<16].reverse()
    _ = TurnedArgument(Request.iommuGetInfo.argument, info, .fromKernel)
  }
}
