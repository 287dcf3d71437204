import MachineModel

/// What QEMU's `e1000` and `e1000e` have in common: word registers in BAR 0, a window on them in I/O space, and an
/// interrupt that any unmasked cause asserts.
class NetworkFunction: DeviceFunction {
  final var registers = WordRegisters()
  /// The register that the I/O window shows.
  private var ioAddress: UInt32 = 0
  private let ioBAR: Int

  init(
    board: Board, address: PCIAddress, identity: PCIIdentity, config: ConfigSpace, bars: [Int: BaseAddress],
    ioBAR: Int, rom: [UInt8] = [], msiCapability: Int = 0, msix: MSIXTable? = nil
  ) {
    self.ioBAR = ioBAR
    super.init(
      board: board, address: address, identity: identity, config: config, bars: bars, rom: rom,
      msiCapability: msiCapability, msix: msix)
  }

  // MARK: Access

  override func readRegister(bar: Int, offset: UInt64, width: Int) -> UInt64 {
    if bar == ioBAR { return readWindow(offset) }
    guard bar == 0 else { return 0 }
    let low = UInt64(readWord(offset & ~3))
    return width == 8 ? low | UInt64(readWord((offset & ~3) + 4)) << 32 : low
  }

  override func writeRegister(bar: Int, offset: UInt64, width: Int, value: UInt64) {
    if bar == ioBAR {
      writeWindow(offset, UInt32(truncatingIfNeeded: value))
    } else if bar == 0 {
      writeWord(offset & ~3, UInt32(truncatingIfNeeded: value))
      if width == 8 { writeWord((offset & ~3) + 4, UInt32(truncatingIfNeeded: value >> 32)) }
    }
  }

  private func readWindow(_ offset: UInt64) -> UInt64 {
    switch offset {
    case 0: UInt64(ioAddress)
    case 4: UInt64(readWord(UInt64(ioAddress) & 0x1fffc))
    default: 0
    }
  }

  private func writeWindow(_ offset: UInt64, _ value: UInt32) {
    switch offset {
    case 0: ioAddress = value
    case 4: writeWord(UInt64(ioAddress) & 0x1fffc, value)
    default: break
    }
  }

  func readWord(_ offset: UInt64) -> UInt32 {
    switch offset {
    case NetworkRegister.interruptCause: readCause()
    case NetworkRegister.maskClear: 0
    default: registers[offset]
    }
  }

  func writeWord(_ offset: UInt64, _ value: UInt32) {
    switch offset {
    case NetworkRegister.interruptCause:
      registers[offset] &= ~value
      updateInterrupt()
    case NetworkRegister.causeSet:
      registers[NetworkRegister.interruptCause] |= value
      updateInterrupt()
    case NetworkRegister.maskSet:
      registers[NetworkRegister.maskSet] |= value
      updateInterrupt()
    case NetworkRegister.maskClear:
      registers[NetworkRegister.maskSet] &= ~value
      updateInterrupt()
    case NetworkRegister.status: break
    default: registers[offset] = value
    }
  }

  // MARK: Interrupt

  /// Reading takes the causes, unless vectors serve them.
  func readCause() -> UInt32 {
    let cause = registers[NetworkRegister.interruptCause]
    if registers[NetworkRegister.maskSet] == 0 || !isMSIXEnabled {
      registers[NetworkRegister.interruptCause] = 0
      updateInterrupt()
    }
    return cause
  }

  /// Causes that are set and not masked.
  final var pendingCauses: UInt32 {
    registers[NetworkRegister.interruptCause] & registers[NetworkRegister.maskSet] & ~NetworkRegister.asserted
  }

  func updateInterrupt() {
    let causes = registers[NetworkRegister.interruptCause] & ~NetworkRegister.asserted
    registers[NetworkRegister.interruptCause] = causes == 0 ? 0 : causes | NetworkRegister.asserted
    registers[NetworkRegister.causeSet] = registers[NetworkRegister.interruptCause]
    signal()
  }

  func signal() { setLine(pendingCauses != 0) }
}

/// QEMU's `e1000` (82540EM): conventional PCI, INTx only.
final class E1000Function: NetworkFunction {
  init(board: Board, address: PCIAddress, isMultifunction: Bool, romSize: Int) {
    let identity = DeviceModel.e1000.identity
    super.init(
      board: board, address: address, identity: identity,
      config: .endpoint(identity, revision: 3, pin: 1, isMultifunction: isMultifunction),
      bars: [0: BaseAddress(.memory, size: 1 << 17), 1: BaseAddress(.io, size: 64)], ioBAR: 1,
      rom: romSize > 0 ? ExpansionROM.image(of: identity, size: romSize) : [])
    resetRegisters()
  }

  override func resetRegisters() {
    registers = WordRegisters([
      NetworkRegister.control: 0x0014_0240, NetworkRegister.status: 0x8008_0783, 0x5400: 0x1200_5452,
      0x5404: 0x8000_5634,
    ])
  }
}

/// QEMU's `e1000e` (82574L): PCI Express, INTx, MSI, and five vectors of MSI-X.
final class E1000EFunction: NetworkFunction {
  private static let vectors = 5
  /// Causes that have a vector of their own, in the order of the allocation register: two receive queues, two
  /// transmit queues, all others.
  private static let vectorCauses: [UInt32] = [1 << 20, 1 << 21, 1 << 22, 1 << 23, 1 << 24]
  /// Causes that count as "other".
  private static let otherCauses: UInt32 = 1 << 2 | 1 << 6 | 1 << 9 | 1 << 16 | 1 << 17 | 1 << 18

  /// Causes that were sent by message and not cleared since.
  private var sent: UInt32 = 0

  init(board: Board, address: PCIAddress, isMultifunction: Bool, romSize: Int) {
    let identity = DeviceModel.e1000e.identity
    let msix = MSIXTable(
      capability: 0xa0, vectors: Self.vectors, bar: 3, tableOffset: 0, pendingOffset: 0x2000)
    var builder = CapabilityBuilder(
      .endpoint(
        identity, revision: 0, pin: 1, isMultifunction: isMultifunction, subsystem: (0x8086, 0x0000), isExpress: true))
    builder.msix(at: 0xa0, vectors: Self.vectors, bar: 3, table: 0, pending: 0x2000)
    builder.express(at: 0xe0, version: 1, deviceCapabilities: 0x8000)
    builder.msi(at: 0xd0)
    builder.powerManagement(at: 0xc8, capabilities: 0x0022, control: 0, writable: 0x1f03)
    builder.errorReporting(at: 0x100)
    builder.serialNumber(at: 0x140, 0x5254_00ff_ff12_3456)
    super.init(
      board: board, address: address, identity: identity, config: builder.config,
      bars: [
        0: BaseAddress(.memory, size: 1 << 17), 1: BaseAddress(.memory, size: 1 << 17), 2: BaseAddress(.io, size: 32),
        3: BaseAddress(.memory, size: 1 << 14),
      ],
      ioBAR: 2, rom: romSize > 0 ? ExpansionROM.image(of: identity, size: romSize) : [], msiCapability: 0xd0,
      msix: msix)
    resetRegisters()
  }

  override func resetRegisters() {
    registers = WordRegisters(Self.initialWords)
    sent = 0
  }

  override func signal() {
    if isMSIXEnabled, registers[NetworkRegister.interruptCause] & Self.otherCauses != 0 {
      registers[NetworkRegister.interruptCause] |= Self.vectorCauses[4]
    }
    guard isMSIXEnabled || isMSIEnabled else {
      sent = 0
      setLine(pendingCauses != 0)
      return
    }
    setLine(false)
    let causes = pendingCauses
    sent &= causes
    let fresh = causes & ~sent
    sent |= fresh
    guard fresh != 0 else { return }
    if isMSIXEnabled { notify(fresh) } else { sendMSI() }
  }

  /// Sends the vector of each cause that the allocation register names one for.
  private func notify(_ causes: UInt32) {
    let allocation = registers[NetworkRegister.vectorAllocation]
    for (index, cause) in Self.vectorCauses.enumerated() where causes & cause != 0 {
      let entry = allocation >> UInt32(4 * index) & 0xf
      guard entry & 0x8 != 0, entry & 0x7 < Self.vectors else { continue }
      sendMSIX(Int(entry & 0x7))
      let cleared = registers[NetworkRegister.autoClear] & cause
      registers[NetworkRegister.interruptCause] &= ~cleared
      registers[NetworkRegister.maskSet] &= ~cleared
      sent &= ~cleared
    }
  }

  /// What the registers hold after a reset, as far as they are not zero.
  private static let initialWords: [UInt64: UInt32] = [
    0x00000: 0x0014_0241, 0x00008: 0x0008_0283, 0x00010: 0x0000_0300, 0x00014: 0x0000_0002, 0x00038: 0x0000_8100,
    0x00040: 0x1200_5452, 0x00044: 0x8000_5634, 0x00410: 0x0060_2008, 0x00e00: 0x0006_8302, 0x00f00: 0x0000_0008,
    0x00f10: 0x0000_030d, 0x01000: 0x0014_0014, 0x01008: 0x0000_0028, 0x01010: 0x8000_0000, 0x01028: 0x0000_0002,
    0x0102c: 0x0000_0002, 0x01030: 0xc000_0000, 0x01050: 0x0000_0001, 0x02170: 0x0004_0402, 0x02828: 0x0001_0000,
    0x02928: 0x0001_0000, 0x03410: 0x0000_0600, 0x03418: 0x0000_0600, 0x03420: 0x0000_0600, 0x03428: 0x0000_0600,
    0x03840: 0x0000_0403, 0x03940: 0x0000_0403, 0x05000: 0x0000_0300, 0x05400: 0x1200_5452, 0x05404: 0x8000_5634,
    0x05820: 0x1000_0000, 0x05b00: 0x0680_0200, 0x05b30: 0x2000_0004, 0x05b50: 0x0000_0001, 0x08010: 0x0000_0600,
    0x08018: 0x0000_0600, 0x0b634: 0x0000_88f7, 0x0b638: 0x0000_0319,
  ]
}
