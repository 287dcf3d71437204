import MachineModel
import SystemCalls
import VFIOInterface

/// A device of the platform bus or of AMBA that user space can open (`struct vfio_platform_device`).
///
/// All devices here have one region, that of their registers, and at most one interrupt.
final class VFIOPlatformDevice: VFIODevice {
  /// The bus keeps it for as long as the kernel lives.
  unowned let device: FirmwareDevice
  let reset: ResetFunction?
  private let requiresReset: Bool
  private let driverModule: Module
  /// nil while the device is closed, or without an interrupt.
  private(set) var interrupt: PlatformInterrupt?

  init(_ device: FirmwareDevice, module: Module, reset: ResetFunction?, requiresReset: Bool) {
    self.device = device
    self.reset = reset
    self.requiresReset = requiresReset
    driverModule = module
    super.init(kernel: device.kernel, name: device.name)
  }

  var hardware: PlatformHardware { device.hardware }

  override var path: String { device.path }
  override var module: Module? { driverModule }
  override var iommuGroup: IOMMUGroup? { device.iommuGroup }
  override var advancesPosition: Bool { !kernel.keeps(.platformPositionStays) }
  /// The driver has no way to tell its user that somebody wants the device back.
  override var canBeAsked: Bool { false }
  override var waitsForUsers: Bool { super.waitsForUsers && kernel.keeps(.platformUnbindWaits) }

  // MARK: Opening and closing

  override func openDevice() throws(Errno) {
    if let line = device.model.line { interrupt = PlatformInterrupt(device, line: line) }
    do {
      if kernel.keeps(.platformSessionsReset) { try callReset() }
    } catch {
      guard requiresReset else { return }
      interrupt = nil
      throw error
    }
  }

  override func closeDevice() {
    if kernel.keeps(.platformSessionsReset) { try? callReset() }
    interrupt?.close()
    interrupt = nil
  }

  /// EINVAL without a function.
  private func callReset() throws(Errno) {
    guard let reset else {
      kernel.log.warning("\(driverModule.name) \(name): VFIO: no reset function found!")
      throw .EINVAL
    }
    reset.reset(hardware)
  }

  // MARK: Registers

  override func read(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] {
    try readRegisters(at: offset, count: count)
  }

  override func write(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int {
    try writeRegisters(bytes, at: offset)
  }

  override func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace { try mapRegisters(request) }

  // MARK: Requests

  override func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    switch request {
    case Request.deviceGetInfo.number: try getInfo(argument)
    case Request.deviceGetRegionInfo.number: try getRegionInfo(argument)
    case Request.deviceGetIRQInfo.number: try getInterruptInfo(argument)
    case Request.deviceSetIRQs.number: try setInterrupts(argument, caller)
    case Request.deviceReset.number: try resetDevice()
    case Request.deviceFeature.number: try feature(argument)
    default: try kernel.refuse(.platformUnknownRequest, with: .ENOTTY)
    }
    return 0
  }

  /// The core looks at the header, and the driver has no features.
  private func feature(_ argument: UserArgument) throws(Errno) {
    let request = try FeatureRequest(argument, kernel)
    if try optIntoPrecopyInfo(request) { return }
    try kernel.refuse(.platformNoFeature, with: .ENOTTY)
  }

  private func resetDevice() throws(Errno) {
    guard reset != nil else {
      if !kernel.keeps(.platformResetNeedsFunction) { return }
      return try callReset()
    }
    if kernel.keeps(.platformResetResets) { try callReset() }
  }

  private func getInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.deviceInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    try kernel.require(.platformInfoSize, info[DeviceInfo.argsz] >= UInt64(structure.minimumSize), or: .EINVAL)
    let isAMBA = (device.model.bus == .amba) == kernel.keeps(.platformBusFlag)
    var flags = isAMBA ? DeviceInfoFlags.amba : DeviceInfoFlags.platform
    if reset != nil, kernel.keeps(.platformResetFlag) { flags |= DeviceInfoFlags.reset }
    info[DeviceInfo.flags] = flags
    info[DeviceInfo.numRegions] = 1
    info[DeviceInfo.numIRQs] = kernel.keeps(.platformCountsInterrupts) ? interruptCount : 1
    try argument.copyOut(info)
  }

  // MARK: Interrupts

  private var interruptCount: UInt64 { interrupt == nil ? 0 : 1 }

  private func getInterruptInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.irqInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    try kernel.require(.platformIRQInfoSize, info[IRQInfo.argsz] >= UInt64(structure.minimumSize), or: .EINVAL)
    let isThere = info[IRQInfo.index] < interruptCount
    try kernel.require(.platformIRQIndex, isThere, or: .EINVAL)
    info[IRQInfo.flags] = interrupt?.flags ?? 0
    info[IRQInfo.count] = 1
    try argument.copyOut(info)
  }

  private func setInterrupts(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let header = try argument.copyIn(count: Structure.irqSet.minimumSize)
    guard let interrupt, header[IRQSet.index] < interruptCount else { throw .EINVAL }
    // The core's check is given the number of the device's interrupts as the number of those at the index.
    let request = try InterruptRequest(header, argument, kernel) { _ in interruptCount }
    try interrupt.set(request, caller)
  }
}
