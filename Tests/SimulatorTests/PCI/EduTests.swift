import Simulator
import SystemCalls
import Testing
import VFIOInterface

/// The teaching device, as a user-space driver sees it.
@Suite struct EduTests {
  @Test(
    arguments: [
      (0x00, 4, "ed 00 00 01"), (0x00, 1, "00"), (0x02, 2, "00 00"), (0x04, 4, "00 00 00 00"), (0x44, 4, "ff ff ff ff"),
      (0x80, 8, "00 00 00 00 00 00 00 00"), (0x84, 4, "ff ff ff ff"),
      (0x00, 8, "ff ff ff ff ff ff ff ff"), (0x01, 7, "00 00 00 00 00 00 00"),
    ] as [(Int64, Int, String)])
  func registers(offset: Int64, count: Int, bytes: String) throws {
    #expect(try TestDevice().look(0, offset, count) == bytes)
  }

  /// The last kernel that reads eight bytes as two words.
  @Test func wordsBeforeQuadWords() throws {
    #expect(try TestDevice(TestAddress.edu, .linux6_1).look(0, 0, 8) == "ed 00 00 01 00 00 00 00")
  }

  @Test(arguments: [(0, 1), (1, 1), (5, 120), (12, 479_001_600), (13, 1_932_053_504)] as [(UInt64, UInt64)])
  func factorial(number: UInt64, result: UInt64) throws {
    let device = try TestDevice()
    try device.write(0, 0x08, number)
    #expect(try device.read(0, 0x08) == result)
    #expect(try device.read(0, 0x20) == 0)
  }

  @Test func livenessInverts() throws {
    let device = try TestDevice()
    try device.write(0, 0x04, 0x1234_5678)
    #expect(try device.read(0, 0x04) == 0xedcb_a987)
    _ = try device.map()
    #expect(try device.load(0x10_0002) == "00 01 87 a9")
  }

  // MARK: Interrupts

  @Test func lineIsMaskedUntilServed() throws {
    let device = try TestDevice()
    let event = try device.event()
    #expect(try device.trigger(0, [event]).succeeded)
    try device.write(0, 0x60, 1)
    #expect(try device.drain(event) == 1)
    #expect(try device.host(4, 4) == "03 05 18 00")
    try device.write(0, 0x60, 2)
    #expect(try device.drain(event) == 0)
    _ = try device.setIRQs(0, ["DATA_NONE", "ACTION_UNMASK"])
    #expect(try device.drain(event) == 1)
    try device.write(0, 0x64, 3)
    _ = try device.setIRQs(0, ["DATA_NONE", "ACTION_UNMASK"])
    #expect(try device.drain(event) == 0)
    #expect(try device.host(4, 4) == "03 01 10 00")
  }

  /// The interrupt controller of the machine latches a level only once its pin is set up.
  @Test func lineThatWasHighBeforeIsNotSeen() throws {
    let device = try TestDevice()
    let event = try device.event()
    try device.write(0, 0x60, 1)
    #expect(try device.trigger(0, [event]).succeeded)
    #expect(try device.drain(event) == 0)
    try device.write(0, 0x64, 1)
    try device.write(0, 0x60, 1)
    #expect(try device.drain(event) == 1)
  }

  @Test func messageNeedsBusMaster() throws {
    let device = try TestDevice()
    let event = try device.event()
    #expect(try device.trigger(1, [event]).succeeded)
    try device.write(0, 0x60, 1)
    #expect(try device.drain(event) == 0)
    try device.write(7, 4, 0x0106, 2)
    try device.write(0, 0x60, 1)
    #expect(try device.drain(event) == 1)
    #expect(try device.read(0, 0x24) == 1)
  }

  @Test func sharedLineAsksEveryHandler() throws {
    // The functions in slot 12 and behind the bridge share an interrupt of the host.
    let machine = try TestMachine()
    let first = try TestDevice(on: machine, "0000:00:0c.0")
    let second = try TestDevice(on: machine, TestAddress.edu2)
    let events = [try first.event(), try second.event()]
    #expect(try first.trigger(0, [events[0]]).succeeded)
    #expect(try second.trigger(0, [events[1]]).succeeded)
    try second.write(0, 0x60, 1)
    #expect(try first.drain(events[0]) == 0)
    #expect(try second.drain(events[1]) == 1)
    #expect(try machine.text("/proc/interrupts").contains("vfio-intx(0000:00:0c.0), vfio-intx(0000:03:01.0)"))
  }

  // MARK: DMA

  private static let memory: UInt64 = 0x20_0000

  /// A device with a page of memory behind an IOVA.
  private func withMemory(at iova: UInt64, flags: UInt64 = 3) throws -> TestDevice {
    let device = try TestDevice()
    try device.machine.value(
      .map(
        MapRequest(
          address: Self.memory, length: 4096, protection: [.read, .write],
          flags: [.private, .anonymous, .fixedNoReplace])))
    let answer = try device.machine.ioctl(
      device.container, .iommuMapDMA, ["flags": flags, "vaddr": Self.memory, "iova": iova, "size": 4096])
    #expect(answer.result.succeeded)
    return device
  }

  private func transfer(_ device: TestDevice, _ source: UInt64, _ destination: UInt64, command: UInt64) throws {
    try device.write(0, 0x80, source, 8)
    try device.write(0, 0x88, destination, 8)
    try device.write(0, 0x90, 8, 8)
    try device.write(0, 0x98, command)
    try device.wait(200)
    #expect(try device.read(0, 0x98) == command & ~1)
  }

  @Test(
    arguments: [
      (0x1000, true, 3, 0x1122_3344_5566_7788), (0x1000, false, 3, 0), (0x1000, true, 1, 0),
      // The engine drives 28 bits of an address.
      (0x1000_1000, true, 3, 0), (0x0fff_f000, true, 3, 0x1122_3344_5566_7788),
    ] as [(UInt64, Bool, UInt64, UInt64)])
  func copies(iova: UInt64, master: Bool, flags: UInt64, result: UInt64) throws {
    let device = try withMemory(at: iova, flags: flags)
    try device.machine.value(.store(address: Self.memory, width: 8, value: 0x1122_3344_5566_7788))
    if master { try device.write(7, 4, 0x0106, 2) }
    try transfer(device, iova, 0x40000, command: 1)
    try transfer(device, 0x40000, iova + 64, command: 3)
    let bytes = try device.machine.call(.load(address: Self.memory + 64, width: 8)).bytes
    #expect(bytes.integer(at: 0, width: 8) == result)
  }

  @Test func takesItsTime() throws {
    let device = try withMemory(at: 0x1000)
    let event = try device.event()
    #expect(try device.trigger(0, [event]).succeeded)
    try device.write(7, 4, 0x0106, 2)
    try device.write(0, 0x80, 0x1000, 8)
    try device.write(0, 0x88, 0x40000, 8)
    try device.write(0, 0x90, 8, 8)
    try device.write(0, 0x98, 5)
    try device.wait(90)
    #expect(try device.drain(event) == 0)
    #expect(try device.read(0, 0x98) == 5)
    try device.wait(20)
    #expect(try device.drain(event) == 1)
    #expect(try device.read(0, 0x24) == 0x100)
  }
}
