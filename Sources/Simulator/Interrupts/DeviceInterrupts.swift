import SystemCalls
import VFIOInterface

/// The interrupts of a PCI device, as vfio-pci numbers them.
enum InterruptIndex {
  case intx
  case msi
  case msix
  case error
  case request

  static let count = UInt64(FlagSet.pciIRQs.flags.count)

  init?(_ index: UInt64) {
    switch FlagSet.pciIRQs.describe(index) {
    case "INTX_IRQ_INDEX": self = .intx
    case "MSI_IRQ_INDEX": self = .msi
    case "MSIX_IRQ_INDEX": self = .msix
    case "ERR_IRQ_INDEX": self = .error
    case "REQ_IRQ_INDEX": self = .request
    default: return nil
    }
  }
}

/// One call of `VFIO_DEVICE_SET_IRQS`, checked.
struct InterruptRequest {
  enum Data {
    case none
    case booleans([Bool])
    case events([Int32])
  }

  enum Action {
    case mask
    case unmask
    case trigger
  }

  var start: Int
  var count: Int
  var data: Data

  /// Whether only this asks to turn the index off.
  var disables: Bool {
    if case .none = data { return count == 0 }
    return false
  }
}

/// The interrupts of a device, and the eventfds that they go to.
///
/// INTx, MSI and MSI-X exclude each other; errors and requests stand beside them.
final class DeviceInterrupts {
  unowned let owner: VFIOPCIDevice
  /// Which of INTx, MSI and MSI-X is in use.
  var active: InterruptIndex?
  lazy var pin = PinInterrupt(self)
  lazy var messages = MessageInterrupts(self)
  lazy var errors = NotificationInterrupt(self)
  lazy var requests = NotificationInterrupt(self)
  /// Whether the function masks its own pin (`pci_2_3`).
  var canMaskInFunction = true
  /// Whether the user set DisINTx.
  private(set) var isVirtuallyDisabled = false

  init(_ owner: VFIOPCIDevice) { self.owner = owner }

  var kernel: Kernel { owner.kernel }
  var device: PCIDevice { owner.device }

  func isEnabled(_ index: InterruptIndex) -> Bool { active == index }

  // MARK: What there is

  /// How many interrupts an index has.
  func count(of index: InterruptIndex) -> Int {
    let config = owner.hardware?.config
    switch index {
    case .intx: return owner.virtualConfig?.hasInterruptPin == true ? 1 : 0
    case .msi:
      guard let start = config?.capability(PCICapability.msi), let flags = config?.word(start + 2) else { return 0 }
      return 1 << Int(flags >> 1 & 0x7)
    case .msix: return owner.hardware?.msix?.vectors ?? 0
    case .error: return owner.hardware?.isExpress == true ? 1 : 0
    case .request: return 1
    }
  }

  func getInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.irqInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    let size = info.value("argsz", of: structure) ?? 0
    try kernel.require(.irqInfoSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    guard let index = InterruptIndex(info.value("index", of: structure) ?? .max) else {
      try kernel.require(.irqInfoIndex, false, or: .EINVAL)
      return
    }
    let isAbsent = index == .error && count(of: .error) == 0
    try kernel.require(.errorNeedsExpress, !isAbsent, or: .EINVAL)
    info.set("flags", of: structure, to: flags(of: index))
    let counted = kernel.keeps(.irqInfoCount) ? count(of: index) : 1
    info.set("count", of: structure, to: UInt64(counted))
    try argument.copyOut(info)
  }

  private func flags(of index: InterruptIndex) -> UInt64 {
    let set = FlagSet.irqInfo
    let event = set["EVENTFD"] ?? 0
    switch index {
    case .intx where kernel.keeps(.intxInfoFlags): return event | (set["MASKABLE"] ?? 0) | (set["AUTOMASKED"] ?? 0)
    case .msix where kernel.profile.allocatesVectorsLate && owner.hardware?.msix != nil: return event
    default: return event | (set["NORESIZE"] ?? 0)
    }
  }

  // MARK: Setting

  /// `VFIO_DEVICE_SET_IRQS`.
  func set(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let structure = Structure.irqSet
    let header = try argument.copyIn(count: structure.minimumSize)
    let request = try checked(header, argument)
    let flags = header.value("flags", of: structure) ?? 0
    let actions: [(String, InterruptRequest.Action)] = [
      ("ACTION_MASK", .mask), ("ACTION_UNMASK", .unmask), ("ACTION_TRIGGER", .trigger),
    ]
    let wanted = actions.filter { flags & (FlagSet.irqSet[$0.0] ?? 0) != 0 }
    guard wanted.count == 1, let action = wanted.first?.1,
      let index = InterruptIndex(header.value("index", of: structure) ?? .max)
    else {
      try kernel.require(.irqOneAction, false, or: .ENOTTY)
      return
    }
    try dispatch(index, action, request, caller)
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
    default: try kernel.require(.irqMessagesHaveNoMask, false, or: .ENOTTY)
    }
  }

  /// Checks what all indices have in common (`vfio_set_irqs_validate_and_prepare`).
  private func checked(_ header: [UInt8], _ argument: UserArgument) throws(Errno) -> InterruptRequest {
    let structure = Structure.irqSet
    let size = header.value("argsz", of: structure) ?? 0
    let flags = header.value("flags", of: structure) ?? 0
    let start = header.value("start", of: structure) ?? 0
    let count = header.value("count", of: structure) ?? 0
    let known = FlagSet.irqSet.flags.reduce(0) { $0 | $1.value }
    try kernel.require(.irqSetSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    guard let index = InterruptIndex(header.value("index", of: structure) ?? .max) else { throw .EINVAL }
    let fits = count < UInt64(UInt32.max) - start
    try kernel.require(.irqSetFlags, flags & ~known == 0, or: .EINVAL)
    guard fits else { throw .EINVAL }
    let available = UInt64(self.count(of: index))
    let isInside = start < available && start + count <= available
    if !isInside {
      guard start <= 4096, count <= 4096 else { throw .EINVAL }
      try kernel.require(.irqSetRange, false, or: .EINVAL)
    }
    let data = try data(flags, count: Int(count), size: size, argument)
    return InterruptRequest(start: Int(start), count: Int(count), data: data)
  }

  private func data(
    _ flags: UInt64, count: Int, size: UInt64, _ argument: UserArgument
  ) throws(Errno) -> InterruptRequest.Data {
    let structure = Structure.irqSet
    let kinds = ["DATA_NONE", "DATA_BOOL", "DATA_EVENTFD"]
    let given = kinds.filter { flags & (FlagSet.irqSet[$0] ?? 0) != 0 }
    try kernel.require(.irqOneData, given.count == 1, or: .EINVAL)
    let width = given.first == "DATA_EVENTFD" ? 4 : given.first == "DATA_BOOL" ? 1 : 0
    guard width > 0 else { return .none }
    let hasRoom = size >= UInt64(structure.minimumSize + count * width)
    try kernel.require(.irqDataSize, hasRoom, or: .EINVAL)
    guard count > 0 else { return width == 4 ? .events([]) : .booleans([]) }
    let bytes = try argument.copyIn(offset: structure.minimumSize, count: count * width)
    if width == 1 { return .booleans(bytes.map { $0 != 0 }) }
    return .events(
      (0..<count).map { Int32(bitPattern: UInt32(truncatingIfNeeded: bytes.integer(at: 4 * $0, width: 4) ?? 0)) })
  }

  // MARK: From elsewhere

  /// The user wrote DisINTx.
  func setVirtuallyDisabled(_ disabled: Bool) {
    guard disabled != isVirtuallyDisabled, kernel.keeps(.disINTxMasks) else { return }
    isVirtuallyDisabled = disabled
    if disabled { pin.mask() } else { pin.unmaskAndResend() }
  }

  /// An error of the bus reached the function.
  func errorDetected() { errors.signal() }

  /// Somebody wants the device back.
  func request(count: UInt32) {
    if requests.isSet {
      if count % 10 == 0 {
        kernel.log.notice("\(device.logPrefix)Relaying device request to user (#\(count))")
      }
      if count == 0 || kernel.keeps(.requestRepeats) { requests.signal() }
    } else if count == 0 {
      kernel.log.warning(
        "\(device.logPrefix)No device request channel registered, blocked until released by user")
    }
  }

  /// The last close: everything goes.
  func close() {
    guard kernel.keeps(.closeDisablesInterrupts) else { return }
    switch active {
    case .intx: pin.disable()
    case .msi, .msix: messages.disable()
    default: break
    }
    isVirtuallyDisabled = false
    errors.clear()
    requests.clear()
  }
}
