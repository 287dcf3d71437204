import SystemCalls

/// What the machine under test puts back by itself when the session ends, unless the harness did so before: the settings
/// that a case changed, then the drivers of the devices.
final class LastWill {
  private let system: any System
  private var settings: [FileWrite] = []
  private var devices: [FileWrite] = []

  init(_ system: any System) { self.system = system }

  /// A device gets back the driver and the `driver_override` that it had.
  func add(_ device: HostDevice, override: [UInt8]) throws(SystemError) {
    let name = Array(device.name.utf8)
    let directory = device.sysfs
    devices.append(FileWrite(path: directory + "/driver/unbind", bytes: name))
    if let driver = device.driver {
      devices.append(FileWrite(path: directory + "/driver_override", bytes: Array(driver.utf8)))
      devices.append(FileWrite(path: device.bus.directory + "drivers_probe", bytes: name))
    }
    devices.append(FileWrite(path: directory + "/driver_override", bytes: override))
    try system.leaveWill(settings + devices)
  }

  /// A file gets back what it held; the last one that was changed comes first.
  func add(_ setting: FileWrite) throws(SystemError) {
    settings.insert(setting, at: 0)
    try system.leaveWill(settings + devices)
  }

  /// The settings were put back.
  func forgetSettings() throws(SystemError) {
    guard !settings.isEmpty else { return }
    settings = []
    try system.leaveWill(devices)
  }

  /// The devices were given back.
  func forgetDevices() throws(SystemError) {
    guard !devices.isEmpty else { return }
    devices = []
    try system.leaveWill(settings)
  }
}
