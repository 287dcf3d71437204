import MachineModel
import VFIOInterface

/// A device that firmware tells of, as the driver core knows it (`struct platform_device`, `struct amba_device`).
final class FirmwareDevice {
  unowned let kernel: Kernel
  let hardware: PlatformHardware
  var driver: (any FirmwareDriver)?
  /// What the driver made of it.
  var driverData: AnyObject?
  var isUnbinding = false
  var driverOverride: String?
  weak var dmaGroup: (any DMAGroup)?
  /// Whether a driver of the host took its line for interrupts of others, which no driver gives back.
  var isLineChained = false

  init(kernel: Kernel, hardware: PlatformHardware) {
    self.kernel = kernel
    self.hardware = hardware
    guard let line = hardware.model.line else { return }
    hardware.lineChanged = { [unowned self] in
      self.kernel.interrupts.setLine(line, to: self.hardware.assertsLine, by: self.hardware)
    }
  }

  var model: PlatformModel { hardware.model }
  var name: String { model.name }
  /// Its directory in sysfs, whatever its bus.
  var path: String { "/sys/devices/platform/" + name }
  var directory: Directory { kernel.files.root.directory(path) }
}

/// A driver of such devices.
protocol FirmwareDriver: AnyObject {
  /// As in `/sys/bus/BUS/drivers`.
  var name: String { get }
  var bus: HostBus { get }
  /// The module that it comes with; nil where it is built in.
  var module: String? { get }
  /// Whether it looks after DMA ownership itself (`driver_managed_dma`).
  var managesDMA: Bool { get }
  func supports(_ model: PlatformModel) -> Bool
  func probe(_ device: FirmwareDevice) throws(Errno)
  /// Lets go of the device; may have to wait until nobody uses it.
  func remove(_ device: FirmwareDevice) throws(Errno) -> Progress<Void>
}

/// A driver of the host's, which is built in.
final class PlainFirmwareDriver: FirmwareDriver {
  let name: String
  let bus = HostBus.amba
  let module: String? = nil
  let managesDMA = false
  private let model: PlatformModel

  init(name: String, of model: PlatformModel) {
    self.name = name
    self.model = model
  }

  func supports(_ model: PlatformModel) -> Bool { model == self.model }
  /// The driver of pins hears their interrupts by its own line.
  func probe(_ device: FirmwareDevice) throws(Errno) { if model == .pins { device.isLineChained = true } }
  func remove(_ device: FirmwareDevice) throws(Errno) -> Progress<Void> { .done(()) }
}
