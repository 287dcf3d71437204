import SystemCalls
import VFIOInterface

/// INTx: a level that stays until the device is served, so the kernel masks it and tells the user.
final class PinInterrupt {
  private unowned let interrupts: DeviceInterrupts
  private var event: EventFile?
  private(set) var isMasked = false
  private lazy var unmaskEvent = VirqfdSlot(kernel)
  /// What a kernel that breaks rules remembers: that the last user left it masked, and how often it signalled.
  private var wasMasked = false
  private var served = 0
  /// The handler's registration, while INTx is enabled.
  private var handler: Int?

  init(_ interrupts: DeviceInterrupts) { self.interrupts = interrupts }

  private var kernel: Kernel { interrupts.kernel }
  private var device: PCIDevice { interrupts.device }
  private var isEnabled: Bool { interrupts.isEnabled(.intx) }
  private var line: Int { interrupts.owner.hardware.line }

  // MARK: Actions

  func trigger(_ request: InterruptRequest, _ caller: Process) throws(Errno) {
    if isEnabled, request.disables {
      disable()
      return
    }
    let isFree = isEnabled || interrupts.active == nil
    try kernel.require(.intxExcludesMessages, isFree, or: .EINVAL)
    guard request.start == 0 else { throw .EINVAL }
    if request.count != 1 {
      if !isEnabled, request.disables { try kernel.refuse(.intxDisableNeedsEnable, with: .EINVAL) }
      if !request.disables { try kernel.refuse(.intxNeedsOne, with: .EINVAL) }
      return
    }
    switch request.data {
    case .events(let descriptors): try setEvent(descriptors.first ?? -1, caller)
    case .none:
      try kernel.require(.intxLoopbackNeedsEnable, isEnabled, or: .EINVAL)
      if kernel.keeps(.intxLoopback) { kernel.keeps(.loopbackHeedsDisINTx) ? send() : signal() }
    case .booleans(let values):
      try kernel.require(.intxLoopbackNeedsEnable, isEnabled, or: .EINVAL)
      if values.first == true || !kernel.keeps(.intxLoopbackHeedsBoolean) { send() }
    }
  }

  private func setEvent(_ descriptor: Int32, _ caller: Process) throws(Errno) {
    var new: EventFile?
    if descriptor >= 0 { new = try eventFile(descriptor, caller) }
    if new == nil, !isEnabled, !kernel.keeps(.intxWithoutEvent) { throw .EINVAL }
    if isEnabled {
      if event?.isGivenUp == true, !kernel.keeps(.closedTriggerGivesWay) { throw .EBUSY }
      if new != nil || kernel.keeps(.intxEventDropped) { event = kernel.keeps(.intxEventReplaced) ? new : event ?? new }
    } else {
      try enable(new)
    }
  }

  private func eventFile(_ descriptor: Int32, _ caller: Process) throws(Errno) -> EventFile {
    do {
      return try caller.eventFile(descriptor)
    } catch {
      if !kernel.keeps(.intxKeepsEvent) { event = nil }
      throw error
    }
  }

  func mask(_ request: InterruptRequest) throws(Errno) {
    try check(request)
    switch request.data {
    case .none: mask()
    case .booleans(let values): if values.first == true || !kernel.keeps(.intxMaskHeedsBoolean) { mask() }
    case .events: try kernel.refuse(.intxMaskHasNoEvent, with: .ENOTTY)
    }
  }

  func unmask(_ request: InterruptRequest, _ caller: Process) throws(Errno) {
    if case .events(let descriptors) = request.data {
      try kernel.require(.unmaskEventNeedsINTx, isEnabled, or: .EINVAL)
      try checkIsOne(request)
      return try setUnmaskEvent(descriptors.first ?? -1, caller)
    }
    try check(request)
    switch request.data {
    case .none: unmaskAndResend()
    case .booleans(let values): if values.first == true { unmaskAndResend() }
    case .events: break
    }
  }

  private func check(_ request: InterruptRequest) throws(Errno) {
    try kernel.require(.intxMaskNeedsEnable, isEnabled, or: .EINVAL)
    try checkIsOne(request)
  }

  private func checkIsOne(_ request: InterruptRequest) throws(Errno) {
    let isOne = request.start == 0 && request.count == 1
    try kernel.require(.intxMaskNeedsOne, isOne, or: .EINVAL)
  }

  private func setUnmaskEvent(_ descriptor: Int32, _ caller: Process) throws(Errno) {
    guard descriptor >= 0 else {
      if unmaskEvent.isFree, !kernel.keeps(.unmaskEventRemovedTwice) { throw .EINVAL }
      if kernel.keeps(.unmaskEventRemoved) { unmaskEvent.disable() }
      return
    }
    if !kernel.keeps(.triggerMayUnmask), try caller.eventFile(descriptor) === event { throw .EBUSY }
    try unmaskEvent.enable(
      descriptor, of: caller,
      Virqfd.Actions(
        handler: { [weak self] in self?.unmaskByEvent() ?? false }, work: { [weak self] in self?.send() }))
  }

  private func unmaskByEvent() -> Bool {
    guard kernel.keeps(.unmaskEventUnmasks) else { return false }
    if isEnabled, !isMasked { return !kernel.keeps(.unmaskEventIgnoredUnmasked) }
    if interrupts.isVirtuallyDisabled, !kernel.keeps(.unmaskEventIsSilent) { signal() }
    return unmaskIfQuiet(heedsDisINTx: kernel.keeps(.unmaskEventHeedsDisINTx))
  }

  // MARK: On and off

  private func enable(_ new: EventFile?) throws(Errno) {
    guard line != 0 else { throw .ENODEV }
    event = new
    if !kernel.keeps(.enableHeedsDisINTx) { interrupts.setVirtuallyDisabled(false) }
    isMasked = interrupts.isVirtuallyDisabled
    if wasMasked, !kernel.keeps(.enableBeginsUnmasked) { isMasked = true }
    if interrupts.canMaskInFunction { device.change(.disableINTx, to: isMasked) }
    interrupts.active = .intx
    handler = kernel.interrupts.attach(
      to: line, name: "vfio-intx(\(device.name))", isShared: interrupts.canMaskInFunction
    ) { [weak self] in self?.serve() ?? false }
    guard handler != nil else {
      interrupts.active = nil
      event = nil
      throw .EBUSY
    }
    if isMasked, !interrupts.canMaskInFunction { kernel.interrupts.disable(line: line) }
  }

  func disable(isLast: Bool = false) {
    if isLast, !kernel.keeps(.closeFreesPlace) {
      unmaskEvent.stop()
    } else if kernel.keeps(.disableRemovesUnmaskEvent) {
      unmaskEvent.disable()
    }
    if let handler { kernel.interrupts.detach(handler, from: line) }
    kernel.free(.interruptLeavesNothing)
    handler = nil
    event = nil
    wasMasked = isMasked
    isMasked = false
    interrupts.active = nil
  }

  /// Signals whatever is masked.
  func signal() { event?.signal() }

  /// The device's last close.
  func close() {
    if !kernel.keeps(.closeRemovesUnmaskEvent) { unmaskEvent.abandon() }
    disable(isLast: true)
  }

  // MARK: Masking

  private var isPending: Bool { interrupts.owner.hardware.assertsLine }

  /// The device's interrupt: masked until the user has served it, and told to the user.
  private func serve() -> Bool {
    if !interrupts.canMaskInFunction {
      kernel.interrupts.disable(line: line)
      isMasked = true
      if !kernel.keeps(.lineAutomasks) { send() }
    } else {
      guard !isMasked, isPending else { return false }
      device.change(.disableINTx, to: true)
      isMasked = true
    }
    served += 1
    if served == 1 || kernel.keeps(.intxGoesOn) { send() }
    if !kernel.keeps(.intxAutomasks) { send() }
    return true
  }

  /// Tells the user, unless DisINTx is set.
  private func send() {
    guard isEnabled, !interrupts.isVirtuallyDisabled else { return }
    event?.signal()
  }

  func mask() {
    guard isEnabled else {
      if interrupts.canMaskInFunction { device.change(.disableINTx, to: true) }
      return
    }
    guard !isMasked, kernel.keeps(.intxMask) else { return }
    if interrupts.canMaskInFunction {
      device.change(.disableINTx, to: true)
    } else {
      kernel.interrupts.disable(line: line)
    }
    isMasked = true
  }

  /// Unmasks; a pending interrupt is told again instead, and stays masked.
  func unmaskAndResend() {
    if unmaskIfQuiet(heedsDisINTx: kernel.keeps(.unmaskHeedsDisINTx)) { send() }
  }

  /// Unmasks, unless the device still asserts the line: the answer.
  private func unmaskIfQuiet(heedsDisINTx: Bool = true) -> Bool {
    guard isEnabled else {
      if interrupts.canMaskInFunction { device.change(.disableINTx, to: false) }
      return false
    }
    guard isMasked, !heedsDisINTx || !interrupts.isVirtuallyDisabled else { return false }
    if interrupts.canMaskInFunction, isPending { return kernel.keeps(.unmaskResends) }
    isMasked = false
    if interrupts.canMaskInFunction {
      device.change(.disableINTx, to: false)
    } else if kernel.keeps(.lineUnmasks) {
      kernel.interrupts.enable(line: line)
    }
    return false
  }
}
