import SystemCalls
import Testing

@testable import Runner

@Suite struct ConfigurationSpaceTests {
  /// A space with a list of capabilities, each at its offset.
  private func space(_ capabilities: [(offset: Int, id: UInt8, next: UInt8)], size: Int = 256) -> ConfigurationSpace {
    var bytes = [UInt8](repeating: 0, count: size)
    bytes[6] = 0x10
    bytes[0x34] = UInt8(capabilities.first?.offset ?? 0)
    for (offset, id, next) in capabilities {
      bytes[offset] = id
      bytes[offset + 1] = next
    }
    return ConfigurationSpace(bytes)
  }

  @Test func capabilitiesAreFound() {
    let found = space([(0x40, 0x01, 0x50), (0x50, 0x05, 0x60), (0x60, 0x11, 0)])
    #expect(found.capabilities == [0x01: 0x40, 0x05: 0x50, 0x11: 0x60])
    #expect(found.hasPowerManagement)
    #expect(found.messageVectors == 1)
    #expect(found.tableVectors == 1)
    #expect(!found.isExpress)
  }

  @Test func aRingEnds() {
    #expect(space([(0x40, 0x01, 0x50), (0x50, 0x05, 0x40)]).capabilities.count == 2)
    #expect(space([(0x40, 0x01, 0x40)]).capabilities.count == 1)
  }

  @Test func withoutTheStatusBitThereAreNone() {
    var bytes = [UInt8](repeating: 0, count: 256)
    bytes[0x34] = 0x40
    bytes[0x40] = 0x01
    #expect(ConfigurationSpace(bytes).capabilities.isEmpty)
  }

  /// Whatever the machine says, reading it ends without a trap.
  @Test(arguments: [0, 1, 63, 64, 255, 256, 4095, 4096]) func anyBytesAreRead(_ size: Int) {
    for fill in [UInt8(0x00), 0x01, 0x10, 0x7f, 0xff] {
      let space = ConfigurationSpace([UInt8](repeating: fill, count: size))
      _ = (space.tableVectors, space.messageVectors, space.tableBAR, space.hasFunctionLevelReset, space.classCode)
      #expect(space.capabilities.count <= 48)
      #expect(space.extended.count <= 64)
    }
  }

  @Test func resourcesAreSizesAndKinds() {
    let resources = Resources(
      """
      0x00000000fe000000 0x00000000fe0fffff 0x0000000000040200
      0x0000000000000000 0x0000000000000000 0x0000000000000000
      0x000000000000c000 0x000000000000c01f 0x0000000000040101
      0x0000000000000000 0x0000000000000000 0x0000000000000000
      0x0000000800000000 0x000000080000007f 0x0000000000140204
      0x0000000000000000 0x0000000000000000 0x0000000000000000
      0x00000000fe100000 0x00000000fe107fff 0x0000000000046200
      """)
    #expect(resources.bars.map(\.size) == [1 << 20, 0, 32, 0, 128, 0])
    #expect(resources.first(\.isIO) == 2)
    #expect(resources.first(\.isMemory) == 0)
    #expect(resources.first { $0.isMemory && $0.isWide } == 4)
    #expect(resources.rom.size == 32 << 10)
  }

  @Test(arguments: [
    "", "\n", "garbage", "0x0 0xffffffffffffffff 0x200", "0x5 0x4 0x200", "0x1 0x2", "x y z",
    String(repeating: "0x0 0xfff 0x200\n", count: 100),
  ])
  func hostileResourcesAreRead(_ text: String) {
    #expect(Resources(text).bars.count == 6)
  }

  static let versions: [(release: String, version: String, kernel: String)] = [
    ("6.1.0-56-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-01-01)", "6.1.192"),
    ("6.12.117+deb13-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.12.117-1 (2026-01-01)", "6.12.117"),
    ("7.2.0-rc1", "#1 SMP", "7.2.0"), ("6.1.0", "Debian", "6.1.0"), ("6.1.0", "built by Debian friends", "6.1.0"),
    ("nonsense", "", "0"),
  ]

  @Test(arguments: versions.indices) func theUpstreamVersionIsFound(_ index: Int) {
    let row = Self.versions[index]
    let identity = SystemIdentity(
      release: row.release, version: row.version, architecture: "x86_64", pageSize: 4096, backend: "guest")
    #expect(Inventory.kernel(of: identity).description == row.kernel)
  }
}
