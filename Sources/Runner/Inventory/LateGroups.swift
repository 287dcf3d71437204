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

  /// Binds each endpoint of a machine without a group to vfio-pci, and frees it again.
  func make(for machine: Machine) throws(SystemError) {
    guard machine.architecture == .arm else { return }
    for device in machine.devices where !device.model.isBridge {
      let directory = PCIDevice.directory + device.address.description
      guard try !probe.exists(directory + "/iommu_group"), try !probe.exists(directory + "/driver") else { continue }
      try probe.write(Role.defaultDriver, to: directory + "/driver_override")
      try probe.write(device.address.description, to: "/sys/bus/pci/drivers_probe")
      try probe.write(device.address.description, to: directory + "/driver/unbind")
      try probe.write("\n", to: directory + "/driver_override")
    }
  }
}
