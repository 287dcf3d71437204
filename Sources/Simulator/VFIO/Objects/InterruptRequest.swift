import SystemCalls
import VFIOInterface

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
  /// nil where the caller asks for none, or for several.
  var action: Action?

  /// Whether only this asks to turn the index off.
  var disables: Bool {
    if case .none = data { return count == 0 }
    return false
  }

  /// Checks what all devices and indices have in common (`vfio_set_irqs_validate_and_prepare`).
  ///
  /// - Parameter available: How many interrupts the device has at an index.
  init(
    _ header: [UInt8], _ argument: UserArgument, _ kernel: Kernel, available: (InterruptIndex) -> UInt64
  ) throws(Errno) {
    let structure = Structure.irqSet
    let size = header[IRQSet.argsz]
    let flags = header[IRQSet.flags]
    let start = header[IRQSet.start]
    let count = header[IRQSet.count]
    try kernel.require(.irqSetSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    guard let index = InterruptIndex(header[IRQSet.index]) else { throw .EINVAL }
    let fits = count < UInt64(UInt32.max) - start
    try kernel.require(.irqSetFlags, flags & ~FlagSet.irqSet.mask == 0, or: .EINVAL)
    guard fits else { throw .EINVAL }
    let available = available(index)
    let isInside = start < available && start + count <= available
    if !isInside {
      guard start <= 4096, count <= 4096 else { throw .EINVAL }
      try kernel.refuse(.irqSetRange, with: .EINVAL)
    }
    self.start = Int(start)
    self.count = Int(count)
    data = try Self.data(flags, count: Int(count), size: size, argument, kernel)
    let actions: [(UInt64, Action)] = [
      (IRQSetFlags.actionMask, .mask), (IRQSetFlags.actionUnmask, .unmask), (IRQSetFlags.actionTrigger, .trigger),
    ]
    let wanted = actions.filter { flags & $0.0 != 0 }
    action = wanted.count == 1 ? wanted.first?.1 : nil
  }

  private static func data(
    _ flags: UInt64, count: Int, size: UInt64, _ argument: UserArgument, _ kernel: Kernel
  ) throws(Errno) -> Data {
    let structure = Structure.irqSet
    let widths = [(IRQSetFlags.dataNone, 0), (IRQSetFlags.dataBool, 1), (IRQSetFlags.dataEventFD, 4)]
    let given = widths.filter { flags & $0.0 != 0 }
    try kernel.require(.irqOneData, given.count == 1, or: .EINVAL)
    let width = given.first?.1 ?? 0
    let needed = UInt64(structure.minimumSize + count * width)
    if size > needed, !kernel.keeps(.irqLongArgument) { throw .EINVAL }
    guard width > 0 else { return .none }
    try kernel.require(.irqDataSize, size >= needed, or: .EINVAL)
    guard count > 0 else { return width == 4 ? .events([]) : .booleans([]) }
    let excess = kernel.keeps(.irqPayloadEnds) ? 0 : 4
    var bytes = try kernel.faulting(.irqPayloadFault) { () throws(Errno) in
      try argument.copyIn(offset: structure.minimumSize, count: count * width + excess)
    }
    bytes.removeLast(excess)
    if width == 1 { return .booleans(bytes.map { $0 != 0 }) }
    return .events(
      (0..<count).map { Int32(bitPattern: UInt32(truncatingIfNeeded: bytes.integer(at: 4 * $0, width: 4) ?? 0)) })
  }
}
