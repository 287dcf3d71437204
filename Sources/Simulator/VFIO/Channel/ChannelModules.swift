import MachineModel
import VFIOInterface

extension ModuleDefinition {
  /// vfio_ccw, which no Debian kernel has.
  static let channelDriver = ModuleDefinition(
    name: "vfio_ccw", dependencies: ["vfio", "mdev"],
    load: { (kernel, module) throws(Errno) in
      guard let mdev = kernel.mediated else { throw .ENOENT }
      let driver = VFIOChannelDriver(kernel: kernel, module: module)
      mdev.register(driver)
      kernel.channels.register(driver.bus)
    },
    unload: { (kernel) throws(Errno) in
      try kernel.channels.unregister(named: "vfio_ccw")
      if let driver = kernel.mediated?.drivers.first(where: { $0 is VFIOChannelDriver }) {
        kernel.mediated?.unregister(driver)
      }
    })
}
