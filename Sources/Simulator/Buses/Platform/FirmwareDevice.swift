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
typealias FirmwareDriver = DeviceDriver<FirmwareDevice, PlatformModel>
typealias PlainFirmwareDriver = PlainDriver<FirmwareDevice, PlatformModel>
