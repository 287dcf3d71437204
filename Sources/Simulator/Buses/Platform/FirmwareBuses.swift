import MachineModel
import VFIOInterface

/// The driver core's part for the platform bus and AMBA: which device is bound to which driver, and how that changes.
final class FirmwareBuses {
  unowned let kernel: Kernel
  private(set) var devices: [FirmwareDevice] = []
  private var drivers: [any FirmwareDriver] = []
  weak var watcher: (any FirmwareBusWatcher)?

  init(kernel: Kernel) { self.kernel = kernel }

  /// Finds the devices of the machine.
  func start() {
    guard !kernel.machine.platformDevices.isEmpty else { return }
    for bus in [HostBus.platform, .amba] { FirmwareSysfs(kernel: kernel).add(bus) }
    for entry in kernel.machine.platformDevices {
      let device = FirmwareDevice(kernel: kernel, hardware: .make(entry.model, clock: kernel.clock))
      devices.append(device)
      FirmwareSysfs(kernel: kernel).add(device)
    }
  }

  func device(named name: String, on bus: HostBus) -> FirmwareDevice? {
    devices.first { $0.name == name && $0.model.bus == bus }
  }

  // MARK: Drivers

  func register(_ driver: any FirmwareDriver) {
    drivers.append(driver)
    FirmwareSysfs(kernel: kernel).add(driver)
    for device in devices where device.driver == nil && matches(driver, device) { try? bind(device, to: driver) }
  }

  func unregister(named name: String) throws(Errno) {
    for device in devices where device.driver?.name == name { _ = try unbind(device) }
    for driver in drivers where driver.name == name { FirmwareSysfs(kernel: kernel).remove(driver) }
    drivers.removeAll { $0.name == name }
  }

  func matches(_ driver: any FirmwareDriver, _ device: FirmwareDevice) -> Bool {
    guard driver.bus == device.model.bus else { return false }
    if let override = device.driverOverride { return override == driver.name }
    return driver.supports(device.model)
  }

  // MARK: Binding

  func attach(_ device: FirmwareDevice) throws(Errno) {
    guard device.driver == nil else { return }
    for driver in drivers where matches(driver, device) {
      do {
        return try bind(device, to: driver)
      } catch {
        continue
      }
    }
  }

  func bind(_ device: FirmwareDevice, to driver: any FirmwareDriver) throws(Errno) {
    guard device.driver == nil, !device.isUnbinding else { throw .EBUSY }
    watcher?.willBind(device)
    if !driver.managesDMA { try device.dmaGroup?.useDefaultDomain(kernel) }
    device.driver = driver
    do {
      try driver.probe(device)
    } catch {
      device.driver = nil
      if !driver.managesDMA { device.dmaGroup?.unuseDefaultDomain(kernel) }
      kernel.log.warning("\(driver.name): probe of \(device.name) failed with error \(-error.rawValue)")
      throw error
    }
    FirmwareSysfs(kernel: kernel).link(device, to: driver)
  }

  /// Takes a device from its driver, waiting where the driver has to.
  func unbind(_ device: FirmwareDevice) throws(Errno) -> Progress<Void> {
    guard let driver = device.driver, !device.isUnbinding else { return .done(()) }
    device.isUnbinding = true
    FirmwareSysfs(kernel: kernel).unlink(device, from: driver)
    return try driver.remove(device).then { (_) throws(Errno) in
      device.driver = nil
      device.driverData = nil
      device.isUnbinding = false
      if !driver.managesDMA { device.dmaGroup?.unuseDefaultDomain(self.kernel) }
      return .done(())
    }
  }
}

/// Who is told before a driver is tried on a device.
protocol FirmwareBusWatcher: AnyObject {
  func willBind(_ device: FirmwareDevice)
}

extension Kernel {
  /// The buses of devices that firmware tells of.
  var firmwareBuses: FirmwareBuses { part(FirmwareBuses.init) }
}
