import MachineModel
import SystemCalls

/// Makes parents of mediated devices of what only a driver makes such: a subchannel is one as long as vfio_ccw has it.
///
/// No type could be given to a case until then, and no offer be held against it. Between cases they stay bound, as all
/// devices under test are.
struct LateParents {
  let probe: Probe

  func make(for machine: Machine) throws(SystemError) {
    for device in machine.channelDevices {
      let (bus, name) = (HostBus.css, device.subchannel)
      let directory = HostDevice.directory(of: bus) + name
      guard try probe.target(directory + "/driver")?.lastPathComponent != bus.vfioDriver else { continue }
      try probe.write(bus.vfioDriver, to: directory + "/driver_override")
      try probe.write(name, to: directory + "/driver/unbind")
      try probe.write(name, to: bus.directory + "drivers/\(bus.vfioDriver)/bind")
    }
  }
}
