import MachineModel
import SuiteModel
import SystemCalls

/// Has the kernel make the groups that it makes late.
///
/// Before 6.15 a kernel for arm64 puts a device in its group when it tries the first driver on it
/// (``KernelChange/groupsAtDiscovery``). No role could be given to the devices until then, and no offer be held against
/// them. They stay in their groups when the driver has gone.
struct LateGroups {
  let probe: Probe

  /// Gives each endpoint of a machine without a group VFIO's driver, and takes it away again.
  func make(for machine: Machine) throws(SystemError) {
    guard machine.architecture == .arm else { return }
    for device in machine.devices where !device.model.isBridge {
      try make(for: device.address.description, on: .pci)
    }
    for device in machine.platformDevices { try make(for: device.model.name, on: device.model.bus) }
  }

  /// Has VFIO's driver tried: whether it takes the device does not matter.
  private func make(for name: String, on bus: HostBus) throws(SystemError) {
    let directory = HostDevice.directory(of: bus) + name
    guard try !probe.exists(directory + "/iommu_group"), try !probe.exists(directory + "/driver") else { return }
    try probe.write(bus.vfioDriver, to: directory + "/driver_override")
    try probe.write(name, to: bus.directory + "drivers_probe")
    try probe.write(name, to: directory + "/driver/unbind")
    try probe.write("\n", to: directory + "/driver_override")
  }
}
