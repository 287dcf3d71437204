import MachineModel
import VFIOInterface

/// A PCI function as hardware: registers, BARs, an interrupt line, messages, DMA. Its models are subclasses.
///
/// The models follow QEMU's, so that suites meet the same device here and in a guest.
class DeviceFunction {
  let board: Board
  let address: PCIAddress
  let identity: PCIIdentity
  private(set) final var config: ConfigSpace
  /// What each BAR register asks for; the register behind a 64-bit BAR has none of its own.
  let bars: [Int: BaseAddress]
  let rom: [UInt8]
  private(set) var msix: MSIXTable?
  /// Whether it is a virtual function, whose memory is placed and turned on by the physical one.
  let isVirtual: Bool
  /// Where the capability for MSI lies, 0 without.
  let msiCapability: Int
  /// What the firmware chose: BARs by index, 6 for the ROM.
  private(set) var assigned: [Int: UInt64] = [:]
  /// What the host bridge adds to an address on the bus to make the processor's.
  var hostOffset: UInt64 = 0
  /// Whose view of memory DMA goes through.
  weak var translator: (any DMATranslator)?
  /// The pin's global interrupt, 0 without a pin.
  var line = 0
  /// Whether the kernel routed the pin.
  var isRouted = false
  /// What can keep it and the host apart; nil where nothing can.
  weak var gate: (any BusGate)?

  init(
    board: Board, address: PCIAddress, identity: PCIIdentity, config: ConfigSpace, bars: [Int: BaseAddress],
    rom: [UInt8] = [], msiCapability: Int = 0, msix: MSIXTable? = nil, isVirtual: Bool = false
  ) {
    self.board = board
    self.address = address
    self.identity = identity
    self.config = config
    self.isVirtual = isVirtual
    if !isVirtual { self.config.allow(bars, romSize: rom.count) }
    self.bars = bars
    self.rom = rom
    self.msiCapability = msiCapability
    self.msix = msix
  }

  // MARK: What a model adds

  /// A read of `width` bytes (1, 2, 4 or 8) in a BAR.
  func readRegister(bar: Int, offset: UInt64, width: Int) -> UInt64 { 0 }
  func writeRegister(bar: Int, offset: UInt64, width: Int, value: UInt64) {}
  /// Whether it refuses accesses of a width to its registers.
  func refuses(width: Int) -> Bool { false }
  /// Puts the model's own registers back, as a reset of the function does where the model has one.
  func resetRegisters() {}
  /// The virtual functions that it can have (SR-IOV).
  var maximumVirtualFunctions: Int { 0 }
  /// One of them, numbered from 0; nil where it has none.
  func virtualFunction(_ index: Int) -> DeviceFunction? { nil }
  /// For a virtual function: whether the physical one has it no more, so that nobody answers on the bus.
  final var isGone = false

  /// The kernel switched on as many of them, or all off.
  func virtualFunctionsChanged(to count: Int) {}

  // MARK: Configuration space

  /// 256, or 4096 with extended configuration space.
  var configurationSize: Int { config.count }

  /// An access that the hardware sees whole: 1, 2 or 4 bytes, aligned. Outside it reads as ones.
  func readConfiguration(at offset: Int, width: Int) -> UInt32 {
    guard !isGone else { return .max >> UInt32(32 - 8 * width) }
    guard gate?.admitsConfiguration(write: false) != false else { return .max >> UInt32(32 - 8 * width) }
    return config.read(offset, width: width)
  }

  func writeConfiguration(_ value: UInt32, at offset: Int, width: Int) {
    guard !isGone else { return }
    guard gate?.admitsConfiguration(write: true) != false else { return }
    config.write(offset, width: width, value: value)
    configurationWritten(offset..<offset + width)
    updateLine()
  }

  /// What a model does when its configuration was written.
  func configurationWritten(_ range: Range<Int>) {
    // QEMU's functions let go of their pin when messages are turned on.
    let tables = msix?.capability ?? 0
    let turnsOn =
      isMSIEnabled && range.overlaps(msiCapability + 2..<msiCapability + 4)
      || isMSIXEnabled && range.overlaps(tables + 2..<tables + 4)
    if turnsOn, assertsLine { setLine(false) }
    guard msix != nil, let capability = msix?.capability, range.overlaps(capability + 2..<capability + 4) else {
      return
    }
    deliverPending()
  }

  /// Sets a register from the function's own side.
  final func setConfiguration(_ offset: Int, width: Int, to value: UInt64) {
    config.set(offset, width: width, to: value)
  }

  final var command: CommandBits { CommandBits(rawValue: config.word(ConfigRegister.command)) }
  final var isBusMaster: Bool { command.contains(.busMaster) }

  // MARK: BARs

  /// Records where a BAR or the ROM (index 6) is to be, and leaves the register, as the kernel does for a ROM.
  final func remember(_ index: Int, at address: UInt64) { assigned[index] = address }

  /// Records where the firmware puts a BAR, or the ROM (index 6), and writes the register.
  func assign(_ index: Int, to address: UInt64) {
    remember(index, at: address)
    if isVirtual { return }
    if let bar = bars[index] {
      config.set(ConfigRegister.firstBAR + 4 * index, width: bar.registerWidth, to: address | bar.typeBits)
    } else if index == 6 {
      config.set(ConfigRegister.expansionROM, width: 4, to: address)
    }
  }

  /// Whether the function answers in a BAR: decoding is on and the register holds the address that the host knows.
  final func decodes(_ index: Int) -> Bool {
    guard !isGone else { return false }
    if isVirtual { return assigned[index] != nil }
    guard let bar = bars[index], let address = assigned[index] else { return false }
    let register = config.bytes.integer(at: ConfigRegister.firstBAR + 4 * index, width: bar.registerWidth) ?? 0
    return command.contains(bar.isMemory ? .memory : .io) && register & ~UInt64(0xf) == address & ~UInt64(0xf)
  }

  /// A read cycle of the bus. Where nobody answers, QEMU's ports read as ones and its memory as zeros.
  final func read(bar index: Int, offset: UInt64, width: Int) -> UInt64 {
    guard let bar = bars[index], offset < bar.size else { return 0 }
    if gate?.stopsMemory == true { return .max >> UInt64(64 - 8 * width) }
    guard decodes(index) else { return bar.isMemory ? 0 : .max >> UInt64(64 - 8 * width) }
    // Ports have no access wider than four bytes.
    if width == 8, !bar.isMemory {
      return read(bar: index, offset: offset, width: 4) | read(bar: index, offset: offset + 4, width: 4) << 32
    }
    if let value = readMSIX(bar: index, offset: offset, width: width) { return value }
    return readRegister(bar: index, offset: offset, width: width) & .max >> UInt64(64 - 8 * width)
  }

  /// A write cycle of the bus.
  final func write(bar index: Int, offset: UInt64, width: Int, value: UInt64) {
    guard gate?.stopsMemory != true, decodes(index), let bar = bars[index], offset < bar.size else { return }
    if width == 8, !bar.isMemory {
      write(bar: index, offset: offset, width: 4, value: value)
      write(bar: index, offset: offset + 4, width: 4, value: value >> 32)
      return
    }
    if writeMSIX(bar: index, offset: offset, width: width, value: value) { return }
    writeRegister(bar: index, offset: offset, width: width, value: value & .max >> UInt64(64 - 8 * width))
  }

  private func readMSIX(bar: Int, offset: UInt64, width: Int) -> UInt64? {
    guard let msix, msix.bar == bar else { return nil }
    if msix.tableBytes.contains(offset) {
      // Accesses narrower than a register are invalid.
      guard width >= 4 else { return 0 }
      let low = UInt64(msix.register(at: offset - msix.tableOffset))
      guard width == 8, msix.tableBytes.contains(offset + 4) else { return low }
      return low | UInt64(msix.register(at: offset + 4 - msix.tableOffset)) << 32
    }
    guard msix.pendingBytes.contains(offset) else { return nil }
    return width < 4
      ? 0
      : (0..<width).reduce(0) { value, index in
        value | UInt64(msix.pendingByte(Int(offset - msix.pendingOffset) + index)) << UInt64(8 * index)
      }
  }

  private func writeMSIX(bar: Int, offset: UInt64, width: Int, value: UInt64) -> Bool {
    guard let table = msix, table.bar == bar else { return false }
    if table.pendingBytes.contains(offset) { return true }
    guard table.tableBytes.contains(offset) else { return false }
    guard width >= 4 else { return true }
    for part in stride(from: 0, to: UInt64(width), by: 4) where table.tableBytes.contains(offset + part) {
      msix?.setRegister(
        at: offset + part - table.tableOffset, to: UInt32(truncatingIfNeeded: value >> (8 * part)))
    }
    deliverPending()
    return true
  }

  // MARK: Interrupts

  /// Whether the function asserts its pin, whatever DisINTx says.
  private(set) var assertsLine = false

  /// Whether the pin is asserted on the bus.
  final var drivesLine: Bool { assertsLine && !command.contains(.disableINTx) }

  final func setLine(_ asserted: Bool) {
    assertsLine = asserted
    let status = config.word(ConfigRegister.status) & ~StatusBits.interrupt
    config.set(ConfigRegister.status, width: 2, to: UInt64(asserted ? status | StatusBits.interrupt : status))
    updateLine()
  }

  private func updateLine() {
    guard line != 0 else { return }
    board.interrupts.lineMayHaveChanged(line, by: self)
  }

  final var isMSIEnabled: Bool { msiCapability != 0 && config.word(msiCapability + 2) & 1 != 0 }

  final var isMSIXEnabled: Bool {
    guard let msix else { return false }
    return config.word(msix.capability + 2) & 0x8000 != 0
  }

  private var isMSIXFunctionMasked: Bool {
    guard let msix else { return true }
    return config.word(msix.capability + 2) & 0x4000 != 0
  }

  /// Sends the one message of MSI.
  final func sendMSI() {
    guard isMSIEnabled, isBusMaster else { return }
    let address = config.bytes.integer(at: msiCapability + 4, width: 8) ?? 0
    let data = UInt32(config.word(msiCapability + 12))
    board.interrupts.deliver(
      InterruptMessage(address: address, data: data), from: self.address.requester)
  }

  /// Sends a vector's message, or keeps it pending while the vector is masked.
  final func sendMSIX(_ vector: Int) {
    guard let table = msix, isMSIXEnabled, (0..<table.vectors).contains(vector) else { return }
    guard !isMSIXFunctionMasked, !table.isMasked(vector) else {
      msix?.setPending(vector, true)
      return
    }
    // A message is a write to memory, which a function that is no bus master cannot make.
    guard isBusMaster else { return }
    board.interrupts.deliver(table.message(vector), from: address.requester)
  }

  private func deliverPending() {
    guard let table = msix, isMSIXEnabled, !isMSIXFunctionMasked, isBusMaster else { return }
    for vector in table.pending.sorted() where !table.isMasked(vector) {
      msix?.setPending(vector, false)
      board.interrupts.deliver(table.message(vector), from: address.requester)
    }
  }

  /// The host programs a vector of MSI-X.
  final func program(_ vector: Int, _ message: InterruptMessage, masked: Bool) {
    msix?.program(vector, message)
    msix?.setMask(vector, masked)
    deliverPending()
  }

  // MARK: DMA

  /// Reads memory as a bus master; nil where the access is blocked.
  final func readMemory(at iova: UInt64, count: Int) -> [UInt8]? {
    guard isBusMaster else { return nil }
    var bytes: [UInt8] = []
    for part in pages(from: iova, count: count) {
      guard let place = translator?.translate(part.start, write: false),
        let read = try? place.backing.readByDMA(at: place.offset, count: part.count)
      else { return nil }
      bytes += read
    }
    return bytes
  }

  /// Writes memory as a bus master; what lies before a blocked page is written.
  @discardableResult
  final func writeMemory(_ bytes: [UInt8], at iova: UInt64) -> Bool {
    guard isBusMaster else { return false }
    var done = 0
    for part in pages(from: iova, count: bytes.count) {
      guard let place = translator?.translate(part.start, write: true),
        (try? place.backing.writeByDMA(bytes[done..<done + part.count], at: place.offset)) != nil
      else { return false }
      done += part.count
    }
    return true
  }

  private func pages(from iova: UInt64, count: Int) -> [(start: UInt64, count: Int)] {
    var parts: [(start: UInt64, count: Int)] = []
    var start = iova
    var rest = count
    while rest > 0 {
      let length = min(rest, 4096 - Int(start % 4096))
      parts.append((start, length))
      start &+= UInt64(length)
      rest -= length
    }
    return parts
  }

  // MARK: Reset

  /// What the bus, or a function-level reset, does to the registers that every function has.
  final func resetHardware() {
    setLine(false)
    config.clearWritable(ConfigRegister.command..<ConfigRegister.command + 2)
    config.clearWritable(ConfigRegister.cacheLineSize..<ConfigRegister.cacheLineSize + 1)
    config.clearWritable(ConfigRegister.interruptLine..<ConfigRegister.interruptLine + 1)
    for (index, bar) in bars where !isVirtual {
      config.set(ConfigRegister.firstBAR + 4 * index, width: bar.registerWidth, to: bar.typeBits)
    }
    if !rom.isEmpty { config.set(ConfigRegister.expansionROM, width: 4, to: 0) }
    if msiCapability != 0 { config.clearWritable(msiCapability + 2..<msiCapability + 14) }
    if let capability = msix?.capability { config.clearWritable(capability + 2..<capability + 4) }
    msix?.reset()
    resetRegisters()
  }

  // MARK: What the host knows

  /// Where firmware and kernel put its BARs, then the ROM: the first seven lines of `resource` in sysfs.
  var resources: [PCIResource] {
    var resources = [PCIResource](repeating: PCIResource(), count: 13)
    for (index, bar) in bars {
      guard let start = assigned[index]?.adding(hostOffset) else { continue }
      resources[index] = PCIResource(start: start, end: start + bar.size - 1, flags: bar.resourceFlags)
    }
    if let start = assigned[6]?.adding(hostOffset), !rom.isEmpty {
      resources[6] = PCIResource(
        start: start, end: start + UInt64(rom.count) - 1, flags: BaseAddress.romResourceFlags)
    }
    return resources
  }

  /// The interrupt line that the kernel knows: what the firmware wrote, until a driver enables the function and its pin
  /// is routed.
  var interruptLine: Int { isRouted ? line : Int(config.byte(ConfigRegister.interruptLine)) }

  var isBridge: Bool { identity.classCode >> 16 == 0x06 && identity.classCode >> 8 & 0xff == 0x04 }
}

/// A line of a function's `resource` file.
struct PCIResource: Equatable {
  var start: UInt64 = 0
  var end: UInt64 = 0
  var flags: UInt64 = 0
}

extension PCIAddress {
  /// The number by which the bus knows who sends.
  var requester: Int { Int(bus) << 8 | Int(devfn) }
}
