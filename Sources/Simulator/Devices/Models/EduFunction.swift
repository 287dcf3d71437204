import MachineModel

/// QEMU's teaching device `edu`: a factorial, a DMA engine of one page, and an interrupt at command.
final class EduFunction: DeviceFunction {
  private enum Register {
    static let identification: UInt64 = 0x00
    static let liveness: UInt64 = 0x04
    static let factorial: UInt64 = 0x08
    static let status: UInt64 = 0x20
    static let interruptStatus: UInt64 = 0x24
    static let raise: UInt64 = 0x60
    static let acknowledge: UInt64 = 0x64
    static let dmaSource: UInt64 = 0x80
    static let dmaDestination: UInt64 = 0x88
    static let dmaCount: UInt64 = 0x90
    static let dmaCommand: UInt64 = 0x98
  }

  private static let identification: UInt64 = 0x0100_00ed
  private static let raisesWhenComputed: UInt32 = 0x80
  private static let computedCause: UInt32 = 0x001
  private static let dmaCause: UInt32 = 0x100
  /// The engine's own memory, as its registers address it.
  private static let buffer: Range<UInt64> = 0x40000..<0x41000
  /// The engine drives as many address bits.
  private static let dmaMask: UInt64 = 1 << 28 - 1
  /// Transfers end so long after they began.
  private static let dmaTime: Duration = .milliseconds(100)

  private struct DMA {
    static let run: UInt64 = 1
    static let toMemory: UInt64 = 2
    static let interrupts: UInt64 = 4

    var source: UInt64 = 0
    var destination: UInt64 = 0
    var count: UInt64 = 0
    var command: UInt64 = 0
    var isRunning: Bool { command & Self.run != 0 }
  }

  private var liveness: UInt32 = 0
  private var factorial: UInt32 = 0
  private var status: UInt32 = 0
  private var interruptStatus: UInt32 = 0
  private var dma = DMA()
  private var memory = [UInt8](repeating: 0, count: 4096)

  init(board: Board, address: PCIAddress, isMultifunction: Bool) {
    let identity = DeviceModel.edu.identity
    var builder = CapabilityBuilder(
      .endpoint(identity, revision: 0x10, pin: 1, isMultifunction: isMultifunction))
    builder.msi(at: 0x40)
    super.init(
      board: board, address: address, identity: identity, config: builder.config,
      bars: [0: BaseAddress(.memory, size: 1 << 20)], msiCapability: 0x40)
  }

  override func refuses(width: Int) -> Bool { width < 4 }

  override func readRegister(bar: Int, offset: UInt64, width: Int) -> UInt64 {
    inHostOrder(read(offset, width), width)
  }

  override func writeRegister(bar: Int, offset: UInt64, width: Int, value: UInt64) {
    write(offset, width, inHostOrder(value, width))
  }

  /// QEMU gives the registers in the byte order in which POWER processors start, which its kernels are not built for.
  private func inHostOrder(_ value: UInt64, _ width: Int) -> UInt64 {
    guard board.machine.architecture == .power else { return value }
    return value.byteSwapped >> UInt64(64 - 8 * width)
  }

  private func read(_ offset: UInt64, _ width: Int) -> UInt64 {
    // Wide accesses belong to the DMA registers alone.
    guard !refuses(width: width), offset % UInt64(width) == 0 else { return 0 }
    guard width == 4 || offset >= Register.dmaSource else { return .max }
    return switch offset {
    case Register.identification: Self.identification
    case Register.liveness: UInt64(liveness)
    case Register.factorial: UInt64(factorial)
    case Register.status: UInt64(status)
    case Register.interruptStatus: UInt64(interruptStatus)
    case Register.dmaSource: dma.source
    case Register.dmaDestination: dma.destination
    case Register.dmaCount: dma.count
    case Register.dmaCommand: dma.command
    default: .max
    }
  }

  private func write(_ offset: UInt64, _ width: Int, _ value: UInt64) {
    guard !refuses(width: width), offset % UInt64(width) == 0, width == 4 || offset >= Register.dmaSource else {
      return
    }
    let word = UInt32(truncatingIfNeeded: value)
    switch offset {
    case Register.liveness: liveness = ~word
    case Register.factorial: compute(word)
    case Register.status: status = status & ~Self.raisesWhenComputed | word & Self.raisesWhenComputed
    case Register.raise: raise(word)
    case Register.acknowledge: acknowledge(word)
    default: writeDMARegister(offset, value)
    }
  }

  private func writeDMARegister(_ offset: UInt64, _ value: UInt64) {
    guard !dma.isRunning else { return }
    switch offset {
    case Register.dmaSource: dma.source = value
    case Register.dmaDestination: dma.destination = value
    case Register.dmaCount: dma.count = value
    case Register.dmaCommand where value & DMA.run != 0:
      dma.command = value
      board.clock.schedule(after: Self.dmaTime) { [weak self] in self?.transfer() }
    default: break
    }
  }

  private func compute(_ number: UInt32) {
    factorial = number < 2 ? 1 : (2...min(number, 64)).reduce(1) { $0 &* $1 }
    if status & Self.raisesWhenComputed != 0 { raise(Self.computedCause) }
  }

  // MARK: Interrupt

  private func raise(_ cause: UInt32) {
    interruptStatus |= cause
    guard interruptStatus != 0 else { return }
    if isMSIEnabled { sendMSI() } else { setLine(true) }
  }

  private func acknowledge(_ cause: UInt32) {
    interruptStatus &= ~cause
    if interruptStatus == 0, !isMSIEnabled { setLine(false) }
  }

  // MARK: DMA

  private func transfer() {
    guard dma.isRunning else { return }
    let command = dma.command
    let toMemory = command & DMA.toMemory != 0
    move(toMemory: toMemory, at: toMemory ? dma.source : dma.destination)
    dma.command &= ~DMA.run
    if command & DMA.interrupts != 0 { raise(Self.dmaCause) }
  }

  /// Moves bytes between the engine's memory and the host's. A range outside the former moves nothing (QEMU gives up).
  private func move(toMemory: Bool, at local: UInt64) {
    guard Self.buffer.contains(local), dma.count <= Self.buffer.upperBound - local else { return }
    let start = Int(local - Self.buffer.lowerBound)
    let end = start + Int(dma.count)
    if toMemory {
      writeMemory(Array(memory[start..<end]), at: dma.destination & Self.dmaMask)
    } else if let bytes = readMemory(at: dma.source & Self.dmaMask, count: Int(dma.count)) {
      memory.replaceSubrange(start..<end, with: bytes)
    }
  }
}
