import SystemCalls
import VFIOInterface

/// The interrupts of an mtty device: what `VFIO_DEVICE_SET_IRQS` does to them, and what the ports raise.
protocol MttyInterrupts: AnyObject {
  func set(
    _ index: InterruptIndex, _ action: InterruptRequest.Action, _ request: InterruptRequest, _ caller: Process
  ) throws(Errno)
  /// A port has something to tell; false where nobody has set an eventfd to hear it.
  func raise() -> Bool
  /// The last descriptor of the device is closed.
  func close()
}

/// INTx and MSI, of which one can be in use; INTx masks itself with each signal. Since 6.9.
final class MttyMaskableInterrupts: MttyInterrupts {
  private let kernel: Kernel
  private var active: InterruptIndex?
  private var event: EventFile?
  private var isMasked = false

  init(_ kernel: Kernel) { self.kernel = kernel }

  func set(
    _ index: InterruptIndex, _ action: InterruptRequest.Action, _ request: InterruptRequest, _ caller: Process
  ) throws(Errno) {
    switch (index, action) {
    case (.intx, .mask): if try isChosen(request) { isMasked = kernel.keeps(.mttyMask) }
    case (.intx, .unmask): if try isChosen(request) { unmask() }
    case (.intx, .trigger), (.msi, .trigger): try trigger(index, request, caller)
    default: try kernel.refuse(.mttyNoSuchAction, with: .ENOTTY)
    }
  }

  /// Whether the only interrupt is meant; only INTx that is in use can be masked, and not by an eventfd.
  private func isChosen(_ request: InterruptRequest) throws(Errno) -> Bool {
    try kernel.require(.mttyMaskNeedsINTx, active == .intx, or: .EINVAL)
    try kernel.require(.mttyOneInterrupt, request.start == 0 && request.count == 1, or: .EINVAL)
    switch request.data {
    case .none: return true
    case .booleans(let values): return values.first == true
    case .events:
      try kernel.refuse(.mttyMaskByEvent, with: .ENOTTY)
      return false
    }
  }

  /// What was signalled meanwhile is not made up for.
  private func unmask() {
    isMasked = false
    if !kernel.keeps(.mttyUnmaskIsSilent) { event?.signal() }
  }

  private func trigger(
    _ index: InterruptIndex, _ request: InterruptRequest, _ caller: Process
  ) throws(Errno) {
    if request.disables, active != index, !kernel.keeps(.mttyDisablesOnce) {
      kernel.log.error("refcount_t: underflow; use-after-free.")
    }
    if active == index, request.disables { return disable() }
    if active == nil, request.count == 0, !kernel.keeps(.mttyAnswersEmptyTriggers) {
      kernel.log.error("BUG: kernel NULL pointer dereference, address: 0000000000000000")
    }
    try kernel.require(.mttyOneKind, active == nil || active == index, or: .EINVAL)
    try kernel.require(.mttyOneInterrupt, request.start == 0 && request.count == 1, or: .EINVAL)
    if case .events(let descriptors) = request.data {
      // What was there goes first, whatever becomes of the new one.
      if kernel.keeps(.mttyReplaces) { disable() }
      guard let descriptor = descriptors.first, descriptor >= 0 else { return }
      do {
        event = try caller.eventFile(descriptor)
      } catch {
        return try kernel.refuse(.mttyWrongDescriptor, with: error)
      }
      active = index
      return
    }
    try kernel.require(.mttyTriggerNeedsEvent, active == index, or: .EINVAL)
    if case .booleans(let values) = request.data, values.first != true { return }
    if kernel.keeps(.mttyTriggerByHand) { _ = raise() }
  }

  private func disable() {
    (event, active, isMasked) = (nil, nil, false)
  }

  func raise() -> Bool {
    guard let event else { return false }
    guard !isMasked || active != .intx else { return true }
    event.signal()
    if active == .intx { isMasked = kernel.keeps(.mttyAutomask) }
    return true
  }

  func close() {
    if kernel.keeps(.mttyCloseDisables) { disable() }
  }
}

/// Two eventfds that are set and hardly ever unset, in older kernels: nothing is checked, nothing masks, and what one
/// user leaves the next one finds.
final class MttyPlainInterrupts: MttyInterrupts {
  private let kernel: Kernel
  private var active: InterruptIndex?
  private var pinEvent: EventFile?
  private var messageEvent: EventFile?
  /// How often a reference was given back.
  private var returned = 0

  init(_ kernel: Kernel) { self.kernel = kernel }

  func set(
    _ index: InterruptIndex, _ action: InterruptRequest.Action, _ request: InterruptRequest, _ caller: Process
  ) throws(Errno) {
    guard action == .trigger else { return }
    switch (index, request.data) {
    case (.intx, .events(let descriptors)):
      guard let descriptor = first(descriptors), descriptor > 0 else { return }
      guard let event = try eventFile(descriptor, caller) else { return }
      pinEvent = event
      active = .intx
    case (.intx, .none), (.intx, .booleans):
      if case .none = request.data { put(pinEvent) }
      if !kernel.keeps(.mttyDataTriggersNothing) { _ = raise() }
    case (.msi, .none):
      put(messageEvent)
      active = .intx
    case (.msi, .events(let descriptors)):
      guard let descriptor = first(descriptors), descriptor > 0, messageEvent == nil else { return }
      messageEvent = try eventFile(descriptor, caller)
      active = .msi
    default: break
    }
  }

  private func eventFile(_ descriptor: Int32, _ caller: Process) throws(Errno) -> EventFile? {
    do {
      return try caller.eventFile(descriptor)
    } catch {
      if !kernel.keeps(.mttyKeepsEvent) { pinEvent = nil }
      try kernel.refuse(.mttyWrongDescriptor, with: error)
      return nil
    }
  }

  /// The driver reads a descriptor also where none was given.
  private func first(_ descriptors: [Int32]) -> Int32? {
    if descriptors.isEmpty { kernel.log.error("BUG: kernel NULL pointer dereference, address: 0000000000000000") }
    return descriptors.first
  }

  /// The driver gives its reference to an eventfd back each time, and forgets none.
  private func put(_ event: EventFile?) {
    guard event != nil else { return }
    returned += 1
    if returned > 1 { kernel.log.error("refcount_t: underflow; use-after-free.") }
  }

  func raise() -> Bool {
    guard let event = active == .msi ? messageEvent : pinEvent else { return false }
    event.signal()
    return true
  }

  func close() {}
}
