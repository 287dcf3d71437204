import SystemCalls
import VFIOInterface

/// The model of containers whose devices have no IOMMU: it maps nothing.
final class NoIOMMUDriver: IOMMUDriver {
  static let extensionNumber = ContainerExtension.noIOMMU

  let name = "vfio-noiommu"
  unowned let kernel: Kernel
  let module: Module
  var isNoIOMMU: Bool { true }

  init(kernel: Kernel, module: Module) {
    self.kernel = kernel
    self.module = module
  }

  func checkExtension(_ number: UInt64) -> Int64 {
    number == Self.extensionNumber && module.flag("enable_unsafe_noiommu_mode") && kernel.keeps(.offersNoIOMMU) ? 1 : 0
  }

  func open(_ number: UInt64, caller: Process) throws(Errno) -> any IOMMUDriverState {
    guard number == Self.extensionNumber else { throw .EINVAL }
    try kernel.require(.noIOMMUModelNeedsRawIO, caller.has(.sysRawIO), or: .EPERM)
    return NoIOMMUState(driver: self)
  }
}

/// A container of groups without an IOMMU.
final class NoIOMMUState: IOMMUDriverState {
  private let driver: NoIOMMUDriver

  init(driver: NoIOMMUDriver) { self.driver = driver }

  func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    guard request == Request.checkExtension.number else {
      try driver.kernel.refuse(.noIOMMUMapsNothing, with: .ENOTTY)
      return 0
    }
    return driver.kernel.keeps(.noIOMMUAnswersAlone) ? driver.checkExtension(argument.word) : 0
  }

  func attach(_ group: IOMMUGroup) throws(Errno) {}
  func detach(_ group: IOMMUGroup) {}
  func release() {}
}

extension Kernel {
  /// Whether VFIO was built to serve devices without an IOMMU, as Debian's is not: only for a machine that asks.
  var hasNoIOMMU: Bool {
    machine.modules.contains { $0.name == "vfio" && $0.parameters.contains(ModuleParameter.noIOMMU.name) }
  }
}

extension ModuleParameter {
  /// Lets devices without an IOMMU have groups.
  static let noIOMMU = ModuleParameter(
    name: "enable_unsafe_noiommu_mode", kind: .flag, initial: "N", permissions: 0o644)
}
