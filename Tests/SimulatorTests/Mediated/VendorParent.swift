import SystemCalls
import VFIOInterface

@testable import Simulator

/// A vendor's parent that pins what its users map, and asks for its devices back, which none of the samples do.
final class VendorDriver: MediatedDriver {
  let name = "vendor"
  let module = Module(name: "vendor")
  let deviceAPI = "vfio-pci"
  let maximumInstances = 2
  var devices: [VendorDevice] = []

  func available(_ type: MediatedType) -> Int? { nil }
  func description(of type: MediatedType) -> String? { nil }
  func attributes(of device: MediatedDevice) -> [String: Attribute] { [:] }

  func probe(_ device: MediatedDevice, _ kernel: Kernel) throws(Errno) -> MediatedVFIODevice {
    let made = VendorDevice(device, kernel: kernel, module: module)
    devices.append(made)
    return made
  }
}

final class VendorDevice: MediatedVFIODevice {
  /// Addresses of pages that it holds.
  var pinned: Set<UInt64> = []
  /// The numbers of the requests to give the device back.
  var requests: [UInt32] = []

  private var iommu: Type1State? { group?.container?.driverState as? Type1State }

  func pin(_ iova: UInt64) throws -> MemoryPlace {
    guard let iommu else { throw Errno.EINVAL }
    let place = try iommu.pinPage(iova, write: true)
    pinned.insert(iova)
    return place
  }

  override func unmapped(iova: UInt64, size: UInt64) {
    for page in pinned where page >= iova && page - iova < size {
      iommu?.unpinPage(page)
      pinned.remove(page)
    }
  }

  override func request(count: UInt32) { requests.append(count) }
}
