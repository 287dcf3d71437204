import SystemCalls
import VFIOInterface

/// The interrupts of a device, and the eventfds that they go to.
///
/// INTx, MSI and MSI-X exclude each other; errors and requests stand beside them.
final class DeviceInterrupts {
  unowned let owner: VFIOPCIDevice
  /// Which of INTx, MSI and MSI-X is in use.
  var active: InterruptIndex?
  lazy var pin = PinInterrupt(self)
  lazy var messages = MessageInterrupts(self)
  private lazy var ownErrors = NotificationInterrupt(self)
  var errors: NotificationInterrupt { kernel.keeps(.notificationsApart) ? ownErrors : requests }
  lazy var requests = NotificationInterrupt(self)
  /// Whether the function masks its own pin (`pci_2_3`).
  var canMaskInFunction = true
  /// Whether the user set DisINTx.
  private(set) var isVirtuallyDisabled = false

  init(_ owner: VFIOPCIDevice) { self.owner = owner }

  var kernel: Kernel { owner.kernel }
  var device: PCIDevice { owner.device }

  /// Whether the user can be told that somebody wants the device back.
  var canAsk: Bool { requests.isSet }

  func isEnabled(_ index: InterruptIndex) -> Bool { active == index }

  // MARK: What there is

  /// How many interrupts an index has.
  func count(of index: InterruptIndex) -> Int {
    let config = owner.hardware.config
    switch index {
    case .intx: return owner.virtualConfig?.hasInterruptPin == true ? 1 : 0
    case .msi:
      guard let start = config.capability(PCICapability.msi) else { return 0 }
      return 1 << Int(config.word(start + 2) >> 1 & 0x7)
    case .msix: return owner.hardware.msix?.vectors ?? 0
    case .error: return hasErrors(.errorsSetByVersion) ? 1 : 0
    case .request: return 1
    }
  }

  /// Whether ERR is there: on devices of PCI Express, and since a change on others too.
  private func hasErrors(_ rule: Rule) -> Bool {
    owner.hardware.isExpress || kernel.profile.has(.errorsOfAnyDevice) == kernel.keeps(rule)
  }

  func getInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.irqInfo
    var info = try kernel.faulting(.irqInfoFault) { () throws(Errno) in
      try argument.copyIn(count: structure.minimumSize)
    }
    let size = info[IRQInfo.argsz]
    try kernel.require(.irqInfoSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    guard let index = InterruptIndex(info[IRQInfo.index]) else {
      try kernel.refuse(.irqInfoIndex, with: .EINVAL)
      return
    }
    guard index != .error || hasErrors(.errorsByVersion) else { throw .EINVAL }
    info[IRQInfo.flags] = kernel.keeps(.irqFlagsAreKnown) ? flags(of: index) : flags(of: index) | 1 << 16
    let counted = kernel.keeps(.irqInfoCount) ? told(index) : 1
    info[IRQInfo.count] = UInt64(counted)
    if !kernel.keeps(.irqInfoStaysInside) { try argument.copyOut([0, 0, 0, 0], offset: -4) }
    try argument.copyOut(info)
  }

  /// How many interrupts of an index the user is told of.
  private func told(_ index: InterruptIndex) -> Int {
    switch index {
    case .msi where !kernel.keeps(.msiInfo): 2
    case .msix where active == .msix && !kernel.keeps(.countIsTables): messages.count
    case .error where !kernel.keeps(.errorInfo): 0
    case .request where !kernel.keeps(.requestInfo): 0
    default: count(of: index)
    }
  }

  private func flags(of index: InterruptIndex) -> UInt64 {
    let event = IRQInfoFlags.eventfd
    switch index {
    case .intx where kernel.keeps(.intxInfoFlags): return event | IRQInfoFlags.maskable | IRQInfoFlags.automasked
    case .msix where kernel.interrupts.addsVectors && owner.hardware.msix != nil: return event
    default: return event | IRQInfoFlags.noresize
    }
  }

  // MARK: Setting

  /// `VFIO_DEVICE_SET_IRQS`.
  func set(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let structure = Structure.irqSet
    let header = try kernel.faulting(.irqSetFault) { () throws(Errno) in
      try argument.copyIn(count: structure.minimumSize)
    }
    if try passesOver(header) { return }
    let request = try InterruptRequest(header, argument, kernel) { UInt64(self.count(of: $0)) }
    guard let action = request.action, let index = InterruptIndex(header[IRQSet.index]) else {
      try kernel.refuse(.irqOneAction, with: .ENOTTY)
      return
    }
    try dispatch(index, action, request, caller)
  }

  /// Whether a kernel that breaks a rule takes what nothing can be done for.
  private func passesOver(_ header: [UInt8]) throws(Errno) -> Bool {
    guard !kernel.quirks.isEmpty else { return false }
    let (start, count) = (header[IRQSet.start], header[IRQSet.count])
    let actions = IRQSetFlags.actionMask | IRQSetFlags.actionUnmask | IRQSetFlags.actionTrigger
    if (header[IRQSet.flags] & actions).nonzeroBitCount != 1, !kernel.keeps(.irqArgumentsFirst) { throw .ENOTTY }
    if count >= UInt64(UInt32.max) - start { return !kernel.keeps(.irqSetWraps) }
    guard let index = InterruptIndex(header[IRQSet.index]) else { return !kernel.keeps(.irqSetIndex) }
    let available = UInt64(self.count(of: index))
    if available == 0 { return !kernel.keeps(.irqSetNeedsVectors) }
    if start >= available, count == 0 { return !kernel.keeps(.irqSetStart) }
    let isNotification = index == .error || index == .request
    return isNotification && start > 0 && !kernel.keeps(.notificationStart)
  }

  private func dispatch(
    _ index: InterruptIndex, _ action: InterruptRequest.Action, _ request: InterruptRequest, _ caller: Process
  ) throws(Errno) {
    switch (index, action) {
    case (.intx, .mask): try pin.mask(request)
    case (.intx, .unmask): try pin.unmask(request, caller)
    case (.intx, .trigger): try pin.trigger(request, caller)
    case (.msi, .trigger), (.msix, .trigger): try messages.trigger(index, request, caller)
    case (.error, .trigger): try errors.trigger(request, caller)
    case (.request, .trigger): try requests.trigger(request, caller)
    case (.error, _), (.request, _): try kernel.refuse(.notificationsHaveNoMask, with: .ENOTTY)
    default: try kernel.refuse(.irqMessagesHaveNoMask, with: .ENOTTY)
    }
  }

  /// What a kernel that breaks rules has done when `VFIO_DEVICE_SET_IRQS` fails.
  func refused() {
    if !kernel.keeps(.refusedSignal) {
      pin.signal()
      messages.signalAll()
    }
    guard !kernel.keeps(.refusedInterrupts) else { return }
    switch active {
    case .intx: pin.disable()
    case .msi, .msix: messages.disable()
    default: break
    }
  }

  // MARK: From elsewhere

  /// The user wrote DisINTx.
  func setVirtuallyDisabled(_ disabled: Bool) {
    guard disabled != isVirtuallyDisabled, kernel.keeps(.disINTxMasks) else { return }
    isVirtuallyDisabled = disabled
    if disabled { pin.mask() } else if kernel.keeps(.disINTxClears) { pin.unmaskAndResend() }
  }

  /// An error of the bus reached the function.
  func errorDetected() { errors.signal() }

  /// Somebody wants the device back.
  func request(count: UInt32) {
    if requests.isSet {
      if count % 10 == 0 {
        kernel.log.notice("\(device.logPrefix)Relaying device request to user (#\(count))")
      }
      if kernel.keeps(count == 0 ? .requestAtOnce : .requestRepeats) { requests.signal() }
    } else if count == 0 {
      kernel.log.warning(
        "\(device.logPrefix)No device request channel registered, blocked until released by user")
    }
  }

  /// The last close: everything goes.
  func close() {
    guard kernel.keeps(.closeDisablesInterrupts) else { return }
    if !kernel.keeps(.closeSparesOthers) { kernel.virqfds.disableAll() }
    if !kernel.keeps(.closeIsSilent) {
      pin.signal()
      messages.signalAll()
    }
    if !kernel.keeps(.closeEndsLines) { active = nil }
    switch active {
    case .intx: pin.close()
    case .msi, .msix: messages.disable()
    default: break
    }
    isVirtuallyDisabled = false
    guard kernel.keeps(.closeClearsRequests) else { return }
    errors.clear()
    requests.clear()
  }
}
