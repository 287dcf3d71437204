import SystemCalls
import VFIOInterface

/// The regions of a subchannel, by their index.
enum ChannelRegion: Int, CaseIterable {
  /// A program to start, and what became of it (`struct ccw_io_region`).
  case request
  /// Halt and clear (`struct ccw_cmd_region`).
  case command
  /// The subchannel's state (`struct ccw_schib_region`).
  case subchannel
  /// Reports of the channel subsystem (`struct ccw_crw_region`).
  case report

  static let offsetShift = 10

  var size: Int {
    switch self {
    case .request: 124
    case .command, .report: 8
    case .subchannel: 52
    }
  }

  var isWritable: Bool { self == .request || self == .command }
}

/// What is told of the device, its regions and its interrupts, and how these are set.
extension VFIOChannelDevice {
  private static let interruptCount: UInt64 = 3
  /// `VFIO_REGION_TYPE_CCW`.
  private static let regionType: UInt64 = 2

  func getInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.deviceInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    try kernel.require(.ccwInfoSize, info[DeviceInfo.argsz] >= UInt64(structure.minimumSize), or: .EINVAL)
    info[DeviceInfo.flags] = DeviceInfoFlags.ccw | (kernel.keeps(.ccwInfo) ? DeviceInfoFlags.reset : 0)
    let added = kernel.keeps(.ccwFourRegions) ? 1 : opens
    info[DeviceInfo.numRegions] = UInt64(1 + added * (ChannelRegion.allCases.count - 1))
    info[DeviceInfo.numIRQs] = Self.interruptCount
    try argument.copyOut(info)
  }

  func getRegionInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.regionInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    try kernel.require(.ccwInfoSize, info[RegionInfo.argsz] >= UInt64(structure.minimumSize), or: .EINVAL)
    guard let region = ChannelRegion(rawValue: Int(info[RegionInfo.index])) else {
      return try kernel.refuse(.ccwIndices, with: .EINVAL)
    }
    info[RegionInfo.size] = UInt64(kernel.keeps(.ccwRegionSizes) ? region.size : 4096)
    info[RegionInfo.offset] = UInt64(region.rawValue) << UInt64(ChannelRegion.offsetShift)
    info[RegionInfo.flags] = RegionInfoFlags.read | (region.isWritable ? RegionInfoFlags.write : 0)
    if region != .request, kernel.keeps(.ccwRegionTypes) {
      try argument.copyOut(RegionTypeCapability(Self.regionType, UInt64(region.rawValue)), behind: &info)
    }
    try argument.copyOut(info)
  }

  func getInterruptInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.irqInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    try kernel.require(.ccwInfoSize, info[IRQInfo.argsz] >= UInt64(structure.minimumSize), or: .EINVAL)
    guard info[IRQInfo.index] < Self.interruptCount else { return try kernel.refuse(.ccwIndices, with: .EINVAL) }
    info[IRQInfo.flags] = IRQInfoFlags.eventfd | (kernel.keeps(.ccwInterruptInfo) ? 0 : IRQInfoFlags.maskable)
    info[IRQInfo.count] = 1
    try argument.copyOut(info)
  }

  func setInterrupts(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let header = try argument.copyIn(count: Structure.irqSet.minimumSize)
    let index = header[IRQSet.index]
    guard index < Self.interruptCount else { return try kernel.refuse(.ccwInterruptRange, with: .EINVAL) }
    let request = try InterruptRequest(header, argument, kernel) { _ in 1 }
    guard request.action == .trigger else { return try kernel.refuse(.ccwTriggersOnly, with: .EINVAL) }
    let event = events[Int(index)]
    switch request.data {
    case .none:
      if request.count == 0, !kernel.keeps(.ccwEmptyTriggers) { return setEvent(nil, at: Int(index)) }
      if kernel.keeps(.ccwLoopback) { event?.signal() }
    case .booleans(let values): if values.first == true || !kernel.keeps(.ccwHeedsBoolean) { event?.signal() }
    case .events(let descriptors): try setEvent(descriptors.first ?? -1, at: Int(index), caller)
    }
  }

  private func setEvent(_ descriptor: Int32, at index: Int, _ caller: Process) throws(Errno) {
    guard descriptor != -1 else { return kernel.keeps(.ccwRemovesEvents) ? setEvent(nil, at: index) : () }
    do throws(Errno) {
      guard descriptor >= 0 else { throw .EINVAL }
      let event = try caller.eventFile(descriptor)
      if kernel.keeps(.ccwReplacesEvents) || events[index] == nil { setEvent(event, at: index) }
    } catch {
      if !kernel.keeps(.ccwWrongEvents) { setEvent(nil, at: index) }
      throw error
    }
  }
}
