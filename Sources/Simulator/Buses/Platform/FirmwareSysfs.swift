import MachineModel
import VFIOInterface

/// The files through which user space meets the platform bus and AMBA, their devices and drivers.
///
/// What they do must not keep the kernel alive, which keeps them.
struct FirmwareSysfs {
  let kernel: Kernel

  private func directory(_ bus: HostBus) -> Directory { kernel.files.root.directory("sys/bus/\(bus.rawValue)") }

  func add(_ bus: HostBus) {
    let directory = directory(bus)
    directory.directory("devices")
    directory.directory("drivers")
    let buses = kernel.firmwareBuses
    directory["drivers_probe"] = Attribute { [unowned buses] (name, _) throws(Errno) in
      guard let device = buses.device(named: name, on: bus) else { throw .ENODEV }
      try buses.attach(device)
      return .done(())
    }
  }

  func add(_ device: FirmwareDevice) {
    let bus = device.model.bus
    directory(bus).directory("devices")[device.name] = Link("../../.." + device.path.dropFirst("/sys".count))
    device.directory["subsystem"] = Link("../../../bus/" + bus.rawValue)
    device.directory.directory("of_node")["compatible"] = Attribute(
      permissions: 0o444, show: { (_) throws(Errno) in Array(device.model.compatible.utf8) + [0] })
    device.directory["driver_override"] = Attribute(
      text: { [unowned device] in device.driverOverride ?? "(null)" },
      write: { [unowned device] (name) throws(Errno) in
        guard name.utf8.count < 4095 else { throw .EINVAL }
        device.driverOverride = name.isEmpty ? nil : name
      })
  }

  func add(_ driver: any FirmwareDriver) {
    let buses = kernel.firmwareBuses
    let bus = driver.bus
    let directory = directory(bus).directory("drivers/" + driver.name)
    if let module = driver.module { directory["module"] = Link("../../../../module/" + module) }
    directory["bind"] = Attribute { [unowned buses, unowned driver] (name, _) throws(Errno) in
      guard let device = buses.device(named: name, on: bus), buses.matches(driver, device) else { throw .ENODEV }
      try buses.bind(device, to: driver)
      return .done(())
    }
    directory["unbind"] = Attribute { [unowned buses, unowned driver] (name, _) throws(Errno) in
      guard let device = buses.device(named: name, on: bus), device.driver === driver else { throw .ENODEV }
      return try buses.unbind(device)
    }
  }

  func remove(_ driver: any FirmwareDriver) { directory(driver.bus).directory("drivers")[driver.name] = nil }

  func link(_ device: FirmwareDevice, to driver: any FirmwareDriver) {
    device.directory["driver"] = Link("../../../bus/\(driver.bus.rawValue)/drivers/\(driver.name)")
    directory(driver.bus).directory("drivers/" + driver.name)[device.name] = Link(
      "../../../.." + device.path.dropFirst("/sys".count))
  }

  func unlink(_ device: FirmwareDevice, from driver: any FirmwareDriver) {
    device.directory["driver"] = nil
    directory(driver.bus).directory("drivers/" + driver.name)[device.name] = nil
  }
}
