import MachineModel
import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

/// Requests of any bytes get an answer; none takes the simulator down.
@Suite struct HostileInputTests {
  private static let interesting: [UInt64] = [
    0, 1, 2, 3, 4, 5, 8, 16, 19, 20, 32, 63, 64, 255, 256, 4095, 4096, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe,
    0xffff_ffff, 1 << 40, 6 << 40, 7 << 40, .max - 1, .max,
  ]

  @Test(arguments: [TestAddress.edu, TestAddress.nic, TestAddress.nvme, TestAddress.testdev, "0000:00:0a.0"])
  func anyRequest(address: String) throws {
    var random = RandomSource(seed: 1)
    let device = try TestDevice(address)
    let event = try device.event()
    let requests = Request.all.map(\.number) + [0, .max]
    for _ in 0..<3000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let choice = Self.interesting.randomElement(using: &random) ?? 0
        bytes += UInt32(truncatingIfNeeded: Bool.random(using: &random) ? choice : UInt64(event)).littleEndianBytes
      }
      let number = requests.randomElement(using: &random) ?? 0
      _ = try device.machine.call(.ioctl(device.descriptor, request: number, argument: .bytes(bytes)))
    }
    #expect(try device.ask(.deviceGetInfo, [:]).result.succeeded)
  }

  @Test(arguments: KernelProfile.all)
  func anyAccess(profile: KernelProfile) throws {
    var random = RandomSource(seed: 2)
    let device = try TestDevice(TestAddress.nic, profile)
    _ = try device.map()
    for _ in 0..<3000 {
      let region = Int64.random(in: 0...10, using: &random) << 40
      let near = Int64(truncatingIfNeeded: Self.interesting.randomElement(using: &random) ?? 0) & 0xff_ffff_ffff
      let offset = Bool.random(using: &random) ? region + near : near
      let count = Int.random(in: 0...70, using: &random)
      if Bool.random(using: &random) {
        _ = try device.machine.call(.pread(device.descriptor, offset: offset, count: count, into: .result))
      } else {
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        _ = try device.machine.call(.pwrite(device.descriptor, offset: offset, .bytes(bytes)))
      }
      let address = 0x10_0000 + UInt64.random(in: 0..<4096, using: &random)
      _ = try device.machine.call(
        .load(address: address, width: [1, 2, 4, 8].randomElement(using: &random) ?? 1))
    }
    #expect(try device.look(7, 0, 2) == "86 80")
  }
}
