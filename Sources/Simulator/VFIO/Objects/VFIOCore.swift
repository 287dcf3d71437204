import SystemCalls
import VFIOInterface

/// VFIO's core module: the groups that user space can own, and the IOMMU drivers that containers can use.
final class VFIOCore {
  /// The misc device `vfio/vfio`.
  private static let containerNumber: (major: UInt32, minor: UInt32) = (10, 196)

  /// The number of groups' nodes: the first that is free when the module is loaded.
  private static let groupMajor: UInt32 = 244

  /// Of groups that VFIO makes.
  private static let noIOMMUName = "vfio-noiommu"

  /// A number that a misc device gets which asks for none.
  private static let dynamicMinor: UInt32 = 255

  unowned let kernel: Kernel
  let module: Module
  private(set) var groups: [VFIOGroup] = []
  private var indices: Set<Int> = []
  /// Names of groups that are gone and whose successors a kernel that breaks a rule takes for them.
  var staleGroups: Set<String> = []
  /// The only container, in a kernel that breaks their independence.
  private weak var sharedContainer: VFIOContainer?

  init(kernel: Kernel, module: Module) {
    self.kernel = kernel
    self.module = module
    if kernel.hasNoIOMMU { register(NoIOMMUDriver(kernel: kernel, module: module)) }
    let root = kernel.files.root
    root.directory("dev/vfio")["vfio"] = DeviceNode(
      permissions: kernel.keeps(.containerNodeIsOpen) ? 0o666 : 0o600, major: Self.containerNumber.major,
      minor: kernel.keeps(.containerNodeNumber) ? Self.containerNumber.minor : Self.dynamicMinor
    ) { [unowned self] (flags, _) throws(Errno) in ContainerFile(newContainer(), flags: flags) }
    root.directory("sys/class/vfio")
    if kernel.keeps(.classesAreThere) { root.directory("sys/class/vfio-dev") }
    let number = "\(Self.containerNumber.major):\(Self.containerNumber.minor)"
    root.directory("sys/devices/virtual/misc/vfio")["dev"] = Attribute(number)
    guard kernel.keeps(.miscDevice) else { return }
    root.directory("sys/class/misc")["vfio"] = Link("../../devices/virtual/misc/vfio")
  }

  /// Each open of the node is a container of its own.
  private func newContainer() -> VFIOContainer {
    let container = VFIOContainer(kernel: kernel)
    guard !kernel.keeps(.containersAreIndependent) else { return container }
    defer { sharedContainer = sharedContainer ?? container }
    return sharedContainer ?? container
  }

  /// Whether groups are made for devices without an IOMMU.
  var allowsNoIOMMU: Bool { module.flag("enable_unsafe_noiommu_mode") }

  func removeFiles() {
    let root = kernel.files.root
    root.directory("dev/vfio")["vfio"] = nil
    root.directory("sys/class/misc")["vfio"] = nil
    guard kernel.keeps(.classesGoWithCore) else { return }
    root.directory("sys/class")["vfio"] = nil
    root.directory("sys/class")["vfio-dev"] = nil
  }

  func register(_ driver: any IOMMUDriver) { kernel.iommuDrivers.register(driver) }
  func unregisterDriver(named name: String) { kernel.iommuDrivers.unregister(named: name) }

  // MARK: Groups

  /// The group of a device that is being registered, made where it is the first.
  func group(for device: VFIODevice) throws(Errno) -> VFIOGroup {
    if device.isEmulated { return try emulatedGroup(for: device) }
    guard let iommuGroup = device.iommuGroup else {
      guard let pciDevice = device.pciDevice else { throw .EINVAL }
      return try noIOMMUGroup(for: pciDevice)
    }
    if let group = groups.first(where: { $0.iommuGroup === iommuGroup }) {
      group.drivers += 1
      return group
    }
    return make(.iommu, iommuGroup)
  }

  private func noIOMMUGroup(for device: PCIDevice) throws(Errno) -> VFIOGroup {
    guard kernel.hasNoIOMMU else { throw .EINVAL }
    try kernel.require(.noIOMMUNeedsParameter, allowsNoIOMMU, or: .EINVAL)
    let iommuGroup = kernel.groups.make(name: Self.noIOMMUName)
    kernel.groups.add(device, to: iommuGroup)
    if kernel.keeps(.groupsTaint) { kernel.taint |= Taint.user }
    kernel.log.warning("\(device.logPrefix)Adding kernel taint for vfio-noiommu group on device")
    return make(.noIOMMU, iommuGroup)
  }

  private func emulatedGroup(for device: VFIODevice) throws(Errno) -> VFIOGroup {
    if !kernel.keeps(.mdevOwnGroup), let group = groups.first(where: { $0.kind == .emulated }) {
      group.drivers += 1
      return group
    }
    let iommuGroup = kernel.groups.make(name: Self.noIOMMUName, isEmulated: true)
    kernel.groups.add(device, to: iommuGroup)
    return make(.emulated, iommuGroup)
  }

  private func make(_ kind: GroupKind, _ iommuGroup: IOMMUGroup) -> VFIOGroup {
    let used = Set(groups.map(\.minor))
    let minor = (0...UInt32(groups.count)).first { !used.contains($0) } ?? 0
    let group = VFIOGroup(kernel: kernel, kind: kind, iommuGroup: iommuGroup, minor: minor)
    groups.append(group)
    kernel.files.root.directory("dev/vfio")[group.name] = DeviceNode(
      permissions: kernel.keeps(.nodeIsPrivate) ? 0o600 : 0o666, major: Self.groupMajor, minor: minor
    ) { (flags, caller) throws(Errno) in try group.open(flags, caller: caller) }
    let path = "devices/virtual/vfio/" + group.name
    kernel.files.root.directory("sys/" + path)["dev"] = Attribute("\(Self.groupMajor):\(minor)")
    if kernel.keeps(.groupHasClass) {
      kernel.files.root.directory("sys/class/vfio")[group.name] = Link("../../" + path)
    }
    announce("add", group)
    return group
  }

  /// A device of the group is gone; with the last one its node goes, and who has it open is cut off.
  func drop(_ group: VFIOGroup, for device: VFIODevice) {
    if group.kind == .noIOMMU, let pciDevice = device.pciDevice, let iommuGroup = pciDevice.iommuGroup {
      kernel.groups.remove(pciDevice, from: iommuGroup)
    }
    if group.kind == .emulated, let iommuGroup = group.iommuGroup { kernel.groups.remove(device, from: iommuGroup) }
    group.drivers -= 1
    if !kernel.keeps(.oneNodePerGroup) { kernel.files.root.directory("dev/vfio")[group.name] = nil }
    guard group.drivers == 0 else { return }
    if group.openFile != nil, !kernel.keeps(.groupIsNew) { staleGroups.insert(group.name) }
    groups.removeAll { $0 === group }
    let root = kernel.files.root
    if kernel.keeps(.nodeGoesWithGroup), kernel.keeps(.nodeFollowsDriver) {
      root.directory("dev/vfio")[group.name] = nil
    }
    root.directory("sys/class/vfio")[group.name] = nil
    root.directory("sys/devices/virtual/vfio")[group.name] = nil
    announce("remove", group)
    if kernel.keeps(.staleLeavesContainer) { group.leaveContainer() }
    group.iommuGroup = nil
  }

  /// By this the host makes the group's node, and takes it away.
  private func announce(_ action: String, _ group: VFIOGroup) {
    kernel.announce(
      action, "/devices/virtual/vfio/" + group.name,
      ["SUBSYSTEM": "vfio", "MAJOR": "\(Self.groupMajor)", "MINOR": "\(group.minor)", "DEVNAME": "vfio/" + group.name],
      .groupIsAnnounced)
  }

  // MARK: Devices

  /// The lowest free number for a device.
  func takeIndex() -> Int {
    let index = (0...indices.count).first { !indices.contains($0) } ?? 0
    indices.insert(index)
    if indices.count == 1, kernel.profile.has(.hasDeviceInodes) { module.references += 1 }
    return index
  }

  func addFiles(of device: VFIODevice) {
    let name = "vfio\(device.index)"
    let path = device.path + "/vfio-dev/" + name
    kernel.files.root.directory(path)
    kernel.announce("add", path, ["SUBSYSTEM": "vfio-dev"], .deviceIsAnnounced)
    guard kernel.keeps(.deviceHasClass), kernel.keeps(.classesAreThere) else { return }
    kernel.files.root.directory("sys/class/vfio-dev")[name] = Link("../.." + path.dropFirst("/sys".count))
  }

  func removeFiles(of device: VFIODevice) {
    indices.remove(device.index)
    if indices.isEmpty, kernel.profile.has(.hasDeviceInodes) { module.references -= 1 }
    if kernel.keeps(.classFollowsDriver), kernel.keeps(.classesAreThere) {
      kernel.files.root.directory("sys/class/vfio-dev")["vfio\(device.index)"] = nil
    }
    kernel.files.root.directory(device.path)["vfio-dev"] = nil
    kernel.announce(
      "remove", device.path + "/vfio-dev/vfio\(device.index)", ["SUBSYSTEM": "vfio-dev"], .deviceIsAnnounced)
  }
}

/// Bits of `/proc/sys/kernel/tainted`.
enum Taint {
  static let user: UInt64 = 1 << 6
}

extension Kernel {
  /// The core of VFIO, once its module is loaded.
  var vfio: VFIOCore? {
    get { self[VFIOCore.self] }
    set { self[VFIOCore.self] = newValue }
  }
}
