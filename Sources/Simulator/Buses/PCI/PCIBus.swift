import MachineModel
import VFIOInterface

/// The PCI part of the driver core: which device is bound to which driver, and how that changes.
final class PCIBus {
  unowned let kernel: Kernel
  private(set) var devices: [PCIDevice] = []
  private(set) var drivers: [String: any PCIDriver] = [:]
  private var dynamicIDs: [String: [DynamicID]] = [:]
  weak var watcher: (any PCIBusWatcher)?
  /// What the host removed, and finds again when it looks.
  private var removed: [PCIDevice] = []
  /// Whether a device is being removed: nobody else can remove one, or look for some (`pci_lock_rescan_remove`).
  private(set) var isRemoving = false

  /// An id that `new_id` added to a driver.
  struct DynamicID: Equatable {
    var vendor: UInt16
    var device: UInt16
  }

  init(kernel: Kernel) { self.kernel = kernel }

  func device(named name: String) -> PCIDevice? {
    guard let address = PCIAddress(name), address.description == name else { return nil }
    return device(at: address)
  }

  func device(at address: PCIAddress) -> PCIDevice? { devices.first { $0.address == address } }

  func add(_ device: PCIDevice) {
    devices.append(device)
    PCISysfs(kernel: kernel).add(device)
    watcher?.added(device)
  }

  /// Takes away a device that has no driver.
  func remove(_ device: PCIDevice) {
    devices.removeAll { $0 === device }
    watcher?.removed(device)
    PCISysfs(kernel: kernel).remove(device)
  }

  /// Removes a device for the host, once its driver let go of it.
  func takeAway(_ device: PCIDevice) throws(Errno) -> Progress<Void> {
    guard kernel.keeps(.removalWaits) else {
      forget(device)
      return .done(())
    }
    isRemoving = true
    return try unbind(device).then { (_) throws(Errno) in
      self.isRemoving = false
      self.forget(device)
      return .done(())
    }
  }

  private func forget(_ device: PCIDevice) {
    remove(device)
    removed.append(device)
  }

  /// Finds again what was removed, as devices that nothing is known of yet.
  func rescan() {
    guard kernel.keeps(.rescanFinds) else { return }
    for old in removed {
      let device = PCIDevice(kernel: kernel, function: old.function, entry: old.entry, bridge: old.bridge)
      device.function.translator = device
      add(device)
      try? attach(device)
    }
    removed = []
  }

  // MARK: Drivers

  /// Registers a driver, and binds what it matches.
  func register(_ driver: any PCIDriver) {
    drivers[driver.name] = driver
    PCISysfs(kernel: kernel).add(driver)
    attachAll(driver)
  }

  /// Takes a driver away; its devices must be idle.
  func unregister(_ driver: any PCIDriver) throws(Errno) {
    for device in devices where device.driver === driver { _ = try unbind(device) }
    drivers[driver.name] = nil
    if kernel.keeps(.identitiesGoWithDriver) { dynamicIDs[driver.name] = nil }
    kernel.files.root.directory("sys/bus/pci/drivers")[driver.name] = nil
  }

  func addID(_ id: DynamicID, to driver: any PCIDriver) throws(Errno) {
    let identity = PCIIdentity(vendor: id.vendor, device: id.device, classCode: 0)
    guard !driver.supports(identity), dynamicIDs[driver.name]?.contains(id) != true else { throw .EEXIST }
    dynamicIDs[driver.name, default: []].append(id)
    if kernel.keeps(.newIDBinds) { attachAll(driver) }
  }

  func removeID(_ id: DynamicID, from driver: any PCIDriver) throws(Errno) {
    guard let index = dynamicIDs[driver.name]?.firstIndex(of: id) else { throw .ENODEV }
    dynamicIDs[driver.name]?.remove(at: index)
  }

  func matches(_ driver: any PCIDriver, _ device: PCIDevice) -> Bool {
    if let override = device.driverOverride, kernel.keeps(.overrideBinds) { return override == driver.name }
    let identity = device.function.identity
    let id = DynamicID(vendor: identity.vendor, device: identity.device)
    return dynamicIDs[driver.name]?.contains(id) == true || driver.supports(identity)
  }

  // MARK: Binding

  /// Lets every driver that matches try, until one takes the device. Probes that fail are no error here.
  func attach(_ device: PCIDevice) throws(Errno) {
    guard device.driver == nil else { return }
    for name in drivers.keys.sorted() {
      guard let driver = drivers[name], matches(driver, device) else { continue }
      do {
        try bind(device, to: driver)
        return
      } catch {
        if case .ownership = error { throw error.errno }
      }
    }
  }

  /// Why a driver did not take a device.
  enum BindError: Error, CustomStringConvertible {
    /// Somebody else owns the group's DMA.
    case ownership
    case probe(Errno)

    var description: String {
      switch self {
      case .ownership: "somebody else owns the DMA of the group"
      case .probe(let error): "the driver did not take the device: \(error)"
      }
    }

    var errno: Errno {
      switch self {
      case .ownership: .EBUSY
      case .probe(let error): error
      }
    }
  }

  /// Whether a driver uses DMA by the host's mappings.
  private func usesDMA(_ driver: any PCIDriver) -> Bool {
    !driver.managesDMA || driver.name == "pci-stub" && !kernel.keeps(.stubsLeaveDMA)
  }

  func bind(_ device: PCIDevice, to driver: any PCIDriver) throws(BindError) {
    guard device.driver == nil, !device.isUnbinding else { throw .probe(.EBUSY) }
    watcher?.willBind(device)
    if usesDMA(driver) {
      do { try device.dmaGroup?.useDefaultDomain(kernel) } catch { throw .ownership }
    }
    device.driver = driver
    do {
      try driver.probe(device)
    } catch {
      device.driver = nil
      device.driverData = nil
      if usesDMA(driver) { device.dmaGroup?.unuseDefaultDomain(kernel) }
      if error != .ENODEV, error != .ENXIO {
        kernel.log.warning("\(driver.name): probe of \(device.name) failed with error \(-error.rawValue)")
      }
      throw .probe(error)
    }
    PCISysfs(kernel: kernel).link(device, to: driver)
    announce("bind", device, driver)
  }

  /// What the bus tells of a device whose driver comes or goes.
  private func announce(_ action: String, _ device: PCIDevice, _ driver: (any PCIDriver)? = nil) {
    let path = device.path
    if let driver {
      kernel.announce(
        action, path, ["SUBSYSTEM": "pci", "DRIVER": driver.name, "PCI_SLOT_NAME": device.name], .bindIsAnnounced)
    } else {
      kernel.announce(action, path, ["SUBSYSTEM": "pci", "PCI_SLOT_NAME": device.name], .bindIsAnnounced)
    }
  }

  /// Takes a device from its driver, waiting where the driver has to.
  func unbind(_ device: PCIDevice) throws(Errno) -> Progress<Void> {
    guard let driver = device.driver, !device.isUnbinding else { return .done(()) }
    device.isUnbinding = true
    PCISysfs(kernel: kernel).unlink(device, from: driver)
    return try driver.remove(device).then { (_) throws(Errno) in
      device.driver = nil
      device.driverData = nil
      device.isUnbinding = false
      self.announce("unbind", device)
      if self.usesDMA(driver) { device.dmaGroup?.unuseDefaultDomain(self.kernel) }
      return .done(())
    }
  }

  private func attachAll(_ driver: any PCIDriver) {
    for device in devices where device.driver == nil && matches(driver, device) {
      try? bind(device, to: driver)
    }
  }
}

/// Who is told of the devices that come to the bus and go (`bus_register_notifier`).
protocol PCIBusWatcher: AnyObject {
  func added(_ device: PCIDevice)
  /// A driver is about to be tried.
  func willBind(_ device: PCIDevice)
  func removed(_ device: PCIDevice)
}

extension Kernel {
  var pci: PCIBus { part(PCIBus.init) }
}
