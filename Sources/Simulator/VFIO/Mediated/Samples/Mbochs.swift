import SystemCalls
import VFIOInterface

/// The driver of mbochs: displays with memory of their own, of which there are 256 MiB for all.
final class MbochsDriver: SampleDriver {
  let name = "mbochs"
  let module: Module
  let deviceAPI = "vfio-pci"
  let maximumInstances = 0
  let types = ["small", "medium", "large"].map { MediatedType(name: $0, title: "mbochs-" + $0) }
  /// Megabytes that no device has.
  var freeMegabytes: Int

  init(module: Module) {
    self.module = module
    freeMegabytes = Int(clamping: module.number("count") ?? 256)
  }

  func available(_ type: MediatedType) -> Int? { freeMegabytes / Self.megabytes(of: type) }

  func description(of type: MediatedType) -> String? {
    "virtual display, \(Self.megabytes(of: type)) MB video memory"
  }

  func attributes(of device: MediatedDevice) -> [String: Attribute] {
    ["memory": Attribute("\(Self.megabytes(of: device.type)) MB")]
  }

  func probe(_ device: MediatedDevice, _ kernel: Kernel) throws(Errno) -> MediatedVFIODevice {
    let megabytes = Self.megabytes(of: device.type)
    try kernel.require(.mbochsMemory, freeMegabytes >= megabytes, or: .ENOSPC)
    freeMegabytes = max(0, freeMegabytes - megabytes)
    return MbochsDevice(device, kernel: kernel, driver: self, megabytes: megabytes)
  }

  static func megabytes(of type: MediatedType) -> Int {
    switch type.name {
    case "small": 4
    case "medium": 16
    default: 64
    }
  }
}

/// QEMU's standard display, as far as a framebuffer and the registers of its mode.
final class MbochsDevice: SampleDevice {
  private static let page = Int64(SparseMemory.pageSize)
  private static let registersOffset = page
  private static let edidOffset = 2 * page
  private static let memoryOffset = 3 * page
  private static let edidRegion: UInt64 = 9

  private let driver: MbochsDriver
  private let megabytes: Int
  private var config: [UInt8]
  private var registers: DisplayRegisters
  private var edid: EDIDRegisters
  private let memory: SparseMemory
  private var buffers: [DisplayBuffer] = []
  private var lastBuffer: UInt64 = 0

  init(_ device: MediatedDevice, kernel: Kernel, driver: MbochsDriver, megabytes: Int) {
    self.driver = driver
    self.megabytes = megabytes
    memory = SparseMemory(size: UInt64(megabytes) << 20)
    registers = DisplayRegisters(memorySize: memory.size ?? 0)
    edid = EDIDRegisters(type: device.type)
    config = Self.initialConfig()
    super.init(device, kernel: kernel, module: driver.module)
  }

  private var memorySize: UInt64 { UInt64(megabytes) << 20 }

  override func released() { driver.freeMegabytes += megabytes }
  override func reset() { if kernel.keeps(.mbochsReset) { registers = DisplayRegisters(memorySize: memorySize) } }

  /// Buffers and pages are given up: what was drawn is gone.
  override func closeDevice() {
    buffers = []
    if kernel.keeps(.mbochsCloseForgets) { memory.clear() }
  }

  // MARK: Requests

  override func deviceIoctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    switch request {
    case Request.deviceQueryGfxPlane.number: try queryPlane(argument)
    case Request.deviceGetGfxDMABuf.number: return try getBuffer(argument, caller)
    default: return try super.deviceIoctl(request, argument, caller: caller)
    }
    return 0
  }

  override var numberOfRegions: UInt64 { kernel.keeps(.mbochsRegionCount) ? Self.edidRegion + 1 : Self.edidRegion }
  override var accessRule: Rule { .mbochsAccessOutside }
  override var needsInfoForInterrupts: Bool { false }

  override func region(_ index: UInt64) throws(Errno) -> Region {
    let access = RegionInfoFlags.read | RegionInfoFlags.write
    switch index {
    case PCIRegionIndex.config: return Region(size: UInt64(Self.configSize), flags: access)
    case PCIRegionIndex.bar0:
      return Region(size: memorySize, offset: UInt64(Self.memoryOffset), flags: access | RegionInfoFlags.mmap)
    case PCIRegionIndex.bar2:
      return Region(size: UInt64(Self.page), offset: UInt64(Self.registersOffset), flags: access)
    default:
      if index == Self.edidRegion {
        return Region(
          size: UInt64(Self.page), offset: UInt64(Self.edidOffset), flags: access, type: EDIDRegisters.regionType)
      }
      try kernel.require(.mbochsRegionIndex, index <= Self.edidRegion, or: .EINVAL)
      return Region()
    }
  }

  /// Older drivers copy the structure and its capability themselves, exactly as far as `argsz` says.
  override func getRegionInfo(_ argument: UserArgument) throws(Errno) {
    guard !kernel.profile.has(.takesLongRegionInfo) else { return try super.getRegionInfo(argument) }
    let structure = Structure.regionInfo
    var info = try argument.copyIn(count: structure.minimumSize)
    let size = info[RegionInfo.argsz]
    let region = try region(info[RegionInfo.index])
    var capability = [UInt8](repeating: 0, count: RegionTypeCapability.size)
    let whole = structure.size + capability.count
    guard size >= UInt64(structure.minimumSize), size <= UInt64(whole) else { throw .EINVAL }
    info[RegionInfo.size] = region.size
    info[RegionInfo.offset] = region.offset
    info[RegionInfo.flags] = region.flags
    if let (type, subtype) = region.type, kernel.keeps(.mbochsRegionType) {
      info[RegionInfo.argsz] = UInt64(whole)
      info[RegionInfo.flags] = region.flags | RegionInfoFlags.caps
      info[RegionInfo.capOffset] = UInt64(structure.size)
      capability = RegionTypeCapability(type, subtype).bytes
    }
    try argument.copyOut((info + capability).prefix(Int(size)))
  }

  /// `VFIO_DEVICE_QUERY_GFX_PLANE`: the plane is a dma-buf, and no other kind.
  private func queryPlane(_ argument: UserArgument) throws(Errno) {
    guard var plane = try GfxPlane.query(argument, kind: GfxPlaneFlags.dmabuf, .mbochsPlaneKind, kernel) else { return }
    plane.set([
      GfxPlaneInfo.drmFormatMod: 0, GfxPlaneInfo.xPos: 0, GfxPlaneInfo.yPos: 0, GfxPlaneInfo.xHot: 0,
      GfxPlaneInfo.yHot: 0,
    ])
    let isPrimary = plane[GfxPlaneInfo.drmPlaneType] == DisplayBuffer.primaryPlane
    plane.set(try fields(of: isPrimary ? registers.mode(memorySize: memorySize, kernel) : nil))
    try argument.copyOut(plane)
  }

  private func fields(of mode: DisplayRegisters.Mode?) throws(Errno) -> [Field: UInt64] {
    guard let mode else {
      return [
        GfxPlaneInfo.drmFormat: 0, GfxPlaneInfo.width: 0, GfxPlaneInfo.height: 0, GfxPlaneInfo.stride: 0,
        GfxPlaneInfo.size: 0, GfxPlaneInfo.regionIndex: 0,
      ]
    }
    guard let buffer = buffers.first(where: { $0.mode == mode }) else {
      // The driver makes the buffer and forgets that it did, so only the next call finds it.
      lastBuffer += 1
      buffers.insert(DisplayBuffer(id: lastBuffer, mode: mode), at: 0)
      throw .ENOMEM
    }
    return [
      GfxPlaneInfo.drmFormat: DisplayBuffer.format, GfxPlaneInfo.width: mode.width, GfxPlaneInfo.height: mode.height,
      GfxPlaneInfo.stride: mode.stride,
      GfxPlaneInfo.size: mode.size, GfxPlaneInfo.regionIndex: buffer.id,
    ]
  }

  /// `VFIO_DEVICE_GET_GFX_DMABUF`.
  private func getBuffer(_ argument: UserArgument, _ caller: Process) throws(Errno) -> Int64 {
    let id = try argument.copyIn(count: 4).integer(at: 0, width: 4) ?? 0
    guard let buffer = buffers.first(where: { $0.id == id }) else {
      try kernel.refuse(.mbochsBufferID, with: .ENOENT)
      throw .EINVAL
    }
    guard buffer.mode.offset.isMultiple(of: SparseMemory.pageSize) else { throw .EINVAL }
    let file = DMABufferFile(kernel: kernel, size: buffer.mode.size)
    return Int64(try caller.install(file, closesOnExec: false))
  }

  override func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace {
    try kernel.require(.displayMapOffset, request.offset == UInt64(Self.memoryOffset), or: .EINVAL)
    let length = request.length.roundedUp(to: SparseMemory.pageSize)
    try kernel.require(.displayMapSize, length <= memorySize, or: .EINVAL)
    try kernel.require(.displayMapShared, request.flags.contains(.shared), or: .EINVAL)
    return MemoryPlace(backing: memory, offset: 0)
  }

  // MARK: Access

  override func readPiece(at position: Int64, width: Int) -> [UInt8]? {
    switch place(of: position, width: width) {
    case .config(let offset): config.piece(at: offset, width: width)
    case .registers(let offset): readRegister(at: offset, width: width)
    case .edid(let offset): edid.read(at: offset, width: width)
    case .memory(let offset):
      (try? memory.read(at: offset, count: width)) ?? [UInt8](repeating: 0, count: width)
    case nil: nil
    }
  }

  override func writePiece(_ bytes: [UInt8], at position: Int64) -> Bool {
    switch place(of: position, width: bytes.count) {
    case .config(let offset): writeConfig(bytes, at: offset)
    case .registers(let offset): registers.write(bytes, at: offset, kernel)
    case .edid(let offset): edid.write(bytes, at: offset, kernel)
    case .memory(let offset): try? memory.write(bytes[...], at: offset)
    case nil: return false
    }
    return true
  }

  private enum Place {
    case config(Int)
    case registers(Int)
    case edid(Int)
    case memory(UInt64)
  }

  private func place(of position: Int64, width: Int) -> Place? {
    let end = position + Int64(width)
    switch position {
    case ..<Int64(Self.configSize): return .config(Int(position))
    case Self.registersOffset..<Self.edidOffset where end <= Self.edidOffset:
      return .registers(Int(position - Self.registersOffset))
    case Self.edidOffset..<Self.memoryOffset where end <= Self.memoryOffset:
      return .edid(Int(position - Self.edidOffset))
    case Self.memoryOffset... where end - Self.memoryOffset <= Int64(memorySize):
      // The driver takes the wrong base away: what is read lies two pages behind what a mapping shows.
      let base = kernel.keeps(.mbochsShift) ? Self.registersOffset : Self.memoryOffset
      return .memory(UInt64(position - base))
    default: return nil
    }
  }

  /// The first registers are the monitor's block, where one is plugged in.
  private func readRegister(at offset: Int, width: Int) -> [UInt8] {
    offset < 0x400 ? edid.block(at: offset, width: width, kernel) : registers.read(at: offset, width: width)
  }

  private func writeConfig(_ bytes: [UInt8], at offset: Int) {
    switch offset {
    case 0x10: config.writeBAR(bytes, at: offset, size: kernel.keeps(.displayBARSize) ? memorySize : 1)
    case 0x18: config.writeBAR(bytes, at: offset, size: UInt64(Self.page))
    default: break
    }
  }

  private static func initialConfig() -> [UInt8] {
    var config = [UInt8](repeating: 0, count: configSize + 1)
    config.set(0x1111_1234, at: 0, width: 4)
    config.set(0x0003, at: 4, width: 2)
    config.set(0x0380_0001, at: 8, width: 4)
    config.set(0x8, at: 0x10, width: 4)
    config.set(0x1100_1af4, at: 0x2c, width: 4)
    return config
  }
}
