import SuiteModel
import SystemCalls

/// Which driver each device under test has, and how it gets the one that a case asks for.
///
/// Between cases every device that VFIO's driver of its bus takes is bound to it, so that a case meets the same machine
/// whatever ran before it. What is known is not asked again: only a case that wrote to sysfs can have changed it.
final class DriverBindings {
  /// How sysfs shows that a device has no `driver_override`.
  private static let noOverride = "(null)"

  private let inventory: Inventory
  private let harnessProcess: HarnessProcess
  /// The drivers as they were left; empty where they have to be asked for.
  private var known: [String: String?] = [:]
  /// `driver_override` of each device as the run found it.
  private var overrides: [String: String] = [:]
  /// The groups that devices without an IOMMU get with their driver.
  private var groups: [String: Int] = [:]

  init(_ inventory: Inventory, _ harnessProcess: HarnessProcess) {
    self.inventory = inventory
    self.harnessProcess = harnessProcess
  }

  enum BindingError: Error, CustomStringConvertible {
    case system(SystemError)
    case refused(String)

    var description: String {
      switch self {
      case .system(let error): error.description
      case .refused(let reason): reason
      }
    }
  }

  /// What was known holds no longer.
  func forget() {
    known = [:]
    groups = [:]
  }

  /// Gives each device of a role the driver that it asks for, and all others the one that they rest with.
  func establish(_ roles: [(role: Role, device: HostDevice)]) throws(BindingError) {
    let bridges = inventory.bridges.filter { bridge in
      holdsDevices(bridge) || roles.contains { $0.device.name == bridge.name }
    }
    for device in inventory.devices + bridges {
      let role = roles.first { $0.device.name == device.name }?.role
      let wanted = role.map(device.driver) ?? (device.isEndpoint ? resting(device) : nil)
      if let driver = known[device.name], driver == wanted { continue }
      let isBound: Bool
      do {
        isBound = try bind(device, to: wanted)
      } catch {
        throw .system(error)
      }
      guard isBound || role == nil else {
        let change = wanted.map { "bound to the driver \($0)" } ?? "unbound from its driver"
        throw .refused("\(device.name) cannot be \(change)")
      }
    }
  }

  /// Whether a bridge's driver keeps the devices of its group from users, as a hot-plug controller's does.
  private func holdsDevices(_ bridge: HostDevice) -> Bool {
    bridge.holdsGroup && inventory.devices.contains { $0.group != nil && $0.group == bridge.group }
  }

  /// What a device has while no case plays with it. VFIO refuses one that the IOMMU does not see, unless a case allows it.
  private func resting(_ device: HostDevice) -> String? {
    device.group == nil && device.bus.hasGroups && !inventory.groups.isEmpty ? nil : device.bus.vfioDriver
  }

  /// The device's IOMMU group; one without an IOMMU has a group as long as vfio-pci has it.
  func group(of device: HostDevice) throws(SystemError) -> Int? {
    if let group = device.group ?? groups[device.name] { return group }
    let link = try harnessProcess.probe().target(device.sysfs + "/iommu_group")
    let group = link.flatMap { Int($0.lastPathComponent) }
    groups[device.name] = group
    return group
  }

  /// Gives all devices that were touched back the drivers and the overrides that they had when the run began.
  func restore() throws(SystemError) {
    for device in inventory.devices {
      guard let original = overrides[device.name] else { continue }
      _ = try bind(device, to: device.driver)
      try override(device, with: original == Self.noOverride ? nil : original)
    }
    overrides = [:]
    try harnessProcess.will.forgetDevices()
  }

  /// Whether the device has the driver in the end.
  private func bind(_ device: HostDevice, to wanted: String?) throws(SystemError) -> Bool {
    let probe = try harnessProcess.probe()
    let (name, bus, directory) = (device.name, device.bus.directory, device.sysfs)
    if device.bus == .pci, try !probe.exists(directory) { try probe.write("1", to: bus + "rescan") }
    groups[name] = nil
    try override(device, with: wanted)
    let current = try driver(directory, probe)
    if let current, current != wanted { try probe.write(name, to: bus + "drivers/\(current)/unbind") }
    if let wanted, current != wanted {
      try probe.write(name, to: bus + "drivers_probe")
      // A driver without `driver_override` for this bus finds the device only when it is told to.
      if try driver(directory, probe) != wanted { try probe.write(name, to: bus + "drivers/\(wanted)/bind") }
    }
    let now = try driver(directory, probe)
    known[name] = .some(now)
    return now == wanted
  }

  private func override(_ device: HostDevice, with driver: String?) throws(SystemError) {
    let probe = try harnessProcess.probe()
    let path = device.sysfs + "/driver_override"
    let current = try probe.text(path) ?? Self.noOverride
    if overrides[device.name] == nil {
      overrides[device.name] = current
      try harnessProcess.will.add(device, override: ChangeLog.writable(Array(current.utf8)))
    }
    guard current != driver ?? Self.noOverride else { return }
    try probe.write(driver ?? "\n", to: path)
  }

  private func driver(_ directory: String, _ probe: Probe) throws(SystemError) -> String? {
    try probe.target(directory + "/driver")?.lastPathComponent
  }
}
