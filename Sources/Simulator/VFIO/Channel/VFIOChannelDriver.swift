import MachineModel
import SystemCalls
import VFIOInterface

/// vfio_ccw: makes a parent of mediated devices of each subchannel that it is bound to, for one device.
final class VFIOChannelDriver: MediatedDriver {
  private unowned let kernel: Kernel
  let name = "vfio_ccw_mdev"
  let module: Module
  /// Its other half, on the bus of subchannels.
  private(set) lazy var bus = VFIOSubchannelDriver(kernel: kernel, devices: self)

  init(kernel: Kernel, module: Module) {
    self.kernel = kernel
    self.module = module
  }

  var deviceAPI: String { kernel.keeps(.ccwType) ? "vfio-ccw" : "vfio-pci" }
  var maximumInstances: Int { kernel.keeps(.ccwOneDevice) ? 1 : 2 }
  func available(_ type: MediatedType) -> Int? { nil }
  func description(of type: MediatedType) -> String? { nil }
  func attributes(of device: MediatedDevice) -> [String: Attribute] { [:] }

  func probe(_ device: MediatedDevice, _ kernel: Kernel) throws(Errno) -> MediatedVFIODevice {
    guard let subchannel = kernel.channels.subchannel(named: device.parent.name) else { throw .ENODEV }
    let made = VFIOChannelDevice(device, subchannel, kernel: kernel, module: module)
    (subchannel.driverData as? SubchannelParent)?.device = made
    return made
  }
}

/// What vfio_ccw keeps of a subchannel.
private final class SubchannelParent {
  let parent: MediatedParent
  weak var device: VFIOChannelDevice?

  init(_ parent: MediatedParent) { self.parent = parent }
}

final class VFIOSubchannelDriver: SubchannelDriver {
  private unowned let kernel: Kernel
  private unowned let devices: VFIOChannelDriver
  let name = "vfio_ccw"

  init(kernel: Kernel, devices: VFIOChannelDriver) {
    self.kernel = kernel
    self.devices = devices
  }

  func probe(_ subchannel: Subchannel) throws(Errno) {
    guard let mdev = kernel.mediated else { throw .ENODEV }
    let type = MediatedType(name: "io", title: "I/O subchannel (Non-QDIO)")
    let parent = MediatedParent(
      name: subchannel.name, path: subchannel.path, typePrefix: name, types: [type], driver: devices)
    subchannel.driverData = SubchannelParent(parent)
    mdev.register(parent)
  }

  func remove(_ subchannel: Subchannel) throws(Errno) -> Progress<Void> {
    guard let mdev = kernel.mediated, let data = subchannel.driverData as? SubchannelParent else { return .done(()) }
    guard kernel.keeps(.ccwUnboundIsNoParent) else { return .done(()) }
    return try mdev.unregister(data.parent)
  }

  func lost(_ subchannel: Subchannel) { (subchannel.driverData as? SubchannelParent)?.device?.notOperational() }
}
