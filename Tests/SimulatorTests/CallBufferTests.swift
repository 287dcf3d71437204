import Simulator
import SystemCalls
import Testing
import VFIOInterface

/// The memory that a call is given ends where memory does, as the executor's.
@Suite struct CallBufferTests {
  private static func info(_ size: Int, argsz: UInt32, index: UInt32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(size, 12))
    bytes.set(UInt64(argsz), at: 0, width: 4)
    bytes.set(UInt64(index), at: 8, width: 4)
    return Array(bytes.prefix(size))
  }

  @Test(arguments: [0, 1, 8, 15]) func argumentThatIsTooShortIsAFault(_ size: Int) throws {
    let machine = try TestMachine()
    let device = try machine.openDevice().device
    let bytes = Self.info(size, argsz: 16, index: 0)
    let result = try machine.call(.ioctl(device, request: Request.deviceGetIRQInfo.number, argument: .bytes(bytes)))
    #expect(result == .failure(.EFAULT, bytes: bytes))
  }

  @Test func kernelThatWritesBeforeTheArgumentIsSeen() throws {
    let machine = try TestMachine(quirks: [#require(Rule.named("irq.info-inside"))])
    let device = try machine.openDevice().device
    let bytes = Self.info(16, argsz: 16, index: 0)
    let result = try machine.call(.ioctl(device, request: Request.deviceGetIRQInfo.number, argument: .bytes(bytes)))
    #expect(result.strayWrite == -4)
  }

  @Test func kernelThatFillsTheRestOfAShortReadIsSeen() throws {
    for quirks in [[], [try #require(Rule.named("region.read-inside"))]] as [Set<Rule>] {
      let machine = try TestMachine(quirks: quirks)
      let device = try machine.openDevice().device
      let end: Int64 = 1 << 20
      let result = try machine.call(.pread(device, offset: end - 8, count: 64, into: .result))
      #expect(result.value == 8)
      #expect(result.strayWrite == (quirks.isEmpty ? nil : 8))
    }
  }

  @Test func kernelThatReadsBehindABufferFails() throws {
    let machine = try TestMachine(quirks: [#require(Rule.named("region.write-inside"))])
    let device = try machine.openDevice().device
    #expect(try machine.call(.pwrite(device, offset: 7 << 40 + 4, .bytes([0, 0]))).error == .EFAULT)
  }
}
