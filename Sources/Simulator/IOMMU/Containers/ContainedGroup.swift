/// A group of VFIO's, as the container that it is attached to knows it.
protocol ContainedGroup: AnyObject {
  var kind: GroupKind { get }
  /// nil once the group's last device is gone.
  var iommuGroup: IOMMUGroup? { get }
  var container: VFIOContainer? { get set }
  /// 1 for being attached, and 1 for each open device.
  var containerUsers: Int { get set }
}

/// What stands behind a group of VFIO's.
enum GroupKind {
  case iommu
  /// A physical device without an IOMMU.
  case noIOMMU
  /// A device without hardware, whose driver emulates its DMA.
  case emulated
}
