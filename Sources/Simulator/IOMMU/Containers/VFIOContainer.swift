import SystemCalls
import VFIOInterface

/// Groups that share an IOMMU address space (`struct vfio_container`).
final class VFIOContainer {
  unowned let kernel: Kernel
  private(set) var groups: [any ContainedGroup] = []
  private(set) var driver: (any IOMMUDriver)?
  /// What the driver keeps for this container; nil before `VFIO_SET_IOMMU`.
  private(set) var driverState: (any IOMMUDriverState)?
  private var isNoIOMMU = false
  /// Whether the last descriptor is gone.
  var isClosed = false

  init(kernel: Kernel) { self.kernel = kernel }

  // MARK: Requests

  func checkExtension(_ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    if argument.word == 200, !kernel.keeps(.noOtherExtension) { return 1 }
    let argument = kernel.keeps(.wholeExtension) ? argument : argument.lowHalf
    if let driverState, kernel.keeps(.chosenDriverAnswers) {
      return try driverState.ioctl(Request.checkExtension.number, argument, caller: caller)
    }
    if argument.word == NoIOMMUDriver.extensionNumber, !kernel.keeps(.noIOMMUOffered) { return 1 }
    for driver in kernel.iommuDrivers.all where groups.isEmpty || isAllowed(driver) {
      let answer = driver.checkExtension(argument.word)
      if answer > 0 { return answer }
    }
    guard kernel.keeps(.unknownExtension) else { throw .EINVAL }
    return 0
  }

  func setIOMMU(_ number: UInt64, caller: Process) throws(Errno) {
    try kernel.require(.setIOMMUNeedsGroup, !groups.isEmpty, or: .EINVAL)
    if driver != nil, !kernel.keeps(.refusedModel) { abandon() }
    try kernel.require(.setIOMMUOnce, driver == nil, or: .EINVAL)
    var failure = kernel.keeps(.missingDriverIsNoDevice) ? Errno.ENODEV : .EINVAL
    for driver in kernel.iommuDrivers.all where isAllowed(driver) {
      guard driver.checkExtension(number) > 0 else { continue }
      do {
        let state = try driver.open(number, caller: caller)
        try attachAll(to: state)
        choose(driver, state)
        return
      } catch {
        failure = error
        if !kernel.keeps(.failedSetLeavesUnset) { self.driver = driver }
      }
    }
    if failure == .ENODEV, !kernel.iommuDrivers.all.isEmpty, !kernel.keeps(.unknownModel) { throw .EINVAL }
    throw failure
  }

  /// Ends what user space mapped, though groups are still here.
  func abandon() { driverState?.release() }

  // MARK: Groups

  func attach(_ group: any ContainedGroup, caller: Process) throws(Errno) {
    let isNoIOMMU = group.kind == .noIOMMU
    if isNoIOMMU { try kernel.require(.noIOMMUAttachNeedsRawIO, caller.has(.sysRawIO), or: .EPERM) }
    try kernel.require(.noMixedContainer, groups.isEmpty || self.isNoIOMMU == isNoIOMMU, or: .EPERM)
    guard let iommuGroup = group.iommuGroup else { throw .ENODEV }
    if group.kind == .iommu { try iommuGroup.claim(for: group, kernel) }
    do {
      if kernel.keeps(.groupJoinsLive) { try driverState?.attach(iommuGroup) }
    } catch {
      if group.kind == .iommu { iommuGroup.release(kernel) }
      throw error
    }
    group.container = self
    group.containerUsers = 1
    self.isNoIOMMU = isNoIOMMU
    groups.insert(group, at: 0)
  }

  func detach(_ group: any ContainedGroup) {
    if let iommuGroup = group.iommuGroup {
      driverState?.detach(iommuGroup)
      if group.kind == .iommu, kernel.keeps(.detachReleasesOwnership) { iommuGroup.release(kernel) }
    }
    group.container = nil
    group.containerUsers = 0
    groups.removeAll { $0 === group }
    guard groups.isEmpty, kernel.keeps(.lastGroupReleasesDriver) else { return }
    driverState?.release()
    if kernel.keeps(.containerUsesDriver), kernel.keeps(.containerGivesUpDriver) { driver?.module.references -= 1 }
    driver = nil
    driverState = nil
  }

  /// Groups without an IOMMU use the driver made for them, and nobody else does.
  private func isAllowed(_ driver: any IOMMUDriver) -> Bool {
    !kernel.hasNoIOMMU || driver.isNoIOMMU && !kernel.keeps(.guardedGroupsModel) || isNoIOMMU == driver.isNoIOMMU
      || !kernel.keeps(.noIOMMUDriverOnly)
  }

  /// Attaches every group, or none.
  private func attachAll(to state: any IOMMUDriverState) throws(Errno) {
    var attached: [IOMMUGroup] = []
    for group in groups {
      guard let iommuGroup = group.iommuGroup else { continue }
      do {
        try state.attach(iommuGroup)
        attached.append(iommuGroup)
      } catch {
        for iommuGroup in attached.reversed() { state.detach(iommuGroup) }
        state.release()
        throw error
      }
    }
  }

  private func choose(_ driver: any IOMMUDriver, _ state: any IOMMUDriverState) {
    if self.driver != nil, kernel.keeps(.containerUsesDriver) { self.driver?.module.references -= 1 }
    if kernel.keeps(.containerUsesDriver) { driver.module.references += 1 }
    self.driver = driver
    driverState = state
  }
}

/// An open container.
final class ContainerFile: OpenFile {
  /// `VFIO_API_VERSION`.
  private static let version: Int64 = 0

  let container: VFIOContainer

  init(_ container: VFIOContainer, flags: OpenFlags) {
    self.container = container
    super.init(kernel: container.kernel, flags: flags)
    if kernel.keeps(.containerUsesCore) { kernel.modules["vfio"]?.references += 1 }
  }

  override var link: String { "/dev/vfio/vfio" }
  override var staysOnExec: Bool { kernel.keeps(.execKeeps) }
  override var isTransferred: Bool { false }

  override func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    switch request {
    case Request.getAPIVersion.number: return kernel.keeps(.apiVersion) ? Self.version : 1
    case Request.checkExtension.number: return try container.checkExtension(argument, caller: caller)
    case Request.setIOMMU.number:
      try container.setIOMMU(kernel.keeps(.wholeModel) ? argument.word : argument.lowHalf.word, caller: caller)
      return 0
    default:
      guard let state = container.driverState else {
        if request == Request.eehPEOp.number, !kernel.keeps(.recoveryNeedsModel) { return 0 }
        try kernel.refuse(.unsetAnswersInvalid, with: .EINVAL)
        throw .ENOTTY
      }
      return try state.ioctl(request, argument, caller: caller)
    }
  }

  override func released() {
    container.isClosed = true
    kernel.free(.containerLeavesNothing)
    if !kernel.keeps(.closeKeepsContainer) { container.abandon() }
    if kernel.keeps(.containerUsesCore) { kernel.modules["vfio"]?.references -= 1 }
  }
}
