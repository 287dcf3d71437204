import SystemCalls
import VFIOInterface

/// A group that user space can own (`struct vfio_group`), behind `/dev/vfio/N`.
final class VFIOGroup: ContainedGroup {
  unowned let kernel: Kernel
  let kind: GroupKind
  let minor: UInt32
  /// nil once the last device is gone: an open file of the group is then stale.
  var iommuGroup: IOMMUGroup?
  /// Its name under `/dev/vfio`.
  let name: String
  var devices: [VFIODevice] = []
  /// Bound drivers; the group goes with the last.
  var drivers = 1
  var openFile: GroupFile?
  /// How often it was opened, which counts only in a kernel that breaks a rule.
  private var opens = 0
  var container: VFIOContainer?
  var containerUsers = 0

  init(kernel: Kernel, kind: GroupKind, iommuGroup: IOMMUGroup, minor: UInt32) {
    self.kernel = kernel
    self.kind = kind
    self.iommuGroup = iommuGroup
    self.minor = minor
    let number = kernel.keeps(.nodeNumber) ? iommuGroup.id : iommuGroup.id + 100
    name = (kind == .noIOMMU ? "noiommu-" : "") + "\(number)"
  }

  /// Opens the node.
  func open(_ flags: OpenFlags, caller: Process) throws(Errno) -> GroupFile {
    guard drivers > 0 else { throw .ENODEV }
    if kind == .noIOMMU { try kernel.require(.noIOMMUOpenNeedsRawIO, caller.has(.sysRawIO), or: .EPERM) }
    try kernel.require(.singleOpen, openFile == nil, or: .EBUSY)
    if kernel.vfio?.staleGroups.contains(name) == true { throw .EBUSY }
    opens += 1
    if opens > 16, !kernel.keeps(.closeLeaksNothing) { throw .EBUSY }
    let file = GroupFile(self, flags: flags)
    openFile = file
    return file
  }

  /// A device is opened for the first time: it keeps the group open and in its container.
  func useContainer(_ caller: Process) throws(Errno) {
    guard container?.driverState != nil || !kernel.keeps(.deviceNeedsIOMMU) else { throw .EINVAL }
    if kind == .noIOMMU { try kernel.require(.noIOMMUDeviceNeedsRawIO, caller.has(.sysRawIO), or: .EPERM) }
    if kernel.keeps(.deviceKeepsGroupOpen) { openFile?.retain() }
    containerUsers += 1
  }

  func unuseContainer() {
    containerUsers -= 1
    if openFile?.references == 1, !kernel.keeps(.orderFrees) { return }
    if kernel.keeps(.deviceKeepsGroupOpen) { openFile?.release() }
  }

  /// Leaves the container, and gives up the DMA of its devices.
  func leaveContainer() {
    container?.detach(self)
  }
}
