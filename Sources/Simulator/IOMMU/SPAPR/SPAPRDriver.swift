import MachineModel
import SystemCalls
import VFIOInterface

/// The sPAPR TCE model of POWER: an endpoint has windows of addresses, each with a table of its own.
///
/// In version 1 there is one window, made by itself, and all of it counts as locked once it is enabled. In version 2
/// user space makes windows, and registers memory before it maps it.
final class SPAPRDriver: IOMMUDriver {
  unowned let kernel: Kernel
  let name = "iommu-vfio-powerpc"
  let module: Module
  var isNoIOMMU: Bool { false }
  /// What any container has registered, by process.
  let registered = RegisteredMemory()

  init(kernel: Kernel, module: Module) {
    self.kernel = kernel
    self.module = module
  }

  func checkExtension(_ number: UInt64) -> Int64 {
    switch SPAPRExtension(rawValue: number) {
    case .version1, .version2: 1
    case .errorRecovery: kernel.errorRecovery?.isEnabled == true && kernel.keeps(.eehExtension) ? 1 : 0
    case nil: kernel.keeps(.otherModelsAreNone) ? 0 : 1
    }
  }

  func open(_ number: UInt64) throws(Errno) -> any IOMMUDriverState {
    switch SPAPRExtension(rawValue: number) {
    case .version1: return SPAPRState(driver: self, isVersion2: false)
    case .version2: return SPAPRState(driver: self, isVersion2: true)
    case .errorRecovery, nil:
      try kernel.require(.recoveryIsNoModel, false, or: .EINVAL)
      return SPAPRState(driver: self, isVersion2: true)
    }
  }
}

/// The extensions that the model knows, by number.
enum SPAPRExtension: UInt64 {
  case version1 = 2
  case errorRecovery = 5
  case version2 = 7
}
