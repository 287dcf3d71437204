import MachineModel
import VFIOInterface

/// A driver of the devices of a bus (`struct device_driver`).
protocol DeviceDriver<Device, Identity>: AnyObject {
  associatedtype Device
  /// What a device is known by before a driver has it.
  associatedtype Identity

  var bus: HostBus { get }
  /// As in `/sys/bus/BUS/drivers`.
  var name: String { get }
  /// The module that it comes with; nil where it is built in.
  var module: String? { get }
  /// Whether it looks after DMA ownership itself, as VFIO's drivers do (`driver_managed_dma`).
  var managesDMA: Bool { get }
  /// Ids that it was built with.
  func supports(_ identity: Identity) -> Bool
  func probe(_ device: Device) throws(Errno)
  /// Lets go of the device; may have to wait until nobody uses it.
  func remove(_ device: Device) throws(Errno) -> Progress<Void>
}

/// A driver that does nothing with its devices but hold them.
final class PlainDriver<Device, Identity>: DeviceDriver {
  let bus: HostBus
  let name: String
  let module: String?
  let managesDMA: Bool
  private let identities: (Identity) -> Bool
  private let probed: (Device) throws(Errno) -> Void

  init(
    _ bus: HostBus, name: String, module: String? = nil, managesDMA: Bool = false,
    supports identities: @escaping (Identity) -> Bool = { _ in false },
    probed: @escaping (Device) throws(Errno) -> Void = { _ in }
  ) {
    self.bus = bus
    self.name = name
    self.module = module
    self.managesDMA = managesDMA
    self.identities = identities
    self.probed = probed
  }

  func supports(_ identity: Identity) -> Bool { identities(identity) }
  func probe(_ device: Device) throws(Errno) { try probed(device) }
  func remove(_ device: Device) throws(Errno) -> Progress<Void> { .done(()) }
}

/// Devices whose DMA has one owner, as their bus knows them.
protocol DMAGroup: AnyObject {
  /// What translates for the devices; nil while no user space does.
  var translator: (any DMATranslator)? { get }
  /// Whether DMA goes where host drivers say (the default domain).
  var isHosts: Bool { get }
  /// A host driver is about to use DMA; EBUSY while somebody else owns it.
  func useDefaultDomain(_ kernel: Kernel) throws(Errno)
  func unuseDefaultDomain(_ kernel: Kernel)
}
