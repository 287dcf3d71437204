import VFIOInterface

/// Devices that the IOMMU cannot tell apart, and who owns their DMA (`struct iommu_group`).
final class IOMMUGroup: DMAGroup {
  let id: Int
  /// What `/sys/kernel/iommu_groups/N/name` says, where it has a name.
  let name: String?
  /// Whether VFIO made it for a device that has no hardware: no IOMMU translates for it.
  let isEmulated: Bool
  /// That device.
  weak var emulatedDevice: (any EmulatedDevice)?
  private(set) var devices: [PCIDevice] = []
  /// Users of the group's DMA: host drivers, or one owner.
  private(set) var ownerCount = 0
  /// Who claimed all of it; nil while host drivers, or nobody, use it.
  private(set) weak var owner: AnyObject?
  /// What translates for the devices; nil while no user space does.
  weak var translator: (any DMATranslator)?
  /// Whether its devices were left without the host's mappings.
  private var isCutOff = false

  init(id: Int, name: String? = nil, isEmulated: Bool = false) {
    self.id = id
    self.name = name
    self.isEmulated = isEmulated
  }

  func add(_ device: PCIDevice) {
    devices.append(device)
    device.dmaGroup = self
  }

  func remove(_ device: PCIDevice) {
    devices.removeAll { $0 === device }
    device.dmaGroup = nil
  }

  var isOwned: Bool { ownerCount > 0 }
  var isHosts: Bool { owner == nil && !isCutOff }

  // MARK: Host drivers

  /// A host driver is about to use DMA; EBUSY while somebody else owns it.
  func useDefaultDomain(_ kernel: Kernel) throws(Errno) {
    try kernel.require(.hostDriverRefused, owner == nil, or: .EBUSY)
    ownerCount += 1
  }

  func unuseDefaultDomain(_ kernel: Kernel) {
    if kernel.keeps(.viableAgain) { ownerCount -= 1 }
  }

  // MARK: One owner

  /// Claims the DMA of all devices; EPERM while anybody uses it.
  func claim(for owner: AnyObject, _ kernel: Kernel) throws(Errno) {
    try kernel.require(.viability, !isOwned, or: .EPERM)
    self.owner = owner
    ownerCount += 1
  }

  func release(_ kernel: Kernel) {
    owner = nil
    isCutOff = !kernel.keeps(.hostHasDMABack)
    ownerCount -= 1
  }
}

extension FirmwareDevice {
  var iommuGroup: IOMMUGroup? { dmaGroup as? IOMMUGroup }
}

extension PCIDevice {
  var iommuGroup: IOMMUGroup? { dmaGroup as? IOMMUGroup }
}

/// A device that has no hardware, so that a group had to be made for it.
protocol EmulatedDevice: AnyObject {
  var name: String { get }
  /// Where it is in sysfs.
  var path: String { get }
  /// User space takes a range back: pages that the device's driver pinned there have to be given up now.
  func unmapped(iova: UInt64, size: UInt64)
}
