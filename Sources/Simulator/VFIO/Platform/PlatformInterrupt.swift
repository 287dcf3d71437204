import MachineModel
import SystemCalls
import VFIOInterface

/// The interrupt of a platform device while the device is open (`struct vfio_platform_irq`).
final class PlatformInterrupt {
  private unowned let device: FirmwareDevice
  private let line: Int
  private var event: EventFile?
  private var isMasked = false
  private lazy var maskEvent = VirqfdSlot(kernel)
  private lazy var unmaskEvent = VirqfdSlot(kernel)
  /// The handler's registration; nil where the host did not let the line be requested.
  private var handler: Int?

  /// Requests the line, disabled. A line that cannot be had is no hindrance to open the device.
  init(_ device: FirmwareDevice, line: Int) {
    self.device = device
    self.line = line
    guard !device.isLineChained else { return }
    handler = kernel.interrupts.attach(to: line, name: "vfio-irq[\(line)](\(device.name))", isShared: false) {
      [weak self] in self?.serve() ?? false
    }
    if handler != nil { kernel.interrupts.disable(line: line) }
  }

  private var kernel: Kernel { device.kernel }
  private var isLevel: Bool { device.model.isLevel }

  /// What `VFIO_DEVICE_GET_IRQ_INFO` tells of it.
  var flags: UInt64 {
    let masks = IRQInfoFlags.maskable | IRQInfoFlags.automasked
    return IRQInfoFlags.eventfd
      | (isLevel == kernel.keeps(isLevel ? .platformLevelFlags : .platformEdgeFlags) ? masks : 0)
  }

  func close() {
    maskEvent.disable()
    unmaskEvent.disable()
    if let handler { kernel.interrupts.detach(handler, from: line) }
    handler = nil
    event = nil
  }

  // MARK: Requests

  func set(_ request: InterruptRequest, _ caller: Process) throws(Errno) {
    if handler == nil { try kernel.refuse(.platformLineRefused, with: .EINVAL) }
    guard let action = request.action else { return try kernel.refuse(.platformOneAction, with: .ENOTTY) }
    switch action {
    case .mask: try change(request, caller, event: maskEvent, mask)
    case .unmask: try change(request, caller, event: unmaskEvent, unmask)
    case .trigger: try trigger(request, caller)
    }
  }

  /// Masks or unmasks: now, or whenever an eventfd is signalled.
  private func change(
    _ request: InterruptRequest, _ caller: Process, event slot: VirqfdSlot, _ deed: @escaping () -> Void
  ) throws(Errno) {
    try checkIsOne(request)
    if !isLevel { try kernel.refuse(.platformEdgeHasNoMask, with: .EINVAL) }
    switch request.data {
    case .none: deed()
    case .booleans(let values): if values.first == true || !kernel.keeps(.platformMaskHeedsBoolean) { deed() }
    case .events(let descriptors):
      guard let descriptor = descriptors.first, descriptor >= 0 else {
        if kernel.keeps(.platformEventRemoved) { slot.disable() }
        return
      }
      let actions = Virqfd.Actions(handler: { [weak self] in
        if self?.kernel.keeps(.platformEventActs) == true { deed() }
        return false
      })
      try slot.enable(descriptor, of: caller, actions)
    }
  }

  private func trigger(_ request: InterruptRequest, _ caller: Process) throws(Errno) {
    if request.disables {
      if event == nil, !kernel.keeps(.platformDisablesAlways) { throw .EINVAL }
      if kernel.keeps(.platformDisables) { drop() }
      return
    }
    try checkIsOne(request)
    switch request.data {
    case .none: if kernel.keeps(.platformLoopback) { loopBack() }
    case .booleans(let values): if values.first == true || !kernel.keeps(.platformLoopbackHeedsBoolean) { loopBack() }
    case .events(let descriptors): try setEvent(descriptors.first ?? -1, caller)
    }
  }

  private func checkIsOne(_ request: InterruptRequest) throws(Errno) {
    try kernel.require(.platformOneInterrupt, request.start == 0 && request.count == 1, or: .EINVAL)
  }

  /// What was there goes first, whatever becomes of the new one.
  private func setEvent(_ descriptor: Int32, _ caller: Process) throws(Errno) {
    if descriptor < 0 || kernel.keeps(.platformWrongEventDrops) { drop() }
    guard descriptor >= 0 else { return }
    let new: EventFile
    do {
      new = try caller.eventFile(descriptor)
    } catch {
      return try kernel.refuse(.platformNeedsEvent, with: error)
    }
    drop()
    event = new
    if kernel.keeps(.platformTriggerEnables) { kernel.interrupts.enable(line: line) }
  }

  private func drop() {
    guard event != nil else { return }
    kernel.interrupts.disable(line: line)
    event = nil
  }

  // MARK: Masking

  /// Masks do not nest: the line is disabled once, whoever asked how often.
  private func mask() {
    guard !isMasked, kernel.keeps(.platformMask) else {
      if isMasked, !kernel.keeps(.platformMaskIsOnce) { kernel.interrupts.disable(line: line) }
      return
    }
    isMasked = true
    kernel.interrupts.disable(line: line)
  }

  private func unmask() {
    guard isMasked, kernel.keeps(.platformUnmask) else { return }
    isMasked = false
    kernel.interrupts.enable(line: line)
  }

  // MARK: Signals

  /// The line's handler: a level masks itself, since it stays until the device is served.
  private func serve() -> Bool {
    guard isLevel else {
      event?.signal()
      return true
    }
    guard !isMasked else { return false }
    isMasked = true
    kernel.interrupts.disable(line: line)
    event?.signal(kernel.keeps(.platformAlarmIsToldOnce) ? 1 : 2)
    return true
  }

  /// The user has the handler called, which does no less than for the device.
  private func loopBack() {
    if isLevel {
      if isMasked, !kernel.keeps(.platformMaskedIsSilent) { event?.signal() }
      if !kernel.keeps(.platformLoopbackMasks) { event?.signal() } else { _ = serve() }
    } else if kernel.keeps(.platformEdgeSignals) {
      _ = serve()
    }
  }
}
