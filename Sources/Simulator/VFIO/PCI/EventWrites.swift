import SystemCalls
import VFIOInterface

/// Writes to BARs that eventfds trigger (`VFIO_DEVICE_IOEVENTFD`).
final class EventWrites {
  /// As many as a device takes.
  private static let limit = 1000

  private struct Key: Hashable {
    var bar: Int
    var position: UInt64
    var data: UInt64
    var width: Int
  }

  private unowned let owner: VFIOPCIDevice
  private var registered: [Key: VirqfdSlot] = [:]
  /// Removed, but not stopped, by a kernel that breaks that rule.
  private var lingering: [VirqfdSlot] = []

  init(_ owner: VFIOPCIDevice) { self.owner = owner }

  private var kernel: Kernel { owner.kernel }

  func set(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let structure = Structure.deviceIOEventFD
    let given = try kernel.faulting(.ioEventFault) { () throws(Errno) in
      try argument.copyIn(count: structure.minimumSize)
    }
    let size = given[DeviceIOEventFD.argsz]
    try kernel.require(.ioEventSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    let flags = given[DeviceIOEventFD.flags]
    let widths = FlagSet.ioEventFD.mask
    let isOneWidth = flags & ~widths == 0 && flags.nonzeroBitCount == 1
    try kernel.require(.ioEventWidth, isOneWidth, or: .EINVAL)
    let descriptor = Int32(bitPattern: UInt32(truncatingIfNeeded: given[DeviceIOEventFD.fd]))
    try kernel.require(.ioEventDescriptor, descriptor >= -1, or: .EINVAL)
    let offset = given[DeviceIOEventFD.offset]
    let width = Int(flags & widths & (~(flags & widths) &+ 1))
    let key = Key(
      bar: Int(clamping: PCIRegion.index(of: offset)), position: offset & PCIRegion.offsetMask,
      data: given[DeviceIOEventFD.data], width: max(width, 1))
    try check(key)
    try descriptor < 0 ? remove(key) : add(key, descriptor, caller)
  }

  /// Only whole registers of BARs, and nothing of the table of MSI-X.
  private func check(_ key: Key) throws(Errno) {
    guard key.bar < 6 else { return try kernel.refuse(.ioEventOnlyBARs, with: .EINVAL) }
    if owner.hardware.bars[key.bar] == nil, !kernel.keeps(.ioEventAbsentBAR) { return }
    let size = owner.hardware.bars[key.bar]?.size ?? 0
    try kernel.require(.ioEventInsideBAR, key.position + UInt64(key.width) <= size, or: .EINVAL)
    if let table = owner.hardware.msix, table.bar == key.bar {
      let isApart =
        key.position + UInt64(key.width) <= table.tableBytes.lowerBound || key.position >= table.tableBytes.upperBound
      try kernel.require(.ioEventSparesMSIX, isApart, or: .EINVAL)
    }
    if key.width == 8, kernel.profile.has(.takesWideEvents) != kernel.keeps(.ioEventWide) { throw .EINVAL }
  }

  private func remove(_ key: Key) throws(Errno) {
    guard let slot = registered[key] else {
      try kernel.refuse(.ioEventRemovesKnown, with: .ENODEV)
      return
    }
    if kernel.keeps(.ioEventRemoveStops) { slot.disable() } else { lingering.append(slot) }
    registered[key] = nil
  }

  private func add(_ key: Key, _ descriptor: Int32, _ caller: Process) throws(Errno) {
    try kernel.require(.ioEventOnce, registered[key] == nil, or: .EEXIST)
    let isTaken = registered.keys.contains { $0.bar == key.bar && $0.position == key.position }
    if isTaken, !kernel.keeps(.ioEventByValue) { throw .EEXIST }
    try kernel.require(.ioEventLimit, registered.count < Self.limit, or: .ENOSPC)
    let slot = VirqfdSlot(kernel)
    do {
      try slot.enable(
        descriptor, of: caller, Virqfd.Actions(handler: { [weak self] in self?.write(key) ?? false }))
    } catch {
      return try kernel.refuse(.ioEventNeedsEvent, with: error)
    }
    owner.claim(key.bar)
    registered[key] = slot
  }

  /// Does the write, where the function answers; never asks for more work.
  private func write(_ key: Key) -> Bool {
    let hardware = owner.hardware
    guard let bar = hardware.bars[key.bar] else { return false }
    let isOff = bar.isMemory && !owner.memoryIsEnabled
    guard !isOff || !kernel.keeps(.ioEventNeedsMemory) else { return false }
    // A kernel that writes all the same turns memory on for that.
    if isOff { owner.device.change(.memory, to: true) }
    let data = kernel.keeps(.ioEventWritesData) ? key.data : 0
    hardware.write(bar: key.bar, offset: key.position, width: key.width, value: data)
    owner.abortIfRefused(width: key.width)
    if isOff { owner.device.change(.memory, to: false) }
    return false
  }

  func removeAll() {
    for slot in registered.values + lingering { slot.disable() }
    registered = [:]
    lingering = []
  }
}
