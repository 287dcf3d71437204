import SystemCalls
import VFIOInterface

/// The driver of mdpy: displays of three sizes. The core counts how many there are.
final class MdpyDriver: SampleDriver {
  let name = "mdpy"
  let module: Module
  let deviceAPI = "vfio-pci"
  let maximumInstances: Int
  let types = ["vga", "xga", "hd"].map { MediatedType(name: $0, title: "mdpy-" + $0) }

  init(module: Module) {
    self.module = module
    maximumInstances = Int(clamping: module.number("count") ?? 4)
  }

  func available(_ type: MediatedType) -> Int? { nil }

  func description(of type: MediatedType) -> String? {
    let mode = DisplayMode(of: type)
    return "virtual display, \(mode.width)x\(mode.height) framebuffer"
  }

  func attributes(of device: MediatedDevice) -> [String: Attribute] {
    let mode = DisplayMode(of: device.type)
    return ["resolution": Attribute("\(mode.width)x\(mode.height)")]
  }

  func probe(_ device: MediatedDevice, _ kernel: Kernel) throws(Errno) -> MediatedVFIODevice {
    MdpyDevice(device, kernel: kernel, module: module)
  }
}

/// What an mdpy device shows, at all times.
private struct DisplayMode {
  /// `DRM_FORMAT_XRGB8888`.
  static let format: UInt64 = 0x3432_5258
  static let bytesPerPixel = 4

  var width: Int
  var height: Int

  init(of type: MediatedType) {
    switch type.name {
    case "vga": (width, height) = (640, 480)
    case "xga": (width, height) = (1024, 768)
    default: (width, height) = (1920, 1080)
    }
  }

  /// The same on its side.
  var turned: DisplayMode {
    var turned = self
    (turned.width, turned.height) = (height, width)
    return turned
  }

  /// Bytes of a line.
  var stride: Int { width * Self.bytesPerPixel }
  /// Bytes of the memory behind it, a power of two.
  var memorySize: UInt64 {
    let size = UInt64(stride * height)
    return 1 << UInt64(UInt64.bitWidth - (size - 1).leadingZeroBitCount)
  }
}

/// A display that is nothing but memory.
final class MdpyDevice: SampleDevice {
  private static let displayRegion: UInt64 = 16
  private static let memoryOffset = SparseMemory.pageSize
  private static let capability = 0x40

  private let mode: DisplayMode
  private var config: [UInt8]
  private let memory: SparseMemory

  override init(_ device: MediatedDevice, kernel: Kernel, module: Module) {
    mode = DisplayMode(of: device.type)
    config = Self.initialConfig(kernel.keeps(.mdpyConfig) ? mode : mode.turned)
    memory = SparseMemory(size: mode.memorySize, origin: MemoryPlace(backing: Gradient(mode), offset: 0))
    super.init(device, kernel: kernel, module: module)
  }

  override func deviceIoctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    guard request == Request.deviceQueryGfxPlane.number else {
      return try super.deviceIoctl(request, argument, caller: caller)
    }
    try queryPlane(argument)
    return 0
  }

  override var accessRule: Rule { .mdpyAccessOutside }

  /// What is mapped shows the change: the memory stays, and the first picture comes back.
  override func reset() {
    if kernel.keeps(.mdpyReset) { memory.clear() }
  }

  // MARK: Information

  override func region(_ index: UInt64) throws(Errno) -> Region {
    switch index {
    case PCIRegionIndex.config:
      return Region(size: UInt64(Self.configSize), flags: RegionInfoFlags.read | RegionInfoFlags.write)
    case PCIRegionIndex.bar0: return display
    default:
      if index == Self.displayRegion, kernel.keeps(.mdpyDisplayRegion) { return display }
      try kernel.require(.mdpyRegionIndex, index < Self.regionCount, or: .EINVAL)
      return Region()
    }
  }

  private var display: Region {
    Region(
      size: mode.memorySize, offset: Self.memoryOffset,
      flags: RegionInfoFlags.read | RegionInfoFlags.write | RegionInfoFlags.mmap)
  }

  override func interrupt(_ index: UInt64, flags: inout UInt64) -> UInt64 { kernel.keeps(.mdpyInterruptCount) ? 0 : 1 }

  override func setInterrupts(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    try kernel.refuse(.mdpyNoInterrupts, with: .EINVAL)
  }

  /// `VFIO_DEVICE_QUERY_GFX_PLANE`: the plane is a region, and no other kind.
  private func queryPlane(_ argument: UserArgument) throws(Errno) {
    guard var plane = try GfxPlane.query(argument, kind: GfxPlaneFlags.region, .mdpyPlaneKind, kernel) else { return }
    let stride = kernel.keeps(.mdpyPlane) ? mode.stride : mode.width
    plane.set([
      GfxPlaneInfo.drmFormat: DisplayMode.format, GfxPlaneInfo.width: UInt64(mode.width),
      GfxPlaneInfo.height: UInt64(mode.height),
      GfxPlaneInfo.stride: UInt64(stride), GfxPlaneInfo.size: mode.memorySize,
      GfxPlaneInfo.regionIndex: Self.displayRegion,
      GfxPlaneInfo.drmFormatMod: 0, GfxPlaneInfo.xPos: 0, GfxPlaneInfo.yPos: 0, GfxPlaneInfo.xHot: 0,
      GfxPlaneInfo.yHot: 0,
    ])
    try argument.copyOut(plane)
  }

  override func map(_ request: MapRequest, caller: Process) throws(Errno) -> MemoryPlace {
    try kernel.require(.displayMapOffset, request.offset == Self.memoryOffset, or: .EINVAL)
    let length = request.length.roundedUp(to: SparseMemory.pageSize)
    try kernel.require(.displayMapSize, length <= mode.memorySize, or: .EINVAL)
    try kernel.require(.displayMapShared, request.flags.contains(.shared), or: .EINVAL)
    return MemoryPlace(backing: memory, offset: 0)
  }

  // MARK: Access

  override func readPiece(at position: Int64, width: Int) -> [UInt8]? {
    if position < Self.configSize { return config.piece(at: Int(position), width: width) }
    guard isInMemory(position, width: width) else { return nil }
    return (try? memory.read(at: target(of: position), count: width)) ?? [UInt8](repeating: 0, count: width)
  }

  override func writePiece(_ bytes: [UInt8], at position: Int64) -> Bool {
    if position < Self.configSize {
      if position == 0x10 {
        config.writeBAR(bytes, at: 0x10, size: kernel.keeps(.displayBARSize) ? mode.memorySize : 1)
      }
      return true
    }
    guard isInMemory(position, width: bytes.count) else { return false }
    try? memory.write(bytes[...], at: target(of: position))
    return true
  }

  /// The driver takes every access to be one of the beginning.
  private func target(of position: Int64) -> UInt64 {
    kernel.keeps(.mdpyAccess) ? 0 : UInt64(position) - Self.memoryOffset
  }

  private func isInMemory(_ position: Int64, width: Int) -> Bool {
    let (start, size) = (Int64(Self.memoryOffset), Int64(mode.memorySize))
    guard position >= start, position - start <= size - Int64(width) else {
      kernel.log.info("\(device.logPrefix)mdev_access: RD @0x\(hexadecimal(position, 1)) (unhandled)")
      return false
    }
    return true
  }

  private static func initialConfig(_ mode: DisplayMode) -> [UInt8] {
    var config = [UInt8](repeating: 0, count: configSize + 1)
    config.set(0x000f_1b36, at: 0, width: 4)
    // I/O and memory are on, and there is a list of capabilities.
    config.set(0x0010_0003, at: 4, width: 4)
    config.set(0x0380_0001, at: 8, width: 4)
    config.set(0x8, at: 0x10, width: 4)
    config.set(0x1100_1af4, at: 0x2c, width: 4)
    config.set(UInt64(capability), at: 0x34, width: 1)
    // A vendor's capability tells the mode.
    config.set(0x0010_0009, at: capability, width: 4)
    config.set(DisplayMode.format, at: capability + 4, width: 4)
    config.set(UInt64(mode.width), at: capability + 8, width: 4)
    config.set(UInt64(mode.height), at: capability + 12, width: 4)
    return config
  }
}

/// The picture of a display that nobody drew on: from black above to white below.
private final class Gradient: MappingBacking {
  private let mode: DisplayMode

  init(_ mode: DisplayMode) { self.mode = mode }

  func load(at offset: UInt64, width: Int) throws(Fault) -> UInt64 {
    (0..<UInt64(width)).reversed().reduce(0) { $0 << 8 | UInt64(byte(at: offset &+ $1)) }
  }

  func store(_ value: UInt64, at offset: UInt64, width: Int) throws(Fault) { throw .bus }

  private func byte(at offset: UInt64) -> UInt8 {
    let row = Int(clamping: offset) / mode.stride
    return row < mode.height ? UInt8(truncatingIfNeeded: row * 255 / mode.height) : 0
  }
}
