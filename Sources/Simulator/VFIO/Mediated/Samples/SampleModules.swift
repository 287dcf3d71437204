import MachineModel
import VFIOInterface

extension ModuleDefinition {
  /// The kernel's sample parents, which only a machine that asks for them has: no distribution builds them.
  static let samples = [
    sample("mtty") { MttyDriver(kernel: $0, module: $1) },
    sample("mdpy", [ModuleParameter(name: "count", kind: .number, initial: "4", permissions: 0o444)]) {
      MdpyDriver(module: $1)
    },
    sample("mbochs", [ModuleParameter(name: "count", kind: .number, initial: "256", permissions: 0o444)]) {
      MbochsDriver(module: $1)
    },
  ]

  private static func sample(
    _ name: String, _ parameters: [ModuleParameter] = [],
    driver: @escaping @Sendable (Kernel, Module) -> any SampleDriver
  ) -> ModuleDefinition {
    ModuleDefinition(
      name: name, dependencies: ["vfio", "mdev"], parameters: parameters,
      load: { (kernel, module) throws(Errno) in
        guard let mdev = kernel.mediated else { throw .ENOENT }
        let driver = driver(kernel, module)
        mdev.register(driver)
        mdev.register(MediatedParent(name: name, types: driver.types, driver: driver))
      },
      unload: { (kernel) throws(Errno) in try unloadSample(name, kernel) })
  }

  /// Nobody has a device of it open, else the module would be in use: nothing is waited for.
  private static func unloadSample(_ name: String, _ kernel: Kernel) throws(Errno) {
    guard let mdev = kernel.mediated, let parent = mdev.parents.first(where: { $0.name == name }) else { return }
    _ = try mdev.unregister(parent)
    mdev.unregister(parent.driver)
  }
}

/// A driver of the kernel's samples, which knows the types of its one parent.
protocol SampleDriver: MediatedDriver {
  var types: [MediatedType] { get }
}
