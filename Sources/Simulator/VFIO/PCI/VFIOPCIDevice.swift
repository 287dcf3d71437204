import SystemCalls
import VFIOInterface

/// A PCI function that user space can open (`struct vfio_pci_core_device`).
final class VFIOPCIDevice: VFIODevice, RuntimePowerManaged, ErrorRecoverable {
  /// The bus keeps it for as long as the kernel lives.
  unowned let device: PCIDevice
  private let driverModule: Module
  /// What the user sees as configuration space, while the device is open.
  var virtualConfig: VirtualConfig?
  /// The copy of the last user, of which a kernel that breaks rules makes use.
  private(set) var lastCopy: [UInt8]?
  /// The mappings of BARs, by BAR.
  var mappings: [Int: BARMapping] = [:]
  lazy var interrupts = DeviceInterrupts(self)
  lazy var eventWrites = EventWrites(self)
  /// Whether a reset of the function worked when the device was opened.
  private(set) var resetWorks = false
  /// Whether the device was used since it was last reset.
  var needsReset = false
  /// Whether a kernel that breaks a rule opens it no more.
  var refusesOpening = false
  /// The function's configuration before the user came.
  private var originalState: SavedConfiguration?
  /// What the kernel keeps of a function that sleeps.
  var stateAsleep: SavedConfiguration?
  /// What the function loses in D3hot, for those that do.
  var stateInLowPower: SavedConfiguration?
  /// Whether the user asked for low power by the device feature.
  var isInLowPower = false
  /// What is signalled when the device wakes from low power.
  var wakeupEvent: EventFile?
  /// Whether INTx was masked for the time that the device sleeps.
  var isPinMaskedAsleep = false
  /// The power state in which the last user left the function, of which a kernel that breaks a rule makes use.
  private var lastPowerState: UInt8 = 0
  /// What the module's parameter said when the device was bound.
  private let noINTxMaskWhenBound: Bool
  /// `disable_idle_d3`, as it holds for this device.
  let staysAwake: Bool
  /// Whether its users get the addresses that every VGA controller has: `disable_vga` says no.
  let sharesVGA: Bool

  /// What the users of a physical function's virtual ones have to know; nil for other devices.
  let token: FunctionToken?
  /// For a virtual function that this driver made: the physical one.
  private(set) weak var physical: VFIOPCIDevice?
  /// Whether this driver made virtual functions for the device.
  var hasVirtualFunctions = false

  init(_ device: PCIDevice, module: Module) {
    self.device = device
    let canHaveFunctions = device.function.maximumVirtualFunctions > 0
    token = canHaveFunctions ? FunctionToken(device.kernel) : nil
    let physical = device.physicalFunction?.driverData as? VFIOPCIDevice
    self.physical = physical?.hasVirtualFunctions == true ? physical : nil
    driverModule = module
    noINTxMaskWhenBound = module.flag("nointxmask")
    staysAwake =
      device.kernel.profile.has(.samplesAtBind) == device.kernel.keeps(.idlePowerIsSampled)
      ? module.flag("disable_idle_d3") : module.initialFlag("disable_idle_d3")
    sharesVGA = !module.flag("disable_vga") || !device.kernel.keeps(.vgaParameter)
    super.init(kernel: device.kernel, name: device.name)
  }

  override var path: String { device.path }
  override var module: Module? { driverModule }
  override var pciDevice: PCIDevice? { device }

  override func match(_ text: String) throws(Errno) -> Bool {
    guard text.hasPrefix(name), let options = try DeviceNameOptions(text.dropFirst(name.count), kernel) else {
      return false
    }
    try check(token: options.token)
    return true
  }

  var hardware: DeviceFunction { device.function }

  /// Whether pins are masked at the interrupt controller rather than in the function.
  private var avoidsINTxMask: Bool {
    if !kernel.keeps(.maskingStays) { return driverModule.flag("nointxmask") }
    let samplesAtBind = kernel.profile.has(.samplesAtBind) == kernel.keeps(.parametersAreSampled)
    return samplesAtBind ? noINTxMaskWhenBound : driverModule.initialFlag("nointxmask")
  }

  // MARK: Opening and closing

  /// A user has the device open.
  var isEnabled: Bool { virtualConfig != nil }

  override func openDevice() throws(Errno) {
    guard !refusesOpening else { throw .EBUSY }
    wake()
    try device.checkConfigurationAccess()
    // A function that does not answer is not enabled.
    guard hardware.gate?.admitsConfiguration(write: false) != false else { throw .ENODEV }
    if kernel.keeps(.openClearsBusMaster) { device.change(.busMaster, to: false) }
    if !kernel.keeps(.openKeepsHostBits) { forgetHostBits() }
    if !kernel.keeps(.busMasterBegins) { device.change(.busMaster, to: true) }
    let isDecoded = hardware.command.contains(.memory)
    device.enable()
    if !kernel.keeps(.openDecodes) { device.change(.memory, to: isDecoded) }
    if kernel.profile.has(.claimsBARsAtOpen) { for bar in hardware.bars.keys { claim(bar) } }
    hardware.translator = device
    resetWorks = (try? resetAtOpen()) != nil
    originalState = device.saveState()
    interrupts.canMaskInFunction = !avoidsINTxMask && device.canMaskINTx
    if interrupts.canMaskInFunction, kernel.keeps(.openClearsDisINTx) { device.change(.disableINTx, to: false) }
    let config = VirtualConfig(self, hardware: hardware)
    virtualConfig = config
    if !kernel.keeps(.shadowRebuilt) { interrupts.setVirtuallyDisabled(config.command.contains(.disableINTx)) }
    for (index, bar) in hardware.bars where bar.isMemory {
      mappings[index] = BARMapping(self, bar: index)
    }
    if !kernel.keeps(.openWakes) { changePower(to: lastPowerState) }
    kernel.errorRecovery?.opened(device)
    physical?.token?.users += 1
  }

  /// Clears, in a kernel that breaks a rule, what the host set in registers that are not VFIO's.
  private func forgetHostBits() {
    hardware.writeConfiguration(0, at: ConfigRegister.cacheLineSize, width: 1)
    if hardware.msiCapability != 0 { hardware.writeConfiguration(0, at: hardware.msiCapability + 12, width: 2) }
    guard let errors = hardware.config.extendedCapability(PCICapability.errorReporting) else { return }
    hardware.writeConfiguration(0, at: errors + 0x14, width: 4)
  }

  private var canReset: Bool {
    !device.usedResetMethods.isEmpty
  }

  private func resetAtOpen() throws(Errno) {
    guard canReset else { throw .EINVAL }
    guard kernel.keeps(.closeResets) else { return }
    try device.tryResetFunction()
  }

  override func closeDevice() {
    physical?.token?.users -= 1
    if let token, !kernel.keeps(.closeKeepsToken) { token.value = FunctionToken(kernel).value }
    kernel.errorRecovery?.closed(device)
    if !kernel.keeps(.closeForgetsWakeup) { wakeupEvent?.signal() }
    if kernel.keeps(.closeLeavesLowPower) { leaveLowPower() }
    if device.isSuspended { wake() }
    lastPowerState = device.powerState
    changePower(to: 0)
    let wasBusMaster = hardware.isBusMaster
    device.change(.busMaster, to: false)
    interrupts.close()
    if kernel.keeps(.closeEndsWrites) { eventWrites.removeAll() }
    lastCopy = virtualConfig?.shadow
    virtualConfig = nil
    mappings = [:]
    device.giveUpClaims()
    needsReset = true
    restoreAfterUse()
    device.change(.busMaster, to: wasBusMaster && !kernel.keeps(.closeStopsDMA))
    kernel.free(.openLeavesNothing)
    if kernel.keeps(.openEnables) { device.isEnabled = false }
    if !kernel.keeps(.closeKeepsSettings) { (device.allowsCold, device.allowsMessages) = (true, true) }
    resetSetIfNeeded()
    idle()
  }

  /// Resets the function where that works, and puts back what was before the user came.
  private func restoreAfterUse() {
    guard let state = originalState, kernel.keeps(.closeRestoresConfig) else { return }
    originalState = nil
    device.function.writeConfiguration(
      UInt32(CommandBits.disableINTx.rawValue), at: ConfigRegister.command, width: 2)
    if !kernel.keeps(.closeResets) { needsReset = false }
    if resetWorks, kernel.keeps(.closeResets), (try? device.resetHardware()) != nil { needsReset = false }
    let line = hardware.config.byte(ConfigRegister.cacheLineSize)
    device.restoreState(state)
    if !kernel.keeps(.hostWriteIsUndone) {
      hardware.writeConfiguration(UInt32(line), at: ConfigRegister.cacheLineSize, width: 1)
    }
  }

  override var canBeAsked: Bool { interrupts.canAsk }

  override func request(count: UInt32) { interrupts.request(count: count) }

  // MARK: Memory decoding

  /// Whether the function answers in its memory BARs, as far as the user turned it on.
  var memoryIsEnabled: Bool {
    let isAwake = device.powerState < 3 || !kernel.keeps(.lowPowerBlocksBARs)
    // A virtual function's memory is on as the physical one says, whatever its own bit.
    if hardware.isVirtual, kernel.keeps(.functionMemoryOn) { return isAwake }
    return isAwake && (virtualConfig?.enablesMemory ?? false)
  }

  /// Takes every mapping of a BAR out of every process: the next access looks again whether it may.
  func zapMappings() {
    for mapping in mappings.values { mapping.zap() }
  }

  /// Ends the mappings of all other devices, as a kernel does that takes them for its own.
  func killOtherMappings() {
    for other in kernel.pci.devices.compactMap({ $0.driverData as? VFIOPCIDevice }) where other !== self {
      for mapping in other.mappings.values { mapping.kill() }
    }
  }

  /// Whether the BAR can be mapped: memory, and a page of its own.
  func canMap(_ bar: Int) -> Bool { mappings[bar] != nil }

  // MARK: Power

  /// Moves the function between power states, keeping what it loses in D3hot.
  func changePower(to state: UInt8) {
    // A physical function must be as awake as its virtual ones.
    if state > 0, hasVirtualFunctions, kernel.keeps(.virtualKeepAwake) { return }
    let before = device.powerState
    if hardware.resetsWithPower, before < 3, state == 3 { stateInLowPower = device.saveState() }
    device.setPowerState(state)
    if before == 3, state == 0, let saved = stateInLowPower {
      stateInLowPower = nil
      device.restoreState(saved)
    }
    if before == 3, state == 0, !kernel.keeps(.lowPowerKeeps) { hardware.resetHardware() }
  }

  // MARK: Calls

  override func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    do {
      return try awake { () throws(Errno) in try dispatch(request, argument, caller) }
    } catch {
      refused(request)
      throw error
    }
  }

  /// What a kernel that breaks rules has done when a call fails.
  private func refused(_ request: UInt32) {
    switch request {
    case Request.deviceSetIRQs.number: interrupts.refused()
    case Request.devicePCIHotReset.number: if !kernel.keeps(.refusedHotReset) { try? resetBus() }
    case Request.deviceIOEventFD.number: if !kernel.keeps(.refusedEventWrite) { eventWrites.removeAll() }
    case Request.deviceFeature.number: if !kernel.keeps(.refusedLowPower) { isInLowPower = true }
    default: break
    }
  }

  private func dispatch(_ request: UInt32, _ argument: UserArgument, _ caller: Process) throws(Errno) -> Int64 {
    switch request {
    case Request.deviceGetInfo.number: try getInfo(argument)
    case Request.deviceGetRegionInfo.number: try getRegionInfo(argument)
    case Request.deviceGetIRQInfo.number: try interrupts.getInfo(argument)
    case Request.deviceSetIRQs.number: try interrupts.set(argument, caller)
    case Request.deviceReset.number: try resetDevice()
    case Request.deviceGetPCIHotResetInfo.number: try getHotResetInfo(argument)
    case Request.devicePCIHotReset.number: try hotReset(argument, caller)
    case Request.deviceIOEventFD.number: try eventWrites.set(argument, caller)
    case Request.deviceFeature.number: return try feature(argument, caller)
    case Request.deviceQueryGfxPlane.number where !kernel.keeps(.noGraphics): break
    default:
      try kernel.refuse(.deviceUnknownRequest, with: .ENOTTY)
    }
    return 0
  }

  override func read(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] {
    guard count > 0 else {
      guard kernel.keeps(.emptyTransfer) else { throw .EINVAL }
      return []
    }
    if isInLowPower, !kernel.keeps(.lowPowerAdmits) { throw .EIO }
    let offset = UInt64(bitPattern: offset)
    guard let region = PCIRegion(index: PCIRegion.index(of: offset)) else {
      try kernel.refuse(.regionExists, with: .EINVAL)
      return []
    }
    return try awake { () throws(Errno) in try read(region, offset & PCIRegion.offsetMask, count) }
  }

  private func read(_ region: PCIRegion, _ position: UInt64, _ count: Int) throws(Errno) -> [UInt8] {
    switch region {
    case .config: return try virtualConfig?.read(position, count: count) ?? []
    case .rom: return try readROM(position, count: count)
    case .bar(let index): return try readBAR(index, position, count: count)
    case .vga: return try readVGA(position, count: count)
    }
  }

  override func checkWrite(at offset: UInt64) throws(Errno) {
    guard let region = PCIRegion(index: PCIRegion.index(of: offset)) else {
      return try kernel.refuse(.regionExists, with: .EINVAL)
    }
    switch region {
    case .config: break
    case .rom: try kernel.refuse(.romReadOnly, with: .EINVAL)
    case .vga: _ = try clipVGA(1, at: offset & PCIRegion.offsetMask)
    case .bar(let index):
      guard let bar = hardware.bars[index] else { return try kernel.refuse(.absentBARAccess, with: .EINVAL) }
      try kernel.require(.regionEnd, offset & PCIRegion.offsetMask < bar.size, or: .EINVAL)
    }
  }

  override func write(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int {
    guard !bytes.isEmpty else { return 0 }
    let offset = UInt64(bitPattern: offset)
    guard let region = PCIRegion(index: PCIRegion.index(of: offset)) else {
      try kernel.refuse(.regionExists, with: .EINVAL)
      return 0
    }
    return try awake { () throws(Errno) in try write(bytes, region, offset & PCIRegion.offsetMask) }
  }

  private func write(_ bytes: [UInt8], _ region: PCIRegion, _ position: UInt64) throws(Errno) -> Int {
    switch region {
    case .config: return try virtualConfig?.write(bytes, at: position) ?? 0
    case .bar(let index): return try writeBAR(index, position, bytes)
    case .rom:
      try kernel.refuse(.romReadOnly, with: .EINVAL)
      return bytes.count
    case .vga: return try writeVGA(position, bytes)
    }
  }

  override func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace { try mapBAR(request) }
}
