import MachineModel
import VFIOInterface

/// The driver core's part for the channel subsystem: which subchannel is bound to which driver, and how that changes.
final class ChannelSubsystem {
  unowned let kernel: Kernel
  private(set) var subchannels: [Subchannel] = []
  private var drivers: [any SubchannelDriver] = []

  init(kernel: Kernel) { self.kernel = kernel }

  /// Finds the subchannels of the machine.
  func start() {
    guard !kernel.machine.channelDevices.isEmpty else { return }
    ChannelSysfs(kernel: kernel).addBus()
    for entry in kernel.machine.channelDevices {
      let subchannel = Subchannel(kernel: kernel, hardware: .make(entry))
      subchannels.append(subchannel)
      ChannelSysfs(kernel: kernel).add(subchannel)
    }
    register(PlainSubchannelDriver())
  }

  func subchannel(named name: String) -> Subchannel? { subchannels.first { $0.name == name } }

  // MARK: Drivers

  func register(_ driver: any SubchannelDriver) {
    drivers.append(driver)
    ChannelSysfs(kernel: kernel).add(driver)
    for subchannel in subchannels where subchannel.driver == nil && matches(driver, subchannel) {
      try? bind(subchannel, to: driver)
    }
  }

  func unregister(named name: String) throws(Errno) {
    for subchannel in subchannels where subchannel.driver?.name == name { _ = try unbind(subchannel) }
    for driver in drivers where driver.name == name { ChannelSysfs(kernel: kernel).remove(driver) }
    drivers.removeAll { $0.name == name }
  }

  /// `driver_override` decides alone; without it each driver of I/O subchannels matches.
  func matches(_ driver: any SubchannelDriver, _ subchannel: Subchannel) -> Bool {
    guard let override = subchannel.driverOverride, kernel.keeps(.ccwHeedsOverride) else {
      return kernel.keeps(.ccwMatchesEach) || driver.name == PlainSubchannelDriver.name
    }
    return override == driver.name
  }

  // MARK: Binding

  func attach(_ subchannel: Subchannel) throws(Errno) {
    guard subchannel.driver == nil else { return }
    for driver in drivers where matches(driver, subchannel) {
      do {
        return try bind(subchannel, to: driver)
      } catch {
        continue
      }
    }
  }

  func bind(_ subchannel: Subchannel, to driver: any SubchannelDriver) throws(Errno) {
    guard subchannel.driver == nil else { throw .EBUSY }
    subchannel.driver = driver
    do {
      try driver.probe(subchannel)
    } catch {
      subchannel.driver = nil
      throw error
    }
    ChannelSysfs(kernel: kernel).link(subchannel, to: driver)
  }

  /// Takes a subchannel from its driver, waiting where the driver has to.
  func unbind(_ subchannel: Subchannel) throws(Errno) -> Progress<Void> {
    guard let driver = subchannel.driver, !subchannel.isUnbinding else { return .done(()) }
    subchannel.isUnbinding = true
    return try driver.remove(subchannel).then { (_) throws(Errno) in
      ChannelSysfs(kernel: self.kernel).unlink(subchannel, from: driver)
      subchannel.driver = nil
      subchannel.driverData = nil
      subchannel.isUnbinding = false
      return .done(())
    }
  }

  /// The device is taken out of the machine: the subchannel goes as soon as its driver lets go of it.
  func unplug(_ subchannel: Subchannel) {
    subchannel.hardware.isUnplugged = true
    subchannel.driver?.lost(subchannel)
    let gone = try? unbind(subchannel).then { (_) throws(Errno) in
      ChannelSysfs(kernel: self.kernel).remove(subchannel)
      self.subchannels.removeAll { $0 === subchannel }
      return .done(())
    }
    if case .waiting(let waiting)? = gone { finish(waiting) }
  }

  /// The kernel's own worker waits for the driver.
  private func finish(_ waiting: Waiting<Void>) {
    guard waiting.until() else {
      kernel.clock.schedule(after: .milliseconds(1)) { [weak self] in self?.finish(waiting) }
      return
    }
    if case .waiting(let next)? = try? waiting.resume() { finish(next) }
  }
}

/// A subchannel with the device behind it, as the driver core knows it (`struct subchannel`).
final class Subchannel {
  unowned let kernel: Kernel
  let hardware: ChannelHardware
  var driver: (any SubchannelDriver)?
  /// What the driver made of it.
  var driverData: AnyObject?
  var isUnbinding = false
  var driverOverride: String?

  init(kernel: Kernel, hardware: ChannelHardware) {
    self.kernel = kernel
    self.hardware = hardware
  }

  var name: String { hardware.entry.subchannel }
  var path: String { "/sys/devices/css0/" + name }
  var directory: Directory { kernel.files.root.directory(path) }
}

/// A driver of subchannels.
protocol SubchannelDriver: AnyObject {
  /// As in `/sys/bus/css/drivers`.
  var name: String { get }
  func probe(_ subchannel: Subchannel) throws(Errno)
  /// Lets go of the subchannel; may have to wait until nobody uses it.
  func remove(_ subchannel: Subchannel) throws(Errno) -> Progress<Void>
  /// The device behind the subchannel is gone.
  func lost(_ subchannel: Subchannel)
}

/// The host's own driver of channel devices, which is built in.
final class PlainSubchannelDriver: SubchannelDriver {
  static let name = "io_subchannel"

  var name: String { Self.name }

  func probe(_ subchannel: Subchannel) throws(Errno) {}
  func remove(_ subchannel: Subchannel) throws(Errno) -> Progress<Void> { .done(()) }
  func lost(_ subchannel: Subchannel) {}
}

extension Kernel {
  var channels: ChannelSubsystem { part(ChannelSubsystem.init) }
}
