import MachineModel

/// QEMU's `VGA`: memory of a screen, and the ports and the window of memory that every VGA controller has at the same
/// addresses. Of its ways to lay out memory it has the one that puts the window's bytes in a row.
final class VGAFunction: DeviceFunction {
  private enum Port {
    static let outputWrite: UInt64 = 0x3c2
    static let sequencer: UInt64 = 0x3c4
    static let outputRead: UInt64 = 0x3cc
    static let graphics: UInt64 = 0x3ce
  }

  /// Registers behind a port that takes their number, and the port behind it.
  private struct IndexedRegisters {
    let masks: [UInt8]
    var index: UInt8 = 0
    var values: [UInt8]

    init(masks: [UInt8]) {
      self.masks = masks
      values = [UInt8](repeating: 0, count: masks.count)
    }

    var current: UInt8 {
      get { Int(index) < values.count ? values[Int(index)] : 0 }
      set { if Int(index) < values.count { values[Int(index)] = newValue & masks[Int(index)] } }
    }
  }

  static let window: Range<UInt64> = 0xa0000..<0xc0000
  private static let screenSize: UInt64 = 1 << 24

  private let memory = SparseMemory(size: screenSize)
  private var output: UInt8 = 0
  private var sequencer = IndexedRegisters(masks: [0x03, 0x3d, 0x0f, 0x3f, 0x0e, 0x00, 0x00, 0xff])
  private var graphics = IndexedRegisters(masks: [0x0f, 0x0f, 0x0f, 0x1f, 0x03, 0x7b, 0x0f, 0x0f, 0xff])

  init(board: Board, address: PCIAddress, isMultifunction: Bool) {
    let identity = DeviceModel.vga.identity
    super.init(
      board: board, address: address, identity: identity,
      config: .endpoint(identity, revision: 2, pin: 0, isMultifunction: isMultifunction),
      bars: [0: BaseAddress(.memory, size: Self.screenSize, prefetchable: true), 2: BaseAddress(.memory, size: 4096)])
  }

  override func readRegister(bar: Int, offset: UInt64, width: Int) -> UInt64 {
    bar == 0 ? (try? memory.load(at: offset, width: width)) ?? 0 : 0
  }

  override func writeRegister(bar: Int, offset: UInt64, width: Int, value: UInt64) {
    if bar == 0 { try? memory.store(value, at: offset, width: width) }
  }

  override func resetRegisters() {
    output = 0
    sequencer = IndexedRegisters(masks: sequencer.masks)
    graphics = IndexedRegisters(masks: graphics.masks)
  }

  // MARK: What every VGA controller has

  /// Reads a byte of the window, or a port. Where nothing answers, ports read as ones.
  func readLegacy(_ address: UInt64) -> UInt8 {
    guard !Self.window.contains(address) else {
      return isInRow ? UInt8(truncatingIfNeeded: (try? memory.load(at: address - 0xa0000, width: 1)) ?? 0) : 0
    }
    switch address {
    case Port.sequencer: return sequencer.index
    case Port.sequencer + 1: return sequencer.current
    case Port.outputRead: return output
    case Port.graphics: return graphics.index
    case Port.graphics + 1: return graphics.current
    default: return 0xff
    }
  }

  func writeLegacy(_ value: UInt8, at address: UInt64) {
    guard !Self.window.contains(address) else {
      let plane = UInt8(1) << UInt8(address & 3)
      if isInRow, sequencer.values[2] & plane != 0 {
        try? memory.store(UInt64(value), at: address - 0xa0000, width: 1)
      }
      return
    }
    switch address {
    case Port.outputWrite: output = value & ~0x10
    case Port.sequencer: sequencer.index = value & 7
    case Port.sequencer + 1: sequencer.current = value
    case Port.graphics: graphics.index = value & 0x0f
    case Port.graphics + 1: graphics.current = value
    default: break
    }
  }

  /// Whether the window leads to the first bytes of the memory (chain 4).
  private var isInRow: Bool { sequencer.values[4] & 8 != 0 }
}
