import Testing
import VFIOInterface

/// The offsets of the bytes that have no name in an argument.
private func unnamed(_ structure: Structure, _ bytes: [UInt8]) -> [Int] {
  let named = NamedBytes(of: structure, in: bytes)
  return bytes.indices.filter { !named[$0] }
}

@Test func paddingHasNoName() {
  #expect(unnamed(.deviceInfo, [UInt8](repeating: 0, count: 28)) == Array(20..<28))
  #expect(unnamed(.groupStatus, [UInt8](repeating: 0, count: 8)) == [])
  #expect(unnamed(.irqInfo, []) == [])
}

@Test func elementsOfAListHaveNames() {
  var bytes = [UInt8](repeating: 0, count: 40)
  bytes[PCIHotResetInfo.count] = 2
  #expect(unnamed(.pciHotResetInfo, bytes) == Array(28..<40))
  bytes[PCIHotResetInfo.count] = 0xffff_ffff
  #expect(unnamed(.pciHotResetInfo, bytes) == [])
}

/// Between flags and page sizes of MIGRATION four bytes are left free.
@Test func capabilitiesHaveNames() {
  var bytes = [UInt8](repeating: 0, count: 64)
  bytes[Type1Info.capOffset] = 24
  bytes.set(2, at: 24, width: 2)
  #expect(unnamed(.type1Info, bytes) == Array(20..<24) + Array(36..<40) + Array(56..<64))
  // One that nobody knows may hold anything, up to the next.
  bytes.set(77, at: 24, width: 2)
  bytes[CapabilityHeader.next, at: 24] = 40
  bytes.set(3, at: 40, width: 2)
  #expect(unnamed(.type1Info, bytes) == Array(20..<24) + Array(52..<64))
}

@Test(arguments: [UInt64(24), 63, 1 << 31, 0xffff_ffff]) func chainsEnd(next: UInt64) {
  var bytes = [UInt8](repeating: 0, count: 64)
  bytes[Type1Info.capOffset] = 24
  bytes[CapabilityHeader.next, at: 24] = next
  bytes.set(2, at: 24, width: 2)
  #expect(!unnamed(.type1Info, bytes).contains(0))
}

@Test(arguments: [(1 << 17 | 2, []), (1 << 17 | 4, [12, 13, 14, 15]), (1 << 17 | 0x1234, [])] as [(UInt64, [Int])])
func payloadIsThatOfTheFeature(flags: UInt64, expected: [Int]) {
  var bytes = [UInt8](repeating: 0, count: 16)
  bytes[DeviceFeature.flags] = flags
  #expect(unnamed(.deviceFeature, bytes) == expected)
}
