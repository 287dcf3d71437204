import MachineModel
import Simulator
import SystemCalls
import Testing
import VFIOInterface

/// The other functions of the machine, and what the host shows of interrupts.
@Suite struct FunctionTests {
  // MARK: e1000e

  /// A network card whose causes lead to the vectors 0 to 4, and eventfds for these.
  private func network() throws -> (device: TestDevice, events: [Int32]) {
    let device = try TestDevice(TestAddress.nic)
    try device.write(7, 4, 0x0106, 2)
    let events = try (0..<5).map { _ in try device.event() }
    #expect(try device.trigger(2, events).succeeded)
    try device.write(0, 0xe4, 0x000c_ba98)
    return (device, events)
  }

  @Test(arguments: 0..<5)
  func causeHasItsVector(vector: Int) throws {
    let (device, events) = try network()
    try device.write(0, 0xd0, 0x01f0_0000)
    try device.write(0, 0xc8, 1 << (20 + UInt64(vector)))
    #expect(try events.map { try device.drain($0) } == (0..<5).map { $0 == vector ? 1 : 0 })
    // It is not sent again before it was cleared.
    try device.write(0, 0xc8, 1 << (20 + UInt64(vector)))
    #expect(try device.drain(events[vector]) == 0)
    try device.write(0, 0xc0, 0xffff_ffff)
    try device.write(0, 0xc8, 1 << (20 + UInt64(vector)))
    #expect(try device.drain(events[vector]) == 1)
  }

  @Test func maskedCauseWaits() throws {
    let (device, events) = try network()
    try device.write(0, 0xc8, 1 << 20)
    #expect(try device.drain(events[0]) == 0)
    try device.write(0, 0xd0, 1 << 20)
    #expect(try device.drain(events[0]) == 1)
  }

  @Test func vectorWithoutEventWaitsInPendingBits() throws {
    let (device, events) = try network()
    #expect(try device.trigger(2, [-1], start: 1).succeeded)
    try device.write(0, 0xd0, 1 << 21)
    try device.write(0, 0xc8, 1 << 21)
    #expect(try device.look(3, 0x2000, 4) == "02 00 00 00")
    #expect(try device.trigger(2, [events[1]], start: 1).succeeded)
    #expect(try device.drain(events[1]) == 1)
    #expect(try device.look(3, 0x2000, 4) == "00 00 00 00")
  }

  @Test func lineFollowsTheCause() throws {
    let device = try TestDevice(TestAddress.nic)
    let event = try device.event()
    #expect(try device.trigger(0, [event]).succeeded)
    try device.write(0, 0xd0, 4)
    try device.write(0, 0xc8, 4)
    #expect(try device.drain(event) == 1)
    #expect(try device.read(0, 0xc0) == 0x8000_0004)
    #expect(try device.host(6, 1) == "10")
  }

  @Test func windowShowsRegisters() throws {
    let device = try TestDevice(TestAddress.nic)
    try device.write(2, 0, 8)
    #expect(try device.look(2, 0, 8) == "08 00 00 00 83 02 08 00")
    #expect(try device.look(0, 1, 1) == "41")
  }

  @Test func romHoldsTheImage() throws {
    let device = try TestDevice(TestAddress.nic)
    let image = ExpansionROM.image(of: DeviceModel.e1000e.identity, size: 4096)
    #expect(try device.pread(6, 0, 8192).bytes == image)
  }

  @Test func lowPowerKeepsRegisters() throws {
    let device = try TestDevice(TestAddress.nic)
    _ = try device.map()
    #expect(try device.load() == "41 02 14 00")
    try device.write(0, 0xe4, 0x12345)
    try device.write(7, 0xcc, 3, 1)
    #expect(try device.load() == "SIGBUS")
    #expect(try device.look(7, 0, 2) == "86 80")
    try device.write(7, 0xcc, 0, 1)
    #expect(try device.load() == "41 02 14 00")
    #expect(try device.read(0, 0xe4) == 0x12345)
  }

  // MARK: nvme, testdev, ivshmem

  @Test func controllerRegisters() throws {
    let device = try TestDevice(TestAddress.nvme)
    #expect(try device.look(0, 0, 12) == "ff 07 01 0f 20 18 40 00 00 04 01 00")
    #expect(try device.look(0, 0x24, 16) == "3f 00 ff 00 00 d0 fd 1f 00 00 00 00 00 e0 fd 1f")
  }

  @Test func testCountsItsByte() throws {
    let device = try TestDevice(TestAddress.testdev)
    #expect(try device.look(0, 0, 16) == "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")
    try device.write(0, 0, 0, 1)
    #expect(try device.look(0, 0, 20) == "00 01 00 00 00 08 00 00 fa 00 00 00 00 00 00 00 6d 6d 69 6f")
    for (value, width) in [(0xfa, 1), (0xce, 1), (0xfa, 4)] as [(UInt64, Int)] {
      try device.write(0, 2048, value, width)
    }
    #expect(try device.read(0, 12) == 2)
    try device.write(1, 0, 1, 1)
    #expect(try device.look(1, 4, 5) == "84 00 00 00 ce")
  }

  @Test func portsAnswerOnlyWhileDecoded() throws {
    let device = try TestDevice(TestAddress.testdev)
    try device.write(7, 4, 2, 2)
    #expect(try device.look(1, 0, 4) == "ff ff ff ff")
    #expect(try device.look(0, 0, 4) == "00 00 00 00")
    try device.write(7, 4, 1, 2)
    #expect(try device.look(0, 0, 4) == "EIO")
  }

  // MARK: The host

  @Test(arguments: [
    (KernelProfile.linux6_1, " 21:          0  IR-IO-APIC  21-fasteoi   vfio-intx(0000:00:05.0)"),
    (.linux6_12, " 21:          0  IR-IO-APIC  21-fasteoi   vfio-intx(0000:00:05.0)"),
    (.linux7_2, "  21:          0  IR-IO-APIC                 21-fasteoi   vfio-intx(0000:00:05.0)"),
  ])
  func lineInInterrupts(profile: KernelProfile, line: String) throws {
    let device = try TestDevice(TestAddress.edu, profile)
    #expect(try device.machine.text("/sys/bus/pci/devices/\(device.address)/irq") == "21\n")
    #expect(try device.trigger(0, [try device.event()]).succeeded)
    #expect(try device.machine.text("/proc/interrupts").split(separator: "\n").contains { $0 == line })
    #expect(try device.disable(0).succeeded)
    #expect(try !device.machine.text("/proc/interrupts").contains("vfio"))
  }

  @Test(arguments: [
    (KernelProfile.linux6_1, "IR-PCI-MSI 524289-edge      vfio-msix[1](0000:01:00.0)"),
    (.linux6_12, "IR-PCI-MSIX-0000:01:00.0   1-edge      vfio-msix[1](0000:01:00.0)"),
    (.linux7_2, "IR-PCI-MSIX-0000:01:00.0    1-edge      vfio-msix[1](0000:01:00.0)"),
  ])
  func messageInInterrupts(profile: KernelProfile, end: String) throws {
    let device = try TestDevice(TestAddress.nic, profile)
    let event = try device.event()
    #expect(try device.trigger(2, [event, event]).succeeded)
    #expect(try device.machine.text("/proc/interrupts").split(separator: "\n").contains { $0.hasSuffix(end) })
  }

  @Test(arguments: [
    ("pcie_aer_inject_error port0 COMP_TIME", 1), ("pcie_aer_inject_error port1 COMP_TIME", 0),
    ("pcie_aer_inject_error nic0 COMP_TIME", 0),
  ])
  func errorsReachDevicesBehindThePort(command: String, count: UInt64) throws {
    let device = try TestDevice(TestAddress.nic)
    let event = try device.event()
    #expect(try device.trigger(3, [event]).succeeded)
    try device.machine.system.monitor(command)
    #expect(try device.drain(event) == count)
  }

  @Test(arguments: ["", "quit", "pcie_aer_inject_error port0", "pcie_aer_inject_error port9 DLP"])
  func monitorRefusesWhatItCannotDo(command: String) throws {
    let machine = try TestMachine()
    #expect(throws: SystemError.self) { try machine.system.monitor(command) }
  }
}
