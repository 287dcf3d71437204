import MachineModel
import VFIOInterface

extension ModuleDefinition {
  /// The mdev core.
  static let mediated = ModuleDefinition(
    name: "mdev",
    load: { (kernel, _) throws(Errno) in kernel.mediated = MediatedBus(kernel: kernel) },
    unload: { (kernel) throws(Errno) in
      kernel.mediated?.remove()
      kernel.mediated = nil
    })
}
