import SystemCalls
import VFIOInterface

/// What the kernel's samples have in common: a PCI device made of nothing, whose registers are read and written in
/// pieces of 4, 2 and 1 bytes.
class SampleDevice: MediatedVFIODevice {
  /// Bytes of configuration space: one fewer than PCI has, in all samples.
  static let configSize = 0xff
  /// `VFIO_PCI_NUM_REGIONS`.
  static let regionCount = UInt64(FlagSet.pciRegions.flags.count)

  /// Where a kernel that breaks a rule puts regions that have no bytes.
  private static let emptyRegions = 1 << 50

  /// Interrupts are counted once somebody asked for the device's information; a sample that does not wait overrides.
  private(set) var wasAskedForInfo = false

  struct Region {
    var size: UInt64 = 0
    var offset: UInt64 = 0
    var flags: UInt64 = 0
    /// Type and subtype, where the region tells them by a capability.
    var type: (UInt64, UInt64)?
  }

  // MARK: What a sample provides

  var numberOfRegions: UInt64 { Self.regionCount }
  var needsInfoForInterrupts: Bool { true }
  /// EINVAL for an index that it does not know.
  func region(_ index: UInt64) throws(Errno) -> Region { throw .EINVAL }
  /// What it tells of an interrupt: flags as they came in unless it changes them, and the count.
  func interrupt(_ index: UInt64, flags: inout UInt64) throws(Errno) -> UInt64 { 0 }
  func setInterrupts(_ argument: UserArgument, _ caller: Process) throws(Errno) { throw .EINVAL }
  func reset() throws(Errno) {}
  /// What is broken where access outside all regions does not fail.
  var accessRule: Rule { .mdevAccessOutside }
  /// Reads one piece; nil where nothing is.
  func readPiece(at position: Int64, width: Int) -> [UInt8]? { nil }
  /// Writes one piece; false where nothing is.
  func writePiece(_ bytes: [UInt8], at position: Int64) -> Bool { false }

  // MARK: Requests

  override func deviceIoctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    switch request {
    case Request.deviceGetInfo.number: try getInfo(argument)
    case Request.deviceGetRegionInfo.number: try getRegionInfo(argument)
    case Request.deviceGetIRQInfo.number: try getInterruptInfo(argument)
    case Request.deviceSetIRQs.number: try setInterrupts(argument, caller)
    case Request.deviceReset.number: try reset()
    default: try kernel.refuse(.mdevUnknownRequest, with: .ENOTTY)
    }
    return 0
  }

  private func getInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.deviceInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    let size = info[DeviceInfo.argsz]
    try kernel.require(.mdevInfoSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    let flags = DeviceInfoFlags.pci | (kernel.keeps(.mdevInfo) ? 0 : DeviceInfoFlags.reset)
    info[DeviceInfo.flags] = flags
    info[DeviceInfo.numRegions] = numberOfRegions
    info[DeviceInfo.numIRQs] = InterruptIndex.count
    wasAskedForInfo = true
    try argument.copyOut(info)
  }

  /// Tells of a region. From 7.2 on the core copies for all drivers; before, mbochs copied as much as `argsz` says.
  func getRegionInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.regionInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    let size = info[RegionInfo.argsz]
    try kernel.require(.mdevInfoSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    var region = try region(info[RegionInfo.index])
    if region.size == 0, !kernel.keeps(.emptyRegionsAreOutside) { region.offset = UInt64(Self.emptyRegions) }
    info.set(region)
    if let (type, subtype) = region.type, kernel.keeps(.mbochsRegionType) {
      try argument.copyOut(RegionTypeCapability(type, subtype), behind: &info)
    }
    try argument.copyOut(info)
  }

  private func getInterruptInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.irqInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    let size = info[IRQInfo.argsz]
    try kernel.require(.mdevInfoSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    let index = info[IRQInfo.index]
    guard index < interruptCount else { throw .EINVAL }
    var flags = info[IRQInfo.flags]
    let count = try interrupt(index, flags: &flags)
    info[IRQInfo.flags] = flags
    info[IRQInfo.count] = count
    try argument.copyOut(info)
  }

  /// Indices of interrupts that it admits to have, as the checks of both requests take it.
  var interruptCount: UInt64 {
    let isCounted = wasAskedForInfo || !needsInfoForInterrupts || !kernel.keeps(.mttyInfoFirst)
    return isCounted ? InterruptIndex.count : 0
  }

  // MARK: Access

  final override func read(offset: Int64, count: Int, caller: Process) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let position = offset &+ Int64(bytes.count)
      let width = width(at: position, left: count - bytes.count)
      if position >= Self.emptyRegions, !kernel.keeps(.emptyRegionsAreOutside) {
        return [UInt8](repeating: 0, count: count)
      }
      guard let piece = readPiece(at: position, width: width) else {
        try kernel.refuse(accessRule, with: .EFAULT)
        return bytes
      }
      bytes += piece.prefix(width)
    }
    return bytes
  }

  final override func write(_ bytes: [UInt8], offset: Int64, caller: Process) throws(Errno) -> Int {
    var done = 0
    while done < bytes.count {
      let position = offset &+ Int64(done)
      let width = width(at: position, left: bytes.count - done)
      if position >= Self.emptyRegions, !kernel.keeps(.emptyRegionsAreOutside) { return bytes.count }
      guard writePiece(Array(bytes[done..<done + width]), at: position) else {
        try kernel.refuse(accessRule, with: .EFAULT)
        return done
      }
      done += width
    }
    return done
  }

  private func width(at position: Int64, left: Int) -> Int {
    let position = kernel.keeps(.mdevAlignedPieces) ? position : 0
    if left >= 4, position % 4 == 0 { return 4 }
    return left >= 2 && position % 2 == 0 ? 2 : 1
  }
}

extension [UInt8] {
  /// Bytes from a position on; what lies behind the end reads as zeros.
  func piece(at position: Int, width: Int) -> [UInt8] {
    guard position >= 0, position < count else { return [UInt8](repeating: 0, count: width) }
    let inside = self[position...].prefix(width)
    return inside + [UInt8](repeating: 0, count: width - inside.count)
  }

  fileprivate mutating func set(_ region: SampleDevice.Region) {
    self[RegionInfo.size] = region.size
    self[RegionInfo.offset] = region.offset
    self[RegionInfo.flags] = region.flags
  }
}
