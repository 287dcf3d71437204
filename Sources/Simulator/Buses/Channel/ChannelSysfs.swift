import VFIOInterface

/// The files through which user space meets the channel subsystem, its subchannels and drivers.
///
/// What they do must not keep the kernel alive, which keeps them.
struct ChannelSysfs {
  let kernel: Kernel

  private var bus: Directory { kernel.files.root.directory("sys/bus/css") }

  func addBus() {
    bus.directory("devices")
    bus.directory("drivers")
    let channels = kernel.channels
    bus["drivers_probe"] = Attribute { [unowned channels] (name, _) throws(Errno) in
      guard let subchannel = channels.subchannel(named: name) else { throw .ENODEV }
      try channels.attach(subchannel)
      return .done(())
    }
  }

  func add(_ subchannel: Subchannel) {
    bus.directory("devices")[subchannel.name] = Link("../../.." + subchannel.path.dropFirst("/sys".count))
    subchannel.directory["subsystem"] = Link("../../../bus/css")
    subchannel.directory["driver_override"] = Attribute(
      text: { [unowned subchannel] in subchannel.driverOverride ?? "(null)" },
      write: { [unowned subchannel] (name) throws(Errno) in
        subchannel.driverOverride = name.isEmpty ? nil : name
      })
  }

  func remove(_ subchannel: Subchannel) {
    bus.directory("devices")[subchannel.name] = nil
    kernel.files.root.directory("sys/devices/css0")[subchannel.name] = nil
  }

  func add(_ driver: any SubchannelDriver) {
    let channels = kernel.channels
    let directory = bus.directory("drivers/" + driver.name)
    directory["bind"] = Attribute { [unowned channels, unowned driver] (name, _) throws(Errno) in
      guard let subchannel = channels.subchannel(named: name), channels.matches(driver, subchannel) else {
        throw .ENODEV
      }
      try channels.bind(subchannel, to: driver)
      return .done(())
    }
    directory["unbind"] = Attribute { [unowned channels, unowned driver] (name, _) throws(Errno) in
      guard let subchannel = channels.subchannel(named: name), subchannel.driver === driver else { throw .ENODEV }
      return try channels.unbind(subchannel)
    }
  }

  func remove(_ driver: any SubchannelDriver) { bus.directory("drivers")[driver.name] = nil }

  func link(_ subchannel: Subchannel, to driver: any SubchannelDriver) {
    subchannel.directory["driver"] = Link("../../../bus/css/drivers/" + driver.name)
    bus.directory("drivers/" + driver.name)[subchannel.name] = Link(
      "../../../.." + subchannel.path.dropFirst("/sys".count))
  }

  func unlink(_ subchannel: Subchannel, from driver: any SubchannelDriver) {
    subchannel.directory["driver"] = nil
    bus.directory("drivers/" + driver.name)[subchannel.name] = nil
  }
}
