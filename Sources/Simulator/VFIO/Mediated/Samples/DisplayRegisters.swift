import SystemCalls
import VFIOInterface

/// The registers of a Bochs display, 16 bits each, and the mode that they make.
struct DisplayRegisters {
  private static let start = 0x500
  private static let end = 0x516
  private static let count = 11

  private enum Index {
    static let id = 0
    static let width = 1
    static let height = 2
    static let depth = 3
    static let enable = 4
    static let virtualWidth = 6
    static let x = 8
    static let y = 9
    static let memory = 10
  }

  private var values = [UInt16](repeating: 0, count: count)

  init(memorySize: UInt64) {
    values[Index.id] = 0xb0c5
    values[Index.memory] = UInt16(truncatingIfNeeded: memorySize >> 16)
  }

  /// Only words are registers; all else reads as zeros.
  func read(at offset: Int, width: Int) -> [UInt8] {
    guard (Self.start..<Self.end).contains(offset), width == 2 else { return [UInt8](repeating: 0, count: width) }
    return values[(offset - Self.start) / 2].littleEndianBytes
  }

  mutating func write(_ bytes: [UInt8], at offset: Int, _ kernel: Kernel) {
    guard (Self.start..<Self.end).contains(offset), bytes.count == 2, kernel.keeps(.mbochsRegisters) else { return }
    values[(offset - Self.start) / 2] = UInt16(bytes[0]) | UInt16(bytes[1]) << 8
  }

  struct Mode: Hashable {
    var width: UInt64
    var height: UInt64
    /// Bytes of a line, and of the picture.
    var stride: UInt64
    var size: UInt64
    /// Where it begins in memory.
    var offset: UInt64
  }

  /// What is shown; nil while nothing can be: turned off, not of 32 bits, too small, or beyond the memory.
  func mode(memorySize: UInt64, _ kernel: Kernel) -> Mode? {
    let isOn = values[Index.enable] & 1 != 0 && values[Index.depth] == 32
    guard isOn || !kernel.keeps(.mbochsNoPlane) else { return nil }
    let (width, height) = (UInt64(values[Index.width]), UInt64(values[Index.height]))
    let stride = max(UInt64(values[Index.virtualWidth]), width) * 4
    let offset = UInt64(values[Index.x]) * 4 + UInt64(values[Index.y]) * stride
    let mode = Mode(width: width, height: height, stride: stride, size: stride * height, offset: offset)
    guard width >= 64, height >= 64, mode.offset + mode.size <= memorySize else { return nil }
    return mode
  }
}

/// The region by which user space plugs in a monitor (`struct vfio_region_gfx_edid`), and the monitor's block.
struct EDIDRegisters {
  /// `VFIO_REGION_TYPE_GFX`, `VFIO_REGION_SUBTYPE_GFX_EDID`.
  static let regionType: (UInt64, UInt64) = (1, 1)
  private static let blockOffset = 0x800
  private static let blockSize = 0x400
  private static let linkUp: UInt64 = 1

  private enum Field {
    static let offset = 0
    static let maximumSize = 4
    static let size = 8
    static let maximumWidth = 12
    static let maximumHeight = 16
    static let linkState = 20
    static let end = 24
  }

  private var registers = [UInt8](repeating: 0, count: Field.end)
  private var contents = [UInt8](repeating: 0, count: blockSize)

  init(type: MediatedType) {
    registers.set(UInt64(Self.blockOffset), at: Field.offset, width: 4)
    registers.set(UInt64(Self.blockSize), at: Field.maximumSize, width: 4)
    let (width, height): (UInt64, UInt64) =
      switch type.name {
      case "small": (800, 600)
      case "medium": (1920, 1440)
      default: (0, 0)
      }
    registers.set(width, at: Field.maximumWidth, width: 4)
    registers.set(height, at: Field.maximumHeight, width: 4)
  }

  func read(at offset: Int, width: Int) -> [UInt8] {
    let zeros = [UInt8](repeating: 0, count: width)
    guard offset < Self.blockOffset else {
      let position = offset - Self.blockOffset
      return position + width <= Self.blockSize ? contents.piece(at: position, width: width) : zeros
    }
    return isRegister(offset, width) ? registers.piece(at: offset, width: width) : zeros
  }

  /// Only the size of the block and the state of the link can be changed.
  mutating func write(_ bytes: [UInt8], at offset: Int, _ kernel: Kernel) {
    guard offset < Self.blockOffset else {
      let position = offset - Self.blockOffset
      guard position + bytes.count <= Self.blockSize else { return }
      contents.replaceSubrange(position..<position + bytes.count, with: bytes)
      return
    }
    guard isRegister(offset, bytes.count) else { return }
    let isWritable = [Field.size, Field.linkState].contains(offset) || !kernel.keeps(.mbochsEDIDReadOnly)
    if isWritable { registers.replaceSubrange(offset..<offset + bytes.count, with: bytes) }
  }

  /// What the display itself shows of the block, while the link is up.
  func block(at offset: Int, width: Int, _ kernel: Kernel) -> [UInt8] {
    let isUp = registers.integer(at: Field.linkState, width: 4) == Self.linkUp || !kernel.keeps(.mbochsLink)
    guard isUp, UInt64(offset) < registers.integer(at: Field.size, width: 4) ?? 0 else {
      return [UInt8](repeating: 0, count: width)
    }
    return contents.piece(at: offset, width: width)
  }

  private func isRegister(_ offset: Int, _ width: Int) -> Bool {
    width == 4 && offset % 4 == 0 && offset + width <= Field.end
  }
}

/// A picture in a display's memory that can be given away.
struct DisplayBuffer {
  /// `DRM_PLANE_TYPE_PRIMARY`.
  static let primaryPlane: UInt64 = 1
  /// `DRM_FORMAT_XRGB8888`.
  static let format: UInt64 = 0x3432_5258

  var id: UInt64
  var mode: DisplayRegisters.Mode
}
