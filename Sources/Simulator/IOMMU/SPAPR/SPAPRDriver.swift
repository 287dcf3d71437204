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
  let registered: RegisteredMemory
  /// How many windows all containers have.
  var windows = 0
  /// Those of the container that was released last, which a kernel that breaks a rule hands on.
  var leftWindows: [TCETable?]?

  init(kernel: Kernel, module: Module) {
    self.kernel = kernel
    self.module = module
    registered = RegisteredMemory(isShared: !kernel.keeps(.regionsByProcess))
  }

  func checkExtension(_ number: UInt64) -> Int64 {
    switch SPAPRExtension(rawValue: number) {
    case .version1: kernel.keeps(.offersVersions) ? 1 : 0
    case .version2: kernel.keeps(.offersSPAPRv2) ? 1 : 0
    case .errorRecovery: offersRecovery ? 1 : 0
    case nil: kernel.keeps(.otherModelsAreNone) ? 0 : 1
    }
  }

  private var offersRecovery: Bool {
    guard let recovery = kernel.errorRecovery else { return !kernel.keeps(.absentIsNotOffered) }
    return recovery.isEnabled ? kernel.keeps(.eehExtension) : !kernel.keeps(.offIsNotOffered)
  }

  func open(_ number: UInt64, caller: Process) throws(Errno) -> any IOMMUDriverState {
    switch SPAPRExtension(rawValue: number) {
    case .version1 where kernel.keeps(.version1Taken): return SPAPRState(driver: self, isVersion2: false)
    case .version1: throw .EINVAL
    case .version2 where !kernel.keeps(.version2Taken): throw .EINVAL
    case .version2: return SPAPRState(driver: self, isVersion2: true)
    case .errorRecovery, nil:
      try kernel.refuse(.recoveryIsNoModel, with: .EINVAL)
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
