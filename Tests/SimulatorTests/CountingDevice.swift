import SystemCalls
import Testing

@testable import Simulator

/// A device of a made-up driver that counts how often it is asked for.
final class CountingDevice: VFIODevice {
  private let device: PCIDevice
  private(set) var requests = 0

  init(_ device: PCIDevice) {
    self.device = device
    super.init(kernel: device.kernel, name: device.name)
  }

  override var path: String { device.path }
  override var pciDevice: PCIDevice? { device }
  override func request(count: UInt32) { requests += 1 }
}

extension TestMachine {
  /// How often the user of a device is asked for it while a driver wants it back for 25 seconds.
  func requestsWhileUnbinding() throws -> Int {
    let kernel = system.kernel
    let device = CountingDevice(try #require(kernel.pci.device(named: Self.edu0)))
    try device.register()
    let group = try open(try groupPath())
    let container = try open("/dev/vfio/vfio")
    _ = try attach(group, to: container)
    _ = try ioctl(container, .setIOMMU, 3)
    _ = try self.device(Self.edu0, of: group)
    _ = try device.unregister()
    kernel.clock.advance(to: kernel.clock.now + 25_000_000_000)
    return device.requests
  }
}
