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
      if request.count == 0 { event = nil } else { event?.signal() }
    case .booleans(let values):
      try kernel.require(.notificationNeedsOne, request.count > 0, or: .EINVAL)
      if values.first == true { event?.signal() }
    case .events(let descriptors):
      guard let descriptor = descriptors.first else {
        try kernel.require(.notificationNeedsOne, false, or: .EINVAL)
        return
      }
      try setEvent(descriptor, caller)
    }
  }

  private func setEvent(_ descriptor: Int32, _ caller: Process) throws(Errno) {
    if descriptor >= 0 {
      event = try caller.eventFile(descriptor)
    } else if descriptor == -1 {
      if kernel.keeps(.notificationCleared) { event = nil }
    } else if kernel.profile.refusesNegativeEvents {
      throw .EINVAL
    }
  }

  func signal() {
    if kernel.keeps(.notificationSignals) { event?.signal() }
  }

  func clear() { event = nil }
}
