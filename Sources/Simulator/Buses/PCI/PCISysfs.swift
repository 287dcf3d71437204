import MachineModel
import VFIOInterface

/// The files through which user space meets PCI devices and their drivers.
///
/// What they do must not keep the kernel alive, which keeps them.
struct PCISysfs {
  let kernel: Kernel

  var bus: Directory { kernel.files.root.directory("sys/bus/pci") }

  func addBus() {
    bus.directory("devices")
    bus.directory("drivers")
    let pci = kernel.pci
    bus["drivers_probe"] = Attribute { (name, _) throws(Errno) in
      guard let device = pci.device(named: name) else { throw .ENODEV }
      try pci.attach(device)
      return .done(())
    }
    addRescan()
    PCIResources(kernel: kernel).addTables()
  }

  // MARK: Devices

  func add(_ device: PCIDevice) {
    bus.directory("devices")[device.name] = Link("../../.." + device.path.dropFirst("/sys".count))
    let directory = device.directory
    let function = device.function
    let identity = function.identity
    directory["subsystem"] = Link(device.pathToRoot + "bus/pci")
    directory["vendor"] = Attribute("0x" + hexadecimal(identity.vendor, 4))
    directory["device"] = Attribute("0x" + hexadecimal(identity.device, 4))
    directory["class"] = Attribute("0x" + hexadecimal(identity.classCode, 6))
    directory["revision"] = Attribute("0x" + hexadecimal(function.readConfiguration(at: 8, width: 1), 2))
    directory["subsystem_vendor"] = Attribute("0x" + hexadecimal(function.readConfiguration(at: 0x2c, width: 2), 4))
    directory["subsystem_device"] = Attribute("0x" + hexadecimal(function.readConfiguration(at: 0x2e, width: 2), 4))
    directory["irq"] = Attribute("\(function.interruptLine)")
    directory["resource"] = Attribute(function.resourceTable)
    directory["config"] = PCIConfigurationNode(device)
    directory["driver_override"] = Attribute(
      text: { device.driverOverride ?? "(null)" },
      write: { (name) throws(Errno) in
        guard name.utf8.count < 4095 else { throw .EINVAL }
        device.driverOverride = name.isEmpty ? nil : name
      })
    addPowerControl(of: device)
    addReset(of: device)
    addVirtualFunctions(of: device)
    addSettings(of: device)
    PCIResources(kernel: kernel).addFiles(of: device)
  }

  private static let powerStates = ["D0", "D1", "D2", "D3hot"]

  private func addPowerControl(of device: PCIDevice) {
    device.directory.directory("power")["control"] = Attribute(
      text: { [unowned device] in device.isKeptAwake ? "on" : "auto" },
      write: { [unowned device] (word) throws(Errno) in
        guard word == "on" || word == "auto" else { throw .EINVAL }
        device.isKeptAwake = word == "on"
        (device.driverData as? any RuntimePowerManaged)?.powerControlChanged()
      }, holdsWrites: { [unowned device] in device.holdsSettings })
    device.directory.directory("power")["runtime_status"] = Attribute(device.isSuspended ? "suspended" : "active")
    device.directory["power_state"] = Attribute(Self.powerStates[Int(device.powerState)])
  }

  func remove(_ device: PCIDevice) {
    bus.directory("devices")[device.name] = nil
    guard let end = device.path.lastIndex(of: "/") else { return }
    kernel.files.root.directory(String(device.path[..<end]))[device.name] = nil
  }

  private func addVirtualFunctions(of device: PCIDevice) {
    guard device.function.maximumVirtualFunctions > 0, kernel.keeps(.functionsAreOffered) else { return }
    device.directory["sriov_totalvfs"] = Attribute("\(device.function.maximumVirtualFunctions)")
    device.directory["sriov_numvfs"] = Attribute(
      permissions: 0o644,
      show: { [unowned device] (_) throws(Errno) in Array("\(device.virtualFunctions.count)\n".utf8) },
      store: { [unowned device] (bytes, _) throws(Errno) in
        let text = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first ?? ""
        guard let count = UInt16(text) else { throw .EINVAL }
        return try device.kernel.pci.setVirtualFunctions(of: device, to: Int(count))
      },
      holdsReads: { [unowned device] in device.isLocked && device.kernel.keeps(.numberWaits) },
      holdsWrites: { [unowned device] in device.isLocked })
  }

  /// The links between a virtual function, numbered from 0, and its physical one.
  func link(_ virtual: PCIDevice, _ index: Int, of device: PCIDevice) {
    device.directory["virtfn\(index)"] = Link("../" + virtual.name)
    virtual.directory["physfn"] = Link("../" + device.name)
  }

  func unlink(virtualFunction index: Int, of device: PCIDevice) { device.directory["virtfn\(index)"] = nil }

  private func addReset(of device: PCIDevice) {
    guard !device.usedResetMethods.isEmpty, kernel.keeps(.resetsAreShown) else { return }
    device.directory["reset_method"] = Attribute(
      text: { device.usedResetMethods.map(\.rawValue).joined(separator: " ") },
      write: { (text) throws(Errno) in try device.chooseResetMethods(text) })
    device.directory["reset"] = Attribute(holdsWrites: { device.holdsSettings }) { (text, _) throws(Errno) in
      guard text == "1" else { throw .EINVAL }
      guard let user = device.driverData as? any RuntimePowerManaged else {
        device.resetFunction()
        return .done(())
      }
      user.awakeForHost { device.resetFunction() }
      return .done(())
    }
  }

  // MARK: Drivers

  func add(_ driver: any PCIDriver) {
    let pci = kernel.pci
    let directory = bus.directory("drivers/" + driver.name)
    if let module = driver.module, kernel.keeps(.driverLeadsToModule) {
      directory["module"] = Link("../../../../module/" + module)
    }
    // Asked for an event again, the driver's name is told to whoever listens: here nobody does.
    directory["uevent"] = Attribute { (_, _) throws(Errno) in .done(()) }
    directory["bind"] = Attribute { [unowned driver] (name, _) throws(Errno) in
      guard let device = pci.device(named: name), pci.matches(driver, device) else { throw .ENODEV }
      do throws(PCIBus.BindError) { try pci.bind(device, to: driver) } catch { throw error.errno }
      return .done(())
    }
    directory["unbind"] = Attribute { [unowned driver] (name, _) throws(Errno) in
      guard let device = pci.device(named: name), device.driver === driver else { throw .ENODEV }
      return try pci.unbind(device)
    }
    directory["new_id"] = Attribute { [unowned driver] (text, _) throws(Errno) in
      do throws(Errno) {
        try pci.addID(try PCIBus.DynamicID(text), to: driver)
      } catch {
        guard error == .EINVAL, !pci.kernel.keeps(.identityIsChecked) else { throw error }
      }
      return .done(())
    }
    directory["remove_id"] = Attribute { [unowned driver] (text, _) throws(Errno) in
      try pci.removeID(try PCIBus.DynamicID(text), from: driver)
      return .done(())
    }
  }

  func link(_ device: PCIDevice, to driver: any PCIDriver) {
    device.directory["driver"] = Link(device.pathToRoot + "bus/pci/drivers/" + driver.name)
    bus.directory("drivers/" + driver.name)[device.name] = Link("../../../.." + device.path.dropFirst("/sys".count))
  }

  func unlink(_ device: PCIDevice, from driver: any PCIDriver) {
    device.directory["driver"] = nil
    bus.directory("drivers/" + driver.name)[device.name] = nil
  }
}

extension PCIDevice {
  /// From the device's directory up to `/sys/`.
  var pathToRoot: String { String(repeating: "../", count: path.split(separator: "/").count - 1) }
}

extension PCIBus.DynamicID {
  /// `vendor device`, hexadecimal; what may follow is not needed here.
  fileprivate init(_ text: String) throws(Errno) {
    let words = text.split(separator: " ").map { $0.hasPrefix("0x") ? $0.dropFirst(2) : $0 }
    guard words.count >= 2, let vendor = UInt16(words[0], radix: 16), let device = UInt16(words[1], radix: 16) else {
      throw .EINVAL
    }
    self.init(vendor: vendor, device: device)
  }
}

extension DeviceFunction {
  /// The lines of `resource`: start, end and flags.
  fileprivate var resourceTable: String {
    let lines = resources.map {
      "0x\(hexadecimal($0.start, 16)) 0x\(hexadecimal($0.end, 16)) 0x\(hexadecimal($0.flags, 16))"
    }
    return lines.joined(separator: "\n")
  }
}
