import MachineModel
import VFIOInterface

extension ModuleDefinition {
  /// The modules of vfio-platform, none of which Debian's kernels have.
  static let platformDrivers: [ModuleDefinition] = [
    ModuleDefinition(name: "vfio_platform_base", dependencies: ["vfio"]),
    driver(
      "vfio_platform", bus: .platform,
      [
        ModuleParameter(name: "reset_required", kind: .flag, initial: "Y", permissions: 0o444)
      ]),
    driver("vfio_amba", bus: .amba),
    ModuleDefinition(
      name: "vfio_platform_pl031", dependencies: ["vfio_platform_base"],
      load: { (kernel, module) throws(Errno) in
        kernel.resetFunctions[PlatformModel.clock.compatible] = .clock(in: module)
      },
      unload: { (kernel) throws(Errno) in kernel.resetFunctions[PlatformModel.clock.compatible] = nil }),
  ]

  private static func driver(
    _ name: String, bus: HostBus, _ parameters: [ModuleParameter] = []
  ) -> ModuleDefinition {
    ModuleDefinition(
      name: name, dependencies: ["vfio", "vfio_platform_base"], parameters: parameters,
      load: { (kernel, module) throws(Errno) in
        kernel.firmwareBuses.register(VFIOPlatformDriver(kernel: kernel, module: module, bus: bus))
      },
      unload: { (kernel) throws(Errno) in try kernel.firmwareBuses.unregister(named: bus.vfioDriver) })
  }
}
