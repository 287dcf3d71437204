import SystemCalls
import VFIOInterface

/// A device that a bus driver registered with VFIO (`struct vfio_device`). Bus drivers subclass it.
class VFIODevice: EmulatedDevice {
  unowned let kernel: Kernel
  /// The name of the device on its bus.
  let name: String
  /// Its number among VFIO's devices: `/sys/class/vfio-dev/vfioN`.
  fileprivate(set) var index = 0
  fileprivate(set) weak var group: VFIOGroup?
  /// Open descriptions of the device.
  fileprivate(set) var openCount = 0
  /// Whether its user wants the flags of `VFIO_MIG_GET_PRECOPY_INFO` as an answer (`precopy_info_v2`).
  var answersPrecopyFlags = false
  /// False once the driver began to take the device away.
  fileprivate(set) var isRegistered = false

  init(kernel: Kernel, name: String) {
    self.kernel = kernel
    self.name = name
  }

  /// Where the device is in sysfs.
  var path: String { "" }
  /// The module that is in use while the device is open.
  var module: Module? { nil }
  /// The bus device behind it, where the group must be found or made.
  var pciDevice: PCIDevice? { nil }
  /// The group that its bus put it in.
  var iommuGroup: IOMMUGroup? { pciDevice?.iommuGroup }
  /// Whether reading and writing moves the position of a descriptor.
  var advancesPosition: Bool { true }
  /// Whether its driver emulates what an IOMMU would do: VFIO then makes a group for it alone.
  var isEmulated: Bool { false }

  // MARK: What bus drivers provide

  /// Whether the string of `VFIO_GROUP_GET_DEVICE_FD` names this device; an error ends the search.
  func match(_ text: String) throws(Errno) -> Bool { text == name }
  /// The first open.
  func openDevice() throws(Errno) {}
  /// The last close.
  func closeDevice() {}
  /// User space takes a range back: pages that the driver pinned there have to be given up now.
  func unmapped(iova: UInt64, size: UInt64) {}
  /// Whether its user can be told that somebody wants it back.
  var canBeAsked: Bool { true }
  /// Whether who takes it away waits for its last user.
  var waitsForUsers: Bool { kernel.keeps(.unbindWaits) && (canBeAsked || kernel.keeps(.unbindBlocks)) }
  /// Whether it can be copied while it runs.
  var copiesAhead: Bool { false }
  /// Somebody wants the device back, for the nth time (from 0).
  func request(count: UInt32) {}

  func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 { throw .ENOTTY }
  /// Refuses a write that would be refused whatever its bytes are.
  func checkWrite(at offset: UInt64) throws(Errno) {}
  func read(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] { throw .EINVAL }
  func write(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int { throw .EINVAL }
  func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace { throw .EINVAL }
}

// MARK: Registration

extension VFIODevice {
  /// Makes the device known to its group, as the last step of a probe.
  func register() throws(Errno) {
    guard let core = kernel.vfio else { throw .ENODEV }
    let group = try core.group(for: self)
    self.group = group
    index = core.takeIndex()
    core.addFiles(of: self)
    isRegistered = true
    group.devices.append(self)
  }

  /// Takes the device away, waiting for its last user and reminding it every ten seconds.
  func unregister() throws(Errno) -> Progress<Void> {
    if kernel.profile.has(.hidesDepartingDevices), kernel.keeps(.departingDeviceIsGone) { unlist() }
    if openCount == 0, !kernel.keeps(.closeClearsRequests) { request(count: 0) }
    guard openCount > 0, waitsForUsers else { return .done(finishUnregistering()) }
    remind(count: 0)
    return .waiting(
      Waiting(until: { self.openCount == 0 }) { () throws(Errno) in .done(self.finishUnregistering()) })
  }

  private func unlist() {
    guard isRegistered else { return }
    isRegistered = false
    group?.devices.removeAll { $0 === self }
    kernel.vfio?.removeFiles(of: self)
  }

  private func remind(count: UInt32) {
    guard openCount > 0, kernel.keeps(.unbindReminds) || count == 0 else { return }
    request(count: count)
    kernel.clock.schedule(after: .seconds(10)) { [weak self] in self?.remind(count: count &+ 1) }
  }

  private func finishUnregistering() {
    unlist()
    if let group { kernel.vfio?.drop(group, for: self) }
    group = nil
  }
}

// MARK: Opening

extension VFIODevice {
  /// Another open description: the first opens the device.
  func opened(by caller: Process) throws(Errno) {
    guard let group else { throw .ENODEV }
    guard group.container != nil else { throw .EINVAL }
    if openCount > 0, !kernel.keeps(.deviceOpensAgain) { throw .EBUSY }
    openCount += 1
    guard openCount == 1 else {
      if !kernel.profile.has(.holdsDriverOnce) { useModule(1) }
      if let pciDevice, !kernel.keeps(.secondOpenKeeps) { kernel.errorRecovery?.opened(pciDevice) }
      return
    }
    do {
      useModule(1)
      try group.useContainer(caller)
    } catch {
      useModule(-1)
      openCount -= 1
      throw error
    }
    do {
      try openDevice()
    } catch {
      group.unuseContainer()
      useModule(-1)
      openCount -= 1
      throw error
    }
  }

  /// An open description is gone: the last closes the device.
  func closed() {
    openCount -= 1
    guard openCount == 0 else {
      if !kernel.profile.has(.holdsDriverOnce) { useModule(-1) }
      if !kernel.keeps(.lastDescriptorCloses) { closeDevice() }
      return
    }
    closeDevice()
    if kernel.keeps(.precopyOptInEnds) { answersPrecopyFlags = false }
    if !kernel.keeps(.closeFreesGroup) { group?.openFile?.retain() }
    group?.unuseContainer()
    if kernel.keeps(.closedDeviceGivesUpDriver) { useModule(-1) }
  }

  /// The driver's module stays as long as a device of it is open.
  private func useModule(_ change: Int) {
    if kernel.keeps(.openDeviceUsesDriver) { module?.references += change }
  }
}

/// An open device.
final class DeviceFile: OpenFile {
  let device: VFIODevice
  /// Who opened it, which counts only in a kernel that breaks a rule.
  private let opener: Int

  init(_ device: VFIODevice, by caller: Process) {
    self.device = device
    opener = caller.kernelID
    super.init(kernel: device.kernel)
    kernel.modules["vfio"]?.references += 1
  }

  override var link: String { "anon_inode:[vfio-device]" }
  override var staysOnExec: Bool { kernel.keeps(.execKeeps) }

  override func descriptorClosed(isShared: Bool) {
    if isShared, !kernel.keeps(.duplicatesShareDevice) { device.closed() }
  }

  override var descriptorInfo: [String] {
    kernel.profile.has(.tellsDevicePath) == kernel.keeps(.devicePathTold) ? ["vfio-device-syspath: \(device.path)"] : []
  }

  /// Refuses nothing, but in a kernel that takes a device from its users, or serves only the one who opened it.
  private func admit(_ caller: Process) throws(Errno) {
    guard device.group?.openFile != nil || kernel.keeps(.deviceKeepsGroupOpen) else { throw .EIO }
    guard caller.kernelID == opener || kernel.keeps(.deviceByAnyProcess) else { throw .EPERM }
  }

  override func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    try admit(caller)
    return try device.ioctl(request, argument, caller: caller)
  }

  override func read(count: Int, caller: Process) throws(Errno) -> Progress<[UInt8]> {
    let start = position
    let progress = try super.read(count: count, caller: caller)
    if !device.advancesPosition || !kernel.keeps(.positionAdvances) { position = start }
    return progress
  }

  override func write(_ bytes: [UInt8], caller: Process) throws(Errno) -> Progress<Int> {
    let start = position
    let progress = try super.write(bytes, caller: caller)
    if !device.advancesPosition { position = start }
    return progress
  }

  override func pread(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] {
    try admit(caller)
    let bytes = try device.read(offset: offset, count: count, caller: caller)
    if !kernel.keeps(.preadKeepsPosition) { position = offset + Int64(bytes.count) }
    return bytes
  }

  override func checkWrite(offset: Int64, count: Int) throws(Errno) {
    if count > 0 { try device.checkWrite(at: UInt64(bitPattern: offset)) }
  }

  override func pwrite(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int {
    try admit(caller)
    return try device.write(bytes, offset: offset, caller: caller)
  }

  override func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace {
    try device.map(request, caller: caller)
  }

  override func released() {
    device.closed()
    kernel.modules["vfio"]?.references -= 1
  }
}
