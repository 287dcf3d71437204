import MachineModel
import VFIOInterface

extension Kernel {
  /// Finds the devices, groups them, and loads the modules of the machine file.
  func boot() {
    addProcFiles()
    addSystemFiles()
    interrupts.addFiles()
    PCISysfs(kernel: self).addBus()
    addDevices()
    firmwareBuses.start()
    if machine.chipset == .powernv9 { errorRecovery = startErrorRecovery() }
    groups.start()
    registerBuiltinDrivers()
    channels.start()
    modules.offer(ModuleDefinition.all(for: self))
    let requests = machine.modules + machine.hostDrivers
    for module in requests { modules.setOptions(module.parameters, of: module.name) }
    for module in requests {
      do {
        try modules.probe(module.name)
      } catch {
        log.error("module \(module.name) could not be loaded: \(error)")
      }
    }
    for module in machine.spareModules { try? modules.probeNeeds(of: module.name) }
  }

  private func addDevices() {
    var bridges: [String: PCIDevice] = [:]
    // The root ports that come with host bridges, by their domain.
    var ports: [UInt16: PCIDevice] = [:]
    let board = Board(machine: machine, interrupts: interrupts, clock: clock)
    for (function, entry) in MachineFunctions(board, profile).all {
      let port = function.address.bus == 0 ? nil : ports[function.address.domain]
      let bridge = entry?.bus.flatMap { bridges[$0] } ?? port
      let device = PCIDevice(kernel: self, function: function, entry: entry, bridge: bridge)
      pci.add(device)
      // What is behind an expander is on a root bus: the expander is no bridge on its way.
      if let entry, entry.model.isBridge, entry.model != .expander { bridges[entry.id] = device }
      if entry == nil, function.isBridge { ports[function.address.domain] = device }
    }
  }

  /// The drivers that the kernel brings, or the guest needs for itself.
  private func registerBuiltinDrivers() {
    if !machine.platformDevices.isEmpty {
      firmwareBuses.register(PlainFirmwareDriver(.amba, name: "rtc-pl031", supports: { $0 == .clock }))
      // It hears the interrupts of its pins by its own line.
      firmwareBuses.register(
        PlainFirmwareDriver(.amba, name: "pl061_gpio", supports: { $0 == .pins }, probed: { $0.isLineChained = true }))
    }
    pci.register(
      PlainPCIDriver(
        .pci, name: "pcieport", managesDMA: true,
        supports: {
          $0.vendor == DeviceModel.rootPort.identity.vendor && $0.device == DeviceModel.rootPort.identity.device
        }))
    pci.register(
      PlainPCIDriver(
        .pci, name: "virtio-pci", supports: { $0.vendor == 0x1af4 },
        // It looks at every device of its vendor, and turns one on before it sees that it is none of its own.
        probed: { (device) throws(Errno) in
          if (0x1000...0x107f).contains(device.function.identity.device) { return }
          device.enable()
          device.disable()
          throw .ENODEV
        }))
  }
}
