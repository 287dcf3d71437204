import SystemCalls
import VFIOInterface

/// The Type1 model: user space maps its own memory at addresses that it chooses.
final class Type1Driver: IOMMUDriver {
  unowned let kernel: Kernel
  let name = "vfio-iommu-type1"
  let module: Module
  var isNoIOMMU: Bool { false }

  init(kernel: Kernel, module: Module) {
    self.kernel = kernel
    self.module = module
  }

  func checkExtension(_ number: UInt64) -> Int64 { Type1Extension(number, kernel.profile) == nil ? 0 : 1 }

  func open(_ number: UInt64) throws(Errno) -> any IOMMUDriverState {
    throw .EINVAL
  }
}

/// The extensions that the model answers for.
enum Type1Extension {
  case type1
  case type1v2
  case nesting
  case unmapAll

  init?(_ number: UInt64, _ profile: KernelProfile) {
    switch FlagSet.extensions.describe(number) {
    case "TYPE1_IOMMU": self = .type1
    case "TYPE1v2_IOMMU": self = .type1v2
    case "UNMAP_ALL": self = .unmapAll
    case "TYPE1_NESTING_IOMMU" where profile.hasNesting: self = .nesting
    default: return nil
    }
  }
}
