import SystemCalls
import VFIOInterface

/// ERR and REQ: one eventfd each, which the kernel signals.
final class NotificationInterrupt {
  private unowned let interrupts: DeviceInterrupts
  private var event: EventFile?

  init(_ interrupts: DeviceInterrupts) { self.interrupts = interrupts }

  private var kernel: Kernel { interrupts.kernel }
  var isSet: Bool { event != nil }

  func trigger(_ request: InterruptRequest, _ caller: Process) throws(Errno) {
    guard request.start == 0, request.count <= 1 else { throw .EINVAL }
    switch request.data {
    case .none:
      try kernel.require(.notificationNeedsEvent, event != nil, or: .EINVAL)
      if request.count > 0 { event?.signal() } else if kernel.keeps(.notificationNoneClears) { event = nil }
    case .booleans(let values):
      try kernel.require(.notificationNeedsOne, request.count > 0, or: .EINVAL)
      if values.first == true, kernel.keeps(.notificationBoolean) { event?.signal() }
    case .events(let descriptors):
      guard let descriptor = descriptors.first else {
        try kernel.refuse(.notificationNeedsOne, with: .EINVAL)
        return
      }
      if interrupts.active != nil, !kernel.keeps(.notificationsBeside) { throw .EINVAL }
      try setEvent(descriptor, caller)
    }
  }

  private func setEvent(_ descriptor: Int32, _ caller: Process) throws(Errno) {
    if descriptor >= 0 {
      let new = try eventFile(descriptor, caller)
      event = kernel.keeps(.notificationReplaced) ? new : event ?? new
    } else if descriptor == -1 {
      if kernel.keeps(.notificationCleared) { event = nil }
    } else if kernel.profile.has(.refusesNegativeEvents) == kernel.keeps(.notificationNegative) {
      throw .EINVAL
    }
  }

  private func eventFile(_ descriptor: Int32, _ caller: Process) throws(Errno) -> EventFile {
    do {
      return try caller.eventFile(descriptor)
    } catch {
      if !kernel.keeps(.notificationKeepsEvent) { event = nil }
      throw error
    }
  }

  func signal() {
    if kernel.keeps(.notificationSignals) { event?.signal() }
  }

  func clear() { event = nil }
}
