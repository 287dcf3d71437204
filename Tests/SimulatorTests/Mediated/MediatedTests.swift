import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

/// A machine with a vendor's parent, one device of which is open.
private struct VendorMachine {
  static let uuid = "83b8f4f2-509f-382f-3c1e-e6bfe0fa1001"

  let machine: TestMachine
  let driver = VendorDriver()
  let parent: MediatedParent
  let bus: MediatedBus
  let opened: Opened

  init() throws {
    machine = try TestMachine("x86-mdev")
    bus = try #require(machine.system.kernel.mediated)
    parent = MediatedParent(name: "vendor", types: [MediatedType(name: "one", title: "One")], driver: driver)
    bus.register(driver)
    bus.register(parent)
    try machine.value(.writeFile(path: Self.create, bytes: Array(Self.uuid.utf8)))
    let link = try machine.call(.readLink(path: "/sys/bus/mdev/devices/\(Self.uuid)/iommu_group"))
    let number = String(decoding: link.bytes, as: UTF8.self).split(separator: "/").last ?? ""
    let group = try machine.open("/dev/vfio/\(number)")
    let container = try machine.open("/dev/vfio/vfio")
    #expect(try machine.attach(group, to: container).succeeded)
    #expect(try machine.ioctl(container, .setIOMMU, 3).succeeded)
    let device = try machine.device(Self.uuid, of: group)
    opened = Opened(group: group, container: container, device: Int32(truncatingIfNeeded: device.value))
  }

  static let create = "/sys/class/mdev_bus/vendor/mdev_supported_types/vendor-one/create"

  /// Maps pages of fresh memory at 1 MiB; where the memory is.
  func map(pages: UInt64) throws -> UInt64 {
    let address = UInt64(
      try machine.value(
        .map(
          MapRequest(
            address: 0, length: pages << 12, protection: [.read, .write], flags: [.private, .anonymous],
            descriptor: -1, offset: 0))))
    let answer = try machine.ioctl(
      opened.container, .iommuMapDMA, ["flags": 3, "vaddr": address, "iova": 1 << 20, "size": pages << 12])
    #expect(answer.error == nil)
    return address
  }

  func unmap(pages: UInt64) throws -> Answer {
    try machine.ioctl(opened.container, .iommuUnmapDMA, ["iova": 1 << 20, "size": pages << 12])
  }

  var lockedPages: UInt64 { machine.system.kernel.processes[TestMachine.main]?.memory.lockedPages ?? 0 }
}

@Suite struct MediatedTests {
  @Test func driverPinsPagesOneByOne() throws {
    let vendor = try VendorMachine()
    let device = try #require(vendor.driver.devices.first)
    let address = try vendor.map(pages: 4)
    #expect(vendor.lockedPages == 0)
    let place = try device.pin(1 << 20)
    #expect(vendor.lockedPages == 1)
    _ = try device.pin((1 << 20) + 8192)
    #expect(vendor.lockedPages == 2)
    try place.backing.write([7], at: place.offset)
    #expect(try vendor.machine.call(.load(address: address, width: 1)).bytes == [7])
    #expect(throws: Errno.EINVAL) { try device.pin(5 << 20) }
  }

  @Test func unmapTakesPagesFromTheDriver() throws {
    let vendor = try VendorMachine()
    let device = try #require(vendor.driver.devices.first)
    _ = try vendor.map(pages: 4)
    _ = try device.pin(1 << 20)
    #expect(try vendor.unmap(pages: 4).error == nil)
    #expect(device.pinned == [])
    #expect(vendor.lockedPages == 0)
  }

  @Test func onlyPinnedPagesAreDirty() throws {
    let vendor = try VendorMachine()
    let device = try #require(vendor.driver.devices.first)
    let address = try vendor.map(pages: 8)
    _ = try device.pin((1 << 20) + 3 * 4096)
    #expect(try vendor.machine.ioctl(vendor.opened.container, .iommuDirtyPages, ["flags": 1]).error == nil)
    var bytes = [UInt8](repeating: 0, count: 48)
    // GET_BITMAP: argsz, flags; iova, size; page size, bitmap's size, where it is.
    for (index, value) in [(0, 48), (4, 4)] { bytes.set(UInt64(value), at: index, width: 4) }
    for (index, value) in [(8, 1 << 20), (16, 8 << 12), (24, 4096), (32, 8), (40, address)] {
      bytes.set(value, at: index, width: 8)
    }
    #expect(try vendor.machine.ioctl(vendor.opened.container, .iommuDirtyPages, bytes: bytes).error == nil)
    #expect(try vendor.machine.call(.load(address: address, width: 8)).bytes.first == 0b1000)
  }

  @Test func userIsAskedForTheDeviceUntilItIsClosed() throws {
    let vendor = try VendorMachine()
    let device = try #require(vendor.driver.devices.first)
    let machine = vendor.machine
    let administrator = ProcessID(rawValue: 2)
    try machine.system.spawn(administrator, SpawnOptions())
    let path = "/sys/bus/mdev/devices/\(VendorMachine.uuid)/remove"
    let removal = try machine.system.start(.writeFile(path: path, bytes: Array("1".utf8)), in: administrator)
    #expect(try machine.system.finish(removal, within: .seconds(25)) == nil)
    #expect(device.requests == [0, 1, 2])
    try machine.value(.close(vendor.opened.device))
    #expect(try machine.system.finish(removal, within: .seconds(1))?.succeeded == true)
    #expect(device.requests == [0, 1, 2])
  }

  @Test func leavingParentWaitsForItsUsersAndMakesNothingMeanwhile() throws {
    let vendor = try VendorMachine()
    let machine = vendor.machine
    guard case .waiting(let waiting) = try vendor.bus.unregister(vendor.parent) else {
      Issue.record("nobody is waited for")
      return
    }
    #expect(!waiting.until())
    let second = Array("83b8f4f2-509f-382f-3c1e-e6bfe0fa1002".utf8)
    #expect(try machine.call(.writeFile(path: VendorMachine.create, bytes: second)).error == .ENOENT)
    #expect(throws: Errno.ENODEV) {
      try vendor.bus.create(try MediatedUUID(second, machine.system.kernel), vendor.parent.types[0], of: vendor.parent)
    }
    try machine.value(.close(vendor.opened.device))
    #expect(waiting.until())
    _ = try waiting.resume()
    #expect(vendor.bus.devices.isEmpty)
    #expect(vendor.parent.instances == 2)
  }

  @Test(arguments: [
    ("83b8f4f2-509f-382f-3c1e-e6bfe0fa1001", true), ("83B8F4F2-509F-382F-3C1E-E6BFE0FA1001", true),
    ("83b8f4f2-509f-382f-3c1e-e6bfe0fa1001\n", true), ("83b8f4f2-509f-382f-3c1e-e6bfe0fa1001\n\n", false),
    ("83b8f4f2_509f-382f-3c1e-e6bfe0fa1001", false), ("83b8f4f2-509f-382f-3c1e-e6bfe0fa10é", false), ("", false),
  ])
  func uuidIsReadAsTheKernelDoes(text: String, isRead: Bool) throws {
    let kernel = try TestMachine("x86-mdev").system.kernel
    let uuid = try? MediatedUUID(Array(text.utf8), kernel)
    #expect((uuid?.text == "83b8f4f2-509f-382f-3c1e-e6bfe0fa1001") == isRead)
  }

  /// Every way between two states ends, and only by steps that the interface allows.
  @Test func everyStateOfMigrationIsReached() {
    let states = (1...7).compactMap { MigrationState(rawValue: $0) }
    for from in states {
      for to in states {
        var (state, steps) = (from, 0)
        while state != to, steps < 8, let next = state.next(to: to) { (state, steps) = (next, steps + 1) }
        let isRefused = from == .stopCopy && (to == .preCopy || to == .preCopyP2P)
        #expect((state == to) != isRefused, "\(from) to \(to)")
      }
    }
  }
}
