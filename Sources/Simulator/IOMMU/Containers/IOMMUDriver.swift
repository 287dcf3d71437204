import SystemCalls
import VFIOInterface

/// An IOMMU model that containers can choose (`struct vfio_iommu_driver_ops`).
protocol IOMMUDriver: AnyObject {
  var name: String { get }
  /// In use while a container uses the driver.
  var module: Module { get }
  /// Whether it serves groups without an IOMMU, and only those.
  var isNoIOMMU: Bool { get }
  /// `VFIO_CHECK_EXTENSION` on a container that has chosen no driver.
  func checkExtension(_ number: UInt64) -> Int64
  /// Opens the model for a container.
  func open(_ number: UInt64, caller: Process) throws(Errno) -> any IOMMUDriverState
}

/// What an IOMMU driver keeps for one container.
protocol IOMMUDriverState: AnyObject {
  func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64
  func attach(_ group: IOMMUGroup) throws(Errno)
  func detach(_ group: IOMMUGroup)
  /// The container has no groups any more.
  func release()
}

/// The IOMMU models that containers can choose.
final class IOMMUDriverTable {
  /// The last registered first, as the kernel tries them.
  private(set) var all: [any IOMMUDriver] = []

  func register(_ driver: any IOMMUDriver) { all.insert(driver, at: 0) }
  func unregister(named name: String) { all.removeAll { $0.name == name } }
  func removeAll() { all = [] }
}

extension Kernel {
  var iommuDrivers: IOMMUDriverTable { part { _ in IOMMUDriverTable() } }
}
