import SystemCalls
import VFIOInterface

/// The files through which user space meets parents, types and mediated devices.
///
/// What they do must not keep the kernel alive, which keeps them.
struct MediatedSysfs {
  let kernel: Kernel

  private var root: Directory { kernel.files.root }
  private var bus: Directory { root.directory("sys/bus/mdev") }
  private var compatibilityClass: Directory { root.directory("sys/class/mdev_bus") }

  private func directory(_ path: String) -> Directory { root.directory(path) }

  private func removeDirectory(_ path: String) {
    guard let end = path.lastIndex(of: "/") else { return }
    root.directory(String(path[..<end]))[String(path[path.index(after: end)...])] = nil
  }

  // MARK: The bus

  func addBus() {
    bus.directory("devices")
    bus.directory("drivers")
    if kernel.keeps(.mdevBusFiles) {
      bus["drivers_autoprobe"] = Attribute(text: { "1" }, write: { (_) throws(Errno) in })
      bus["drivers_probe"] = Attribute { (_, _) throws(Errno) in .done(()) }
    }
    bus["uevent"] = Attribute { (_, _) throws(Errno) in .done(()) }
    compatibilityClass.permissions = 0o755
  }

  func removeBus() {
    guard kernel.keeps(.mdevBusGoes) else { return }
    root.directory("sys/bus")["mdev"] = nil
    root.directory("sys/class")["mdev_bus"] = nil
  }

  // MARK: Drivers

  func add(_ driver: any MediatedDriver, to mdev: MediatedBus) {
    let directory = bus.directory("drivers/" + driver.name)
    directory["module"] = Link("../../../../module/" + driver.module.name)
    directory["bind"] = Attribute { [unowned mdev, unowned driver] (name, _) throws(Errno) in
      try mdev.bind(name, to: driver)
      return .done(())
    }
    directory["unbind"] = Attribute { [unowned mdev, unowned driver] (name, _) throws(Errno) in
      guard let device = mdev.device(named: name), device.vfioDevice != nil, device.parent.driver === driver else {
        throw .ENODEV
      }
      return try mdev.kernel.keeps(.mdevUnbindLeavesDevice) ? mdev.unbind(device) : mdev.remove(device)
    }
    directory["uevent"] = Attribute { (_, _) throws(Errno) in .done(()) }
  }

  func remove(_ driver: any MediatedDriver) { bus.directory("drivers")[driver.name] = nil }

  // MARK: Parents and their types

  func add(_ parent: MediatedParent, to mdev: MediatedBus) {
    let directory = directory(parent.path)
    if parent.isOwnClass {
      addCommonFiles(to: directory, subsystem: "../../../../class/" + parent.name)
      root.directory("sys/class/" + parent.name)[parent.name] = Link("../.." + parent.path.dropFirst("/sys".count))
    }
    let types = kernel.keeps(.mdevEveryType) ? parent.types : parent.types.dropLast()
    for type in types { add(type, of: parent, to: mdev) }
    if kernel.keeps(.mdevClassLink) {
      compatibilityClass[parent.name] = Link("../.." + parent.path.dropFirst("/sys".count))
    }
  }

  private func add(_ type: MediatedType, of parent: MediatedParent, to mdev: MediatedBus) {
    let directory = directory(parent.path(of: type))
    directory.directory("devices")
    directory["create"] = Attribute(
      permissions: kernel.keeps(.mdevCreateIsPrivate) ? 0o200 : 0o222,
      store: { [unowned mdev] (bytes, _) throws(Errno) in
        try mdev.create(try MediatedUUID(bytes, mdev.kernel), type, of: parent)
        return .done(())
      })
    directory["device_api"] = Attribute(kernel.keeps(.mdevDeviceAPI) ? parent.driver.deviceAPI : parent.driver.name)
    directory["name"] = Attribute(kernel.keeps(.mdevTypeTitle) ? type.title : type.name)
    directory["available_instances"] = Attribute("\(parent.driver.available(type) ?? parent.instances)")
    if let description = parent.driver.description(of: type) {
      if kernel.keeps(.mdevDescriptionShown) { directory["description"] = Attribute(description) }
    } else if !kernel.keeps(.mdevDescription) {
      directory["description"] = Attribute(type.title)
    }
  }

  /// The first of a parent's files to go.
  func unlist(_ parent: MediatedParent) { compatibilityClass[parent.name] = nil }

  func remove(_ parent: MediatedParent) {
    guard parent.isOwnClass else { return removeDirectory(parent.path + "/mdev_supported_types") }
    removeDirectory(parent.path)
    root.directory("sys/devices/virtual")[parent.name] = nil
    root.directory("sys/class")[parent.name] = nil
  }

  // MARK: Devices

  func add(_ device: MediatedDevice) {
    let directory = directory(device.path)
    addCommonFiles(to: directory, subsystem: toRoot(from: device) + "bus/mdev")
    if !kernel.keeps(.mdevNoOverride) { directory["driver_override"] = Attribute("(null)") }
    bus.directory("devices")[device.name] = Link("../../.." + device.path.dropFirst("/sys".count))
    let kernel = kernel
    directory["remove"] = Attribute(
      permissions: 0o200,
      store: { [unowned kernel, weak device, weak directory] (bytes, _) throws(Errno) in
        // Who opened the file before it went finds nothing behind it.
        guard let device, let directory, directory["remove"] != nil else {
          throw kernel.keeps(.mdevRemovedOnce) ? .ENODEV : .EINVAL
        }
        do throws(Errno) {
          guard try Self.asksForRemoval(bytes, kernel) else { return .done(()) }
        } catch {
          if !kernel.keeps(.refusedRemove) { _ = try kernel.mediated?.remove(device) }
          throw error
        }
        // The file goes first, so nobody removes the device twice (`device_remove_file_self`).
        directory["remove"] = nil
        return try kernel.mediated?.remove(device) ?? .done(())
      })
  }

  /// What was written to `remove`: a number, of which only zero asks for nothing.
  private static func asksForRemoval(_ bytes: [UInt8], _ kernel: Kernel) throws(Errno) -> Bool {
    var text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    if text.hasSuffix("\n") { text.removeLast() }
    if text.hasPrefix("+") { text.removeFirst() }
    guard let number = number(text) else {
      try kernel.refuse(.mdevRemoveNumber, with: .EINVAL)
      return false
    }
    return number != 0 || !kernel.keeps(.mdevRemoveZero)
  }

  /// A number as `kstrtoul` reads it, in base 0.
  private static func number(_ text: String) -> UInt64? {
    if text.lowercased().hasPrefix("0x") { return UInt64(text.dropFirst(2), radix: 16) }
    if text.count > 1, text.hasPrefix("0") { return UInt64(text.dropFirst(), radix: 8) }
    return UInt64(text)
  }

  /// The last files of a device that is whole: the way to its type, and back.
  func link(_ device: MediatedDevice) {
    let type = device.parent.path(of: device.type)
    if kernel.keeps(.mdevListsDevice) {
      directory(type).directory("devices")[device.name] = Link("../../../" + device.name)
    }
    let target = kernel.keeps(.mdevTypeLink) ? device.type : device.parent.types.last ?? device.type
    directory(device.path)["mdev_type"] = Link(
      "../mdev_supported_types/" + (device.parent.path(of: target).split(separator: "/").last ?? ""))
  }

  /// All that goes before the driver does, which may take its time: links, commands, the place on the bus.
  func unlink(_ device: MediatedDevice) {
    device.isListed = false
    for name in ["mdev_type", "power", "uevent", "remove", "subsystem"] { directory(device.path)[name] = nil }
    directory(device.parent.path(of: device.type)).directory("devices")[device.name] = nil
    if kernel.keeps(.mdevRemoved) { bus.directory("devices")[device.name] = nil }
  }

  func remove(_ device: MediatedDevice) {
    removeDirectory(device.path)
    bus.directory("devices")[device.name] = nil
  }

  // MARK: A device's driver

  func addDriver(of device: MediatedDevice) {
    let driver = device.parent.driver
    directory(device.path)["driver"] = Link(toRoot(from: device) + "bus/mdev/drivers/" + driver.name)
    bus.directory("drivers/" + driver.name)[device.name] = Link(
      "../../../.." + device.path.dropFirst("/sys".count))
    guard kernel.keeps(.mdevDriverAttributes) else { return }
    for (name, attribute) in driver.attributes(of: device) {
      directory(device.path).directory("vendor")[name] = attribute
    }
  }

  func removeDriver(of device: MediatedDevice) {
    directory(device.path)["vendor"] = nil
    directory(device.path)["driver"] = nil
    bus.directory("drivers/" + device.parent.driver.name)[device.name] = nil
  }

  /// The way from a device's directory to that of all.
  private func toRoot(from device: MediatedDevice) -> String {
    String(repeating: "../", count: device.path.split(separator: "/").count - 1)
  }

  /// What the driver core puts into the directory of every device.
  private func addCommonFiles(to directory: Directory, subsystem: String) {
    directory["subsystem"] = Link(subsystem)
    directory["uevent"] = Attribute(
      permissions: 0o644, show: { (_) throws(Errno) in [] }, store: { (_, _) throws(Errno) in .done(()) })
    directory.directory("power")
  }
}
