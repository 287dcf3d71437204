import SystemCalls
import VFIOInterface

/// The Type1 model: user space maps its own memory at addresses that it chooses.
final class Type1Driver: IOMMUDriver {
  unowned let kernel: Kernel
  let name = "vfio-iommu-type1"
  let module: Module
  /// What a kernel that breaks rules keeps of containers that are gone: entries, and mappings with their memory.
  var lostEntries: UInt64 = 0
  var leftOver: [DMAMapping] = []
  var isNoIOMMU: Bool { false }

  init(kernel: Kernel, module: Module) {
    self.kernel = kernel
    self.module = module
  }

  func checkExtension(_ number: UInt64) -> Int64 { answer(number, state: nil) }

  /// What `VFIO_CHECK_EXTENSION` answers; some extensions depend on what the container holds.
  func answer(_ number: UInt64, state: Type1State?) -> Int64 {
    switch Type1Extension(rawValue: number) {
    case .type1: kernel.keeps(.offersType1) ? 1 : 0
    case .type1v2: kernel.keeps(.offersType1v2) ? 1 : 0
    case .unmapAll: kernel.keeps(.offersModels) ? 1 : 0
    case .nesting: kernel.profile.has(.dropsNesting) != kernel.keeps(.nestingByVersion) ? 1 : 0
    case .updateAddress: state?.canUpdateAddresses == true || !kernel.keeps(.liveExtensions) ? 1 : 0
    case .coherency:
      state?.isCoherent == true || !kernel.keeps(.liveExtensions) ? (kernel.keeps(.coherencyIsBoolean) ? 1 : 2) : 0
    case nil: 0
    }
  }

  func open(_ number: UInt64, caller: Process) throws(Errno) -> any IOMMUDriverState {
    switch Type1Extension(rawValue: number) {
    case .type1 where kernel.keeps(.version1Offered):
      Type1State(driver: self, isVersion2: !kernel.keeps(.version1IsChosen), isNesting: false)
    case .type1v2: Type1State(driver: self, isVersion2: true, isNesting: false)
    case .nesting: Type1State(driver: self, isVersion2: true, isNesting: true)
    case .type1, .coherency, .unmapAll, .updateAddress, nil: throw .EINVAL
    }
  }
}

/// The extensions that the model knows, by number.
enum Type1Extension: UInt64 {
  case type1 = 1
  case type1v2 = 3
  case coherency = 4
  case nesting = 6
  case unmapAll = 9
  case updateAddress = 10
}
