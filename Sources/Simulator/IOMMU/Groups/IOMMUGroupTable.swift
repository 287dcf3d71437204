import MachineModel

/// The IOMMU groups of the machine, and `/sys/kernel/iommu_groups`.
final class IOMMUGroupTable {
  unowned let kernel: Kernel
  private(set) var all: [IOMMUGroup] = []

  init(kernel: Kernel) { self.kernel = kernel }

  /// Makes a group with the lowest free number.
  func make(name: String? = nil, isEmulated: Bool = false) -> IOMMUGroup {
    let used = Set(all.map(\.id))
    let id = (0...all.count).first { !used.contains($0) } ?? all.count
    let group = IOMMUGroup(id: id, name: name, isEmulated: isEmulated)
    all.append(group)
    addFiles(of: group)
    return group
  }

  func add(_ device: PCIDevice, to group: IOMMUGroup) {
    group.add(device)
    device.directory["iommu_group"] = Link(device.pathToRoot + "kernel/iommu_groups/\(group.id)")
    if group.name == nil { kernel.iommuFiles.link(device) }
    directory(of: group).directory("devices")[device.name] = Link(
      "../../../.." + device.path.dropFirst("/sys".count))
  }

  /// Lists a device without hardware in the group that was made for it.
  func add(_ device: any EmulatedDevice, to group: IOMMUGroup) {
    group.emulatedDevice = device
    let depth = device.path.split(separator: "/").count - 1
    kernel.files.root.directory(device.path)["iommu_group"] = Link(
      String(repeating: "../", count: depth) + "kernel/iommu_groups/\(group.id)")
    directory(of: group).directory("devices")[device.name] = Link(
      "../../../.." + device.path.dropFirst("/sys".count))
  }

  func remove(_ device: any EmulatedDevice, from group: IOMMUGroup) {
    kernel.files.root.directory(device.path)["iommu_group"] = nil
    let devices = directory(of: group).directory("devices")
    devices[device.name] = nil
    if devices.isEmpty { removeFiles(of: group) }
  }

  /// Takes a device out; a group without devices is gone.
  func remove(_ device: PCIDevice, from group: IOMMUGroup) {
    group.remove(device)
    device.directory["iommu_group"] = nil
    kernel.iommuFiles.unlink(device)
    directory(of: group).directory("devices")[device.name] = nil
    if group.devices.isEmpty { removeFiles(of: group) }
  }

  private func removeFiles(of group: IOMMUGroup) {
    all.removeAll { $0 === group }
    kernel.files.root.directory("sys/kernel/iommu_groups")["\(group.id)"] = nil
  }

  func directory(of group: IOMMUGroup) -> Directory {
    kernel.files.root.directory("sys/kernel/iommu_groups/\(group.id)")
  }

  private func addFiles(of group: IOMMUGroup) {
    let directory = directory(of: group)
    directory.directory("devices")
    if let name = group.name { directory["name"] = Attribute(name) }
    // Groups that VFIO makes have no domain of the host's.
    directory["type"] = Attribute(group.name == nil ? self.kernel.iommu.defaultDomainType : "unknown")
    directory["reserved_regions"] = Attribute(lines: { [unowned self] in
      kernel.iommu.reservedRegions(of: group)
        .map { "0x\(hexadecimal($0.start, 16)) 0x\(hexadecimal($0.end, 16)) \($0.kind.rawValue)" }
    })
  }
}

extension IOMMUGroupTable: PCIBusWatcher {
  /// Puts the machine's functions in groups, in the order in which the kernel meets them, and those that come later.
  func start() {
    if !groupsLate {
      // QEMU's device tree has the nodes in the order of their names but for the two on AMBA.
      let others = kernel.firmwareBuses.devices.sorted { $0.name < $1.name }
      for device in others where device.model.bus == .platform { add(device) }
      for device in kernel.pci.devices where isGrouped(device) { add(device, to: group(for: device)) }
      // A bus within a chip comes up last.
      for device in others.reversed() where device.model.bus == .amba { add(device) }
    }
    kernel.pci.watcher = self
    kernel.firmwareBuses.watcher = self
  }

  /// A virtual function is the IOMMU's where the physical one is.
  func added(_ device: PCIDevice) {
    let isCovered = device.physicalFunction.map { $0.iommuGroup != nil } ?? isGrouped(device)
    if isCovered, groupsLate != kernel.keeps(.foundIsGrouped) { add(device, to: group(for: device)) }
  }

  func willBind(_ device: PCIDevice) {
    if device.iommuGroup == nil, isGrouped(device) { add(device, to: group(for: device)) }
  }

  func removed(_ device: PCIDevice) {
    if let group = device.iommuGroup { remove(device, from: group) }
  }

  /// Whether a device has to wait for its first driver, with which its place in the device tree is looked at.
  private var groupsLate: Bool {
    kernel.machine.architecture == .arm && !kernel.profile.has(.groupsAtDiscovery)
  }

  /// Whether the kernel puts a device in a group.
  private func isGrouped(_ device: PCIDevice) -> Bool {
    guard kernel.keeps(.groupsAreShown) else { return false }
    return switch kernel.machine.architecture {
    case .x86, .arm, .s390: kernel.iommu.groups(device.function) && !kernel.machine.bypassesIOMMU(device.address)
    case .power: PartitionableEndpoint(of: device.function, in: kernel.machine) != nil
    }
  }

  /// The group that a function shares, else a new one.
  ///
  /// POWER's host bridges tell endpoints apart, whatever they consist of.
  /// Behind a bridge to conventional PCI requests carry the bridge's id. Functions of one slot reach each other, unless
  /// their device says otherwise (ACS), which none here does. Root ports isolate what is behind them.
  private func group(for device: PCIDevice) -> IOMMUGroup {
    if !kernel.keeps(.groupsAreApart), let group = all.first { return group }
    if let endpoint = PartitionableEndpoint(of: device.function, in: kernel.machine) {
      return all.first { $0.name == endpoint.groupName } ?? make(name: endpoint.groupName)
    }
    if let bridge = device.bridge, bridge.entry?.model == .conventionalBridge, let group = bridge.iommuGroup {
      return group
    }
    // The port's isolation is asked for with the first device that is looked at, when the port was set up long ago.
    if groupsLate, device.bridge?.entry?.model == .rootPort, let group = device.bridge?.iommuGroup { return group }
    // A virtual function has a number of its own to the IOMMU, and no way to its siblings but through it.
    if device.physicalFunction != nil { return make() }
    let sibling = kernel.pci.devices.first {
      $0.address.bus == device.address.bus && $0.address.slot == device.address.slot && $0.iommuGroup != nil
    }
    return sibling?.iommuGroup ?? make()
  }
}

extension Kernel {
  /// The IOMMU groups of the machine.
  var groups: IOMMUGroupTable { part(IOMMUGroupTable.init) }
}
