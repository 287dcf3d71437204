import SystemCalls
import VFIOInterface

/// The mdev core: the bus of mediated devices, with the two registrations that a vendor's module makes.
final class MediatedBus {
  unowned let kernel: Kernel
  private(set) var drivers: [any MediatedDriver] = []
  private(set) var parents: [MediatedParent] = []
  /// Every device, also one that is not whole yet: a UUID is taken from the first step to the last.
  private(set) var devices: [MediatedDevice] = []

  init(kernel: Kernel) {
    self.kernel = kernel
    MediatedSysfs(kernel: kernel).addBus()
  }

  /// A bound device and what its driver made of it hold each other.
  deinit {
    for device in devices { device.vfioDevice = nil }
  }

  func remove() { MediatedSysfs(kernel: kernel).removeBus() }

  /// What the bus lists: not a device that is being removed.
  func device(named name: String) -> MediatedDevice? { devices.first { $0.name == name && $0.isListed } }

  // MARK: Registrations

  /// `mdev_register_driver`.
  func register(_ driver: any MediatedDriver) {
    drivers.append(driver)
    MediatedSysfs(kernel: kernel).add(driver, to: self)
  }

  func unregister(_ driver: any MediatedDriver) {
    drivers.removeAll { $0 === driver }
    MediatedSysfs(kernel: kernel).remove(driver)
  }

  /// `mdev_register_parent`.
  func register(_ parent: MediatedParent) {
    parents.append(parent)
    MediatedSysfs(kernel: kernel).add(parent, to: self)
    kernel.log.info("\(parent.logName): MDEV: Registered")
    announce("registered", parent)
  }

  /// `mdev_unregister_parent`: every device of it is removed, one after the other, as soon as nobody uses it.
  func unregister(_ parent: MediatedParent) throws(Errno) -> Progress<Void> {
    kernel.log.info("\(parent.logName): MDEV: Unregistering")
    parent.isLeaving = true
    MediatedSysfs(kernel: kernel).unlist(parent)
    let left = kernel.keeps(.mdevUnloadRemoves) ? devices.filter { $0.parent === parent } : []
    return try removeAll(left[...]).then { (_) throws(Errno) in
      MediatedSysfs(kernel: self.kernel).remove(parent)
      self.parents.removeAll { $0 === parent }
      self.announce("unregistered", parent)
      return .done(())
    }
  }

  private func announce(_ state: String, _ parent: MediatedParent) {
    kernel.announce(
      "change", parent.path, ["MDEV_STATE": state, "SUBSYSTEM": parent.isOwnClass ? parent.name : "css"],
      .mdevParentIsAnnounced)
  }

  private func announce(_ action: String, _ device: MediatedDevice) {
    kernel.announce(action, device.path, ["SUBSYSTEM": "mdev"], .mdevIsAnnounced)
  }

  private func removeAll(_ devices: ArraySlice<MediatedDevice>) throws(Errno) -> Progress<Void> {
    guard let first = devices.first else { return .done(()) }
    return try takeAway(first).then { (_) throws(Errno) in try self.removeAll(devices.dropFirst()) }
  }

  // MARK: Devices

  /// `mdev_device_create`: the UUID is taken first, then an instance, then the driver has its say.
  func create(_ uuid: MediatedUUID, _ type: MediatedType, of parent: MediatedParent) throws(Errno) {
    let existing = devices.first { $0.uuid == uuid }
    if let existing, !kernel.keeps(.refusedCreate) { _ = try remove(existing) }
    try kernel.require(.mdevDuplicate, existing == nil, or: .EEXIST)
    let isCounted = parent.driver.available(type) == nil
    if isCounted {
      try kernel.require(.mdevInstances, parent.instances > 0, or: .EUSERS)
      parent.instances -= 1
    }
    let device = MediatedDevice(uuid: uuid, parent: parent, type: type)
    devices.append(device)
    do {
      try add(device)
    } catch {
      if kernel.keeps(.mdevFailedCreate) {
        MediatedSysfs(kernel: kernel).remove(device)
        drop(device)
      }
      throw error
    }
    MediatedSysfs(kernel: kernel).link(device)
    device.isActive = true
  }

  private func add(_ device: MediatedDevice) throws(Errno) {
    guard !device.parent.isLeaving else { throw .ENODEV }
    MediatedSysfs(kernel: kernel).add(device)
    announce("add", device)
    try bind(device)
  }

  /// `mdev_device_remove`.
  func remove(_ device: MediatedDevice) throws(Errno) -> Progress<Void> {
    guard devices.contains(where: { $0 === device }) else { throw .ENODEV }
    guard device.isActive else { throw .EAGAIN }
    device.isActive = false
    guard !device.parent.isLeaving else { throw .ENODEV }
    return try takeAway(device)
  }

  /// Takes its links away, then its driver, which waits for whoever uses the device, then the device.
  private func takeAway(_ device: MediatedDevice) throws(Errno) -> Progress<Void> {
    device.isActive = false
    MediatedSysfs(kernel: kernel).unlink(device)
    return try unbind(device).then { (_) throws(Errno) in
      self.announce("remove", device)
      if self.kernel.keeps(.mdevRemoved) { MediatedSysfs(kernel: self.kernel).remove(device) }
      self.drop(device)
      return .done(())
    }
  }

  /// The last reference is gone: the UUID is free, and an instance that the core counts.
  private func drop(_ device: MediatedDevice) {
    if kernel.keeps(.mdevReuse) { devices.removeAll { $0 === device } }
    if device.parent.driver.available(device.type) == nil, kernel.keeps(.mdevReturnsInstance) {
      device.parent.instances += 1
    }
  }

  // MARK: Drivers of devices

  private func bind(_ device: MediatedDevice) throws(Errno) {
    let vfioDevice = try device.parent.driver.probe(device, kernel)
    do {
      try vfioDevice.register()
    } catch {
      vfioDevice.released()
      throw error
    }
    device.vfioDevice = vfioDevice
    MediatedSysfs(kernel: kernel).addDriver(of: device)
    announce("bind", device)
  }

  /// Takes the driver away from a device, which stays on the bus without one.
  func unbind(_ device: MediatedDevice) throws(Errno) -> Progress<Void> {
    guard let vfioDevice = device.vfioDevice else { return .done(()) }
    guard !device.isUnbinding else {
      return .waiting(Waiting(until: { !device.isUnbinding }) { () throws(Errno) in .done(()) })
    }
    device.isUnbinding = true
    MediatedSysfs(kernel: kernel).removeDriver(of: device)
    return try vfioDevice.unregister().then { (_) throws(Errno) in
      device.isUnbinding = false
      device.vfioDevice = nil
      vfioDevice.released()
      self.announce("unbind", device)
      return .done(())
    }
  }

  /// What a write to a driver's `bind` comes to: no device matches any driver of this bus.
  func bind(_ name: String, to driver: any MediatedDriver) throws(Errno) {
    guard let device = device(named: name) else { throw .ENODEV }
    try kernel.refuse(.mdevNoMatch, with: .ENODEV)
    if device.vfioDevice == nil { try bind(device) }
  }
}

extension Kernel {
  /// The bus of mediated devices, once its module is loaded.
  var mediated: MediatedBus? {
    get { self[MediatedBus.self] }
    set { self[MediatedBus.self] = newValue }
  }
}
