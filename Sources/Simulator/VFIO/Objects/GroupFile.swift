import SystemCalls
import VFIOInterface

/// An open group.
final class GroupFile: OpenFile {
  /// The longest string of `VFIO_GROUP_GET_DEVICE_FD`, its zero included.
  private static let nameLimit = 4096

  /// The node and the file's operations hold the module.
  private static let moduleReferences = 2

  let group: VFIOGroup

  init(_ group: VFIOGroup, flags: OpenFlags) {
    self.group = group
    super.init(kernel: group.kernel, flags: flags)
    if kernel.keeps(.groupUsesCore) { kernel.modules["vfio"]?.references += Self.moduleReferences }
  }

  override var link: String { "/dev/vfio/" + group.name }
  override var staysOnExec: Bool { kernel.keeps(.execKeeps) }
  override var isTransferred: Bool { false }

  override func descriptorClosed(isShared: Bool) {
    guard !kernel.keeps(isShared ? .duplicatesShareGroup : .childKeeps) else { return }
    group.leaveContainer()
    group.openFile = nil
  }

  override func ownerEnded(isFork: Bool) {
    guard kernel.keeps(.deathFreesGroup) else { return }
    if isFork, !kernel.keeps(.childEndsApart) { group.leaveContainer() }
    super.ownerEnded(isFork: isFork)
  }

  override func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    switch request {
    case Request.groupGetDeviceFD.number: return Int64(try getDevice(argument, caller))
    case Request.groupGetStatus.number: try getStatus(argument)
    case Request.groupSetContainer.number:
      do {
        try setContainer(argument, caller)
      } catch {
        if !kernel.keeps(.refusedJoin) { group.leaveContainer() }
        throw error
      }
    case Request.groupUnsetContainer.number:
      do {
        try unsetContainer()
      } catch {
        if !kernel.keeps(.refusedLeave) { group.container?.abandon() }
        throw error
      }
    case Request.eehPEOp.number where !kernel.keeps(.recoveryOfContainers): break
    default: throw kernel.keeps(.groupUnknownRequest) ? .ENOTTY : .EINVAL
    }
    return 0
  }

  override func released() {
    if kernel.keeps(.closeLeavesContainer) { group.leaveContainer() }
    if group.openFile === self { group.openFile = nil }
    kernel.vfio?.staleGroups.remove(group.name)
    if kernel.keeps(.groupUsesCore) { kernel.modules["vfio"]?.references -= Self.moduleReferences }
  }

  override func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] {
    try kernel.refuse(.groupIsNoFile, with: .EINVAL)
    return []
  }

  // MARK: Requests

  private func getStatus(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.groupStatus
    try kernel.faulting(.statusFault) { () throws(Errno) in try tellStatus(argument, structure) }
  }

  private func tellStatus(_ argument: UserArgument, _ structure: Structure) throws(Errno) {
    var status = try argument.copyIn(count: structure.minimumSize)
    let size = status[GroupStatus.argsz]
    try kernel.require(.statusSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    guard let iommuGroup = group.iommuGroup else {
      try kernel.refuse(.staleGroup, with: .ENODEV)
      return
    }
    var flags: UInt64 = 0
    if group.container != nil {
      flags = GroupStatusFlags.viable | (kernel.keeps(.statusTellsContainer) ? GroupStatusFlags.containerSet : 0)
    } else if !iommuGroup.isOwned || !kernel.keeps(.statusTellsViability) {
      flags = GroupStatusFlags.viable
    }
    if group.container == nil, !kernel.keeps(.idleIsViable) { flags = 0 }
    if group.kind == .noIOMMU, !kernel.keeps(.noIOMMUViable) { flags &= ~GroupStatusFlags.viable }
    status[GroupStatus.flags] = flags
    if !kernel.keeps(.statusStaysInside) { status += [UInt8](repeating: 0, count: min(Int(size), Self.nameLimit)) }
    try argument.copyOut(status)
  }

  private func setContainer(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let word = try kernel.faulting(.setContainerFault) { () throws(Errno) in
      try argument.copyIn(count: 4).integer(at: 0, width: 4) ?? 0
    }
    if !kernel.keeps(.descriptorFirst), group.container != nil { throw .EINVAL }
    let file = try caller.descriptors.file(Int32(truncatingIfNeeded: word))
    if group.container?.isClosed == true, !kernel.keeps(.attachedStays) { group.leaveContainer() }
    try kernel.require(.attachOnce, group.container == nil, or: .EINVAL)
    guard group.iommuGroup != nil else { throw .ENODEV }
    guard let containerFile = file as? ContainerFile else {
      try kernel.refuse(.onlyContainers, with: kernel.profile.notAContainer)
      return
    }
    if group.container != nil { group.leaveContainer() }
    try containerFile.container.attach(group, caller: caller)
  }

  private func unsetContainer() throws(Errno) {
    guard group.container != nil else {
      try kernel.refuse(.unsetNeedsContainer, with: .EINVAL)
      return
    }
    try kernel.require(.unsetWhileOpen, group.containerUsers == 1, or: .EBUSY)
    group.leaveContainer()
  }

  private func getDevice(_ argument: UserArgument, _ caller: Process) throws(Errno) -> Int32 {
    let text = try kernel.faulting(.nameFault) { () throws(Errno) in try name(argument) }
    if !kernel.keeps(.nameFirst), group.container == nil { throw .EINVAL }
    guard let device = try device(named: text) else {
      let wasRemoved = group.kind == .emulated && group.iommuGroup == nil
      throw wasRemoved && !kernel.keeps(.mdevRemovedIsNoDevice) ? .EINVAL : .ENODEV
    }
    let descriptor = try freeDescriptor(for: device, caller)
    try device.opened(by: caller)
    if group.kind == .noIOMMU {
      let prefix = device.pciDevice?.logPrefix ?? ""
      kernel.log.warning("\(prefix)vfio-noiommu device opened by user (executor:\(caller.kernelID))")
    }
    let file = DeviceFile(device, by: caller)
    caller.descriptors.install(file, at: descriptor, closesOnExec: kernel.keeps(.deviceClosesOnExec))
    return descriptor
  }

  private func name(_ argument: UserArgument) throws(Errno) -> String {
    do {
      return try argument.copyInString(limit: Self.nameLimit)
    } catch {
      throw error == .EINVAL && !kernel.keeps(.nameEnds) ? .ENODEV : error
    }
  }

  /// The lowest free number, which is kept before the device is opened.
  private func freeDescriptor(for device: VFIODevice, _ caller: Process) throws(Errno) -> Int32 {
    do {
      return try caller.descriptors.free(limit: caller.openFilesLimit)
    } catch {
      if !kernel.keeps(.failedOpenLeavesNothing) { try device.opened(by: caller) }
      throw error
    }
  }

  private func device(named text: String) throws(Errno) -> VFIODevice? {
    for device in group.devices where try device.match(text) { return device }
    let isMember = group.iommuGroup?.devices.contains { $0.name == text } == true
    if isMember, !kernel.keeps(.memberNeedsDriver) { return group.devices.first }
    return kernel.keeps(.nameMustMatch) ? nil : group.devices.first
  }
}
