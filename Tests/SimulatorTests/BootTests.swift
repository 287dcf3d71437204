import Simulator
import SystemCalls
import Testing
import VFIOInterface

@Suite struct BootTests {
  @Test(arguments: KernelProfile.all)
  func opensAContainer(profile: KernelProfile) throws {
    let machine = try TestMachine("x86-intel", profile)
    let container = try machine.open("/dev/vfio/vfio")
    #expect(container == 3)
    let version = Request.getAPIVersion.number
    #expect(try machine.value(.ioctl(container, request: version, argument: .word(0))) == 0)
  }

  @Test func eventfdCounts() throws {
    let machine = try TestMachine()
    let event = Int32(try machine.value(.eventfd(initial: 2, flags: OpenFlags.nonBlocking.rawValue)))
    try machine.value(.write(event, .bytes([3, 0, 0, 0, 0, 0, 0, 0])))
    #expect(try machine.call(.read(event, count: 8, into: .result)).bytes == [5, 0, 0, 0, 0, 0, 0, 0])
    #expect(try machine.call(.read(event, count: 8, into: .result)).error == .EAGAIN)
  }

  @Test func memoryHoldsWhatIsWritten() throws {
    let machine = try TestMachine()
    let request = MapRequest(
      address: 0x10_0000, length: 8192, protection: [.read, .write],
      flags: [.private, .anonymous, .fixedNoReplace])
    #expect(try machine.value(.map(request)) == 0x10_0000)
    try machine.value(.store(address: 0x10_0ffc, width: 8, value: 0x1122_3344_5566_7788))
    #expect(try machine.call(.load(address: 0x10_1000, width: 4)).bytes == [0x44, 0x33, 0x22, 0x11])
    #expect(try machine.call(.load(address: 0x10_2000, width: 1)).fault == .segmentation)
  }

  @Test func bindsADeviceToVFIO() throws {
    let machine = try TestMachine()
    let device = "/sys/bus/pci/devices/0000:00:05.0"
    try machine.value(.writeFile(path: device + "/driver_override", bytes: Array("vfio-pci\n".utf8)))
    try machine.value(.writeFile(path: "/sys/bus/pci/drivers_probe", bytes: Array("0000:00:05.0\n".utf8)))
    let link = try machine.call(.readLink(path: device + "/iommu_group"))
    let group = String(decoding: link.bytes, as: UTF8.self).split(separator: "/").last.map(String.init) ?? ""
    #expect(try machine.open("/dev/vfio/" + group) == 3)
  }
}

@Test func resetMethodsAreTheUsersToChoose() throws {
  let machine = try TestMachine()
  let path = "/sys/bus/pci/devices/0000:02:00.0/reset_method"
  let all = try machine.text(path)
  func choose(_ text: String) throws -> Errno? {
    try machine.call(.writeFile(path: path, bytes: Array(text.utf8))).error
  }
  #expect(try choose("pm af_flr\n") == .EINVAL)
  #expect(try machine.text(path) == all)
  #expect(try choose("flr\n") == nil)
  #expect(try machine.text(path) == "flr\n")
  #expect(try choose("\n") == nil)
  #expect(try machine.text(path) == "\n")
  #expect(try choose("default\n") == nil)
  #expect(try machine.text(path) == all)
}
