import MachineModel
import SystemCalls
import VFIOInterface

/// The region of a device's registers: what is told of it, access by file offset, and mappings.
extension VFIOPlatformDevice {
  private static let offsetShift: UInt64 = 40
  private static let offsetMask: UInt64 = 1 << offsetShift - 1

  private var size: UInt64 { device.model.size }

  /// Only whole pages can be mapped without what is beside the registers.
  private var canMap: Bool { (device.model.address | size) % kernel.pageSize == 0 }

  func getRegionInfo(_ argument: UserArgument) throws(Errno) {
    let structure = Structure.regionInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    try kernel.require(.platformRegionInfoSize, info[RegionInfo.argsz] >= UInt64(structure.minimumSize), or: .EINVAL)
    try kernel.require(.platformRegionIndex, info[RegionInfo.index] == 0, or: .EINVAL)
    var flags = RegionInfoFlags.read | RegionInfoFlags.write
    if canMap == kernel.keeps(.platformPagesMap) { flags |= RegionInfoFlags.mmap }
    info[RegionInfo.flags] = flags
    info[RegionInfo.size] = kernel.keeps(.platformRegionSize) ? size : size.roundedUp(to: kernel.pageSize)
    info[RegionInfo.offset] = info[RegionInfo.index] << Self.offsetShift
    try argument.copyOut(info)
  }

  // MARK: Access

  /// How many bytes of an access lie inside; EINVAL where none does.
  private func room(for count: Int, at offset: UInt64) throws(Errno) -> Int {
    guard offset >> Self.offsetShift == 0 else { throw .EINVAL }
    let start = offset & Self.offsetMask
    guard start < size else {
      try kernel.refuse(.platformRegionEnd, with: .EINVAL)
      return 0
    }
    if UInt64(count) > size - start, !kernel.keeps(.platformShortCount) { throw .EINVAL }
    return Int(min(UInt64(count), size - start))
  }

  private func width(at offset: UInt64, left: Int) -> Int {
    guard kernel.keeps(.platformWideAccess) else { return 1 }
    if left >= 4, offset % 4 == 0 { return 4 }
    return left >= 2 && offset % 2 == 0 ? 2 : 1
  }

  func readRegisters(at offset: Int64, count: Int) throws(Errno) -> [UInt8] {
    let start = UInt64(bitPattern: offset)
    let count = try room(for: count, at: start)
    var bytes: [UInt8] = []
    while bytes.count < count {
      let place = start + UInt64(bytes.count)
      let width = width(at: place, left: count - bytes.count)
      guard let value = hardware.read(at: place, width: width) else { throw refused() }
      bytes += value.littleEndianBytes.prefix(width)
    }
    return bytes
  }

  func writeRegisters(_ bytes: [UInt8], at offset: Int64) throws(Errno) -> Int {
    let start = UInt64(bitPattern: offset)
    let count = try room(for: bytes.count, at: start)
    var done = 0
    while done < count {
      let place = start + UInt64(done)
      let width = width(at: place, left: count - done)
      guard hardware.write(bytes.integer(at: done, width: width) ?? 0, at: place, width: width) else { throw refused() }
      done += width
    }
    return done
  }

  /// The device refused an access, which ends the thread that made it, in the midst of the kernel.
  private func refused() -> Errno {
    kernel.log.error("Internal error: synchronous external abort: 0000000096000010 [#1] SMP")
    return .EFAULT
  }

  // MARK: Mappings

  func mapRegisters(_ request: MapRequest) throws(Errno) -> MemoryPlace {
    if kernel.profile.has(.refusesCode), request.protection.contains(.execute) {
      try kernel.refuse(.mappingNotExecutable, with: .EPERM)
    }
    try kernel.require(.platformMapShared, request.flags.contains(.shared), or: .EINVAL)
    guard request.offset >> Self.offsetShift == 0 else { throw .EINVAL }
    guard canMap || kernel.keeps(.platformMapNeedsFlag) else {
      return MemoryPlace(backing: RegisterMapping(hardware), offset: 0)
    }
    guard canMap else { throw .EINVAL }
    let start = request.offset & Self.offsetMask
    let end = start + request.length.roundedUp(to: kernel.pageSize)
    try kernel.require(.platformMapInside, end <= size, or: .EINVAL)
    return MemoryPlace(backing: RegisterMapping(hardware), offset: start)
  }
}

/// What lies behind a mapping of registers.
private final class RegisterMapping: MappingBacking {
  private let hardware: PlatformHardware

  init(_ hardware: PlatformHardware) { self.hardware = hardware }

  func load(at offset: UInt64, width: Int) throws(Fault) -> UInt64 {
    guard offset % UInt64(width) == 0, let value = hardware.read(at: offset, width: width) else { throw .bus }
    return value
  }

  func store(_ value: UInt64, at offset: UInt64, width: Int) throws(Fault) {
    guard offset % UInt64(width) == 0, hardware.write(value, at: offset, width: width) else { throw .bus }
  }
}
