import MachineModel

/// QEMU's `nvme`: the controller's registers, and the queues of its administrator. A function-level reset leaves the
/// queues' addresses.
final class NVMeFunction: DeviceFunction {
  enum Register {
    static let maskSet: UInt64 = 0x0c
    static let maskClear: UInt64 = 0x10
    static let configuration: UInt64 = 0x14
    static let status: UInt64 = 0x1c
    static let adminQueueAttributes: UInt64 = 0x24
    static let submissionQueue: UInt64 = 0x28
    static let completionQueue: UInt64 = 0x30
    /// Where a driver says how far it has filled the administrator's queue.
    static let doorbell: UInt64 = 0x1000
  }

  /// Vectors without virtual functions; with them, a few that are left when each of those has one.
  private static let vectors = 65
  private static let registersBAR = BaseAddress(.memory64, size: 1 << 14)
  /// Registers that a driver may write, besides those that have an effect.
  private static let writable: Set<UInt64> = [
    Register.adminQueueAttributes, Register.submissionQueue, Register.submissionQueue + 4, Register.completionQueue,
    Register.completionQueue + 4,
  ]

  var registers: WordRegisters
  let serial: String
  var administration = Administration()
  private static let virtualFunctionCapability = 0x120

  override var maximumVirtualFunctions: Int { virtualFunctions }
  private let virtualFunctions: Int
  /// The virtual ones that the kernel was given.
  private var given: [NVMeFunction] = []

  /// - Parameters:
  ///   - memory: Bytes of the host's memory; the firmware put its queues near the end of it.
  ///   - serial: What it tells as its serial number.
  ///   - virtualFunctions: How many it can have.
  ///   - isVirtual: Whether it is one of them.
  init(
    board: Board, address: PCIAddress, isMultifunction: Bool, memory: UInt64, serial: String,
    virtualFunctions: Int = 0, isVirtual: Bool = false
  ) {
    self.serial = serial
    let identity = DeviceModel.nvme.identity
    let vectors = isVirtual ? 1 : virtualFunctions > 0 ? virtualFunctions + 3 : Self.vectors
    let msix = MSIXTable(
      capability: 0x40, vectors: vectors, bar: 0, tableOffset: 0x2000, pendingOffset: 0x3000)
    var builder = CapabilityBuilder(
      .endpoint(identity, revision: 2, pin: 1, isMultifunction: isMultifunction, isExpress: true))
    builder.powerManagement(at: 0x60, capabilities: 0x0003, control: 0x0008, writable: 0x0003)
    builder.express(at: 0x80, version: 2, deviceCapabilities: 0x1000_8000)
    builder.msix(at: 0x40, vectors: vectors, bar: 0, table: 0x2000, pending: 0x3000)
    if virtualFunctions > 0 {
      builder.alternativeRouting(at: 0x100, next: 1)
      if !isVirtual {
        builder.virtualFunctions(
          at: Self.virtualFunctionCapability, count: virtualFunctions, device: identity.device, bar: Self.registersBAR)
      }
    }
    self.virtualFunctions = isVirtual ? 0 : virtualFunctions
    let top = UInt32(truncatingIfNeeded: min(memory, 2 << 30))
    // A virtual controller is off line until the physical one gives it resources, and reads as 0.
    registers =
      isVirtual
      ? WordRegisters([:])
      : WordRegisters([
        0x00: 0x0f01_07ff, 0x04: 0x0040_1820, 0x08: 0x0001_0400, Register.adminQueueAttributes: 0x00ff_003f,
        Register.submissionQueue: top &- 0x0002_3000, Register.completionQueue: top &- 0x0002_2000,
      ])
    super.init(
      board: board, address: address, identity: identity, config: builder.config, bars: [0: Self.registersBAR],
      msix: msix, isVirtual: isVirtual)
    guard !isVirtual else {
      // A virtual function's ids are those of the physical one's capability; its own read as ones.
      setConfiguration(ConfigRegister.vendor, width: 4, to: 0xffff_ffff)
      setConfiguration(ConfigRegister.command, width: 2, to: 0)
      return
    }
    // The firmware drives the controller, so bus mastering is on when the kernel starts.
    setConfiguration(ConfigRegister.command, width: 2, to: 0x0107)
  }

  override func virtualFunction(_ index: Int) -> DeviceFunction? {
    guard index < maximumVirtualFunctions, let start = assigned[0],
      let number = UInt8(exactly: index + 1), address.function == 0
    else { return nil }
    let function = NVMeFunction(
      board: board, address: PCIAddress(bus: address.bus, slot: address.slot, function: number),
      isMultifunction: false, memory: board.machine.memory, serial: serial, virtualFunctions: virtualFunctions,
      isVirtual: true)
    function.assign(0, to: start + UInt64(number) * Self.registersBAR.size)
    given.append(function)
    return function
  }

  override func assign(_ index: Int, to address: UInt64) {
    super.assign(index, to: address)
    guard virtualFunctions > 0 else { return }
    // The kernel places the virtual functions' registers behind these, and asks for alternative routing ids.
    let registers = address + Self.registersBAR.size
    setConfiguration(Self.virtualFunctionCapability + 0x24, width: 4, to: registers | Self.registersBAR.typeBits)
    setConfiguration(Self.virtualFunctionCapability + 0x08, width: 2, to: 0x10)
  }

  /// Virtual functions come, as after power-on, when they are enabled by the register, and go when they are disabled.
  private func controlWritten() {
    let isEnabled = config.word(Self.virtualFunctionCapability + 0x08) & 1 != 0
    let count = isEnabled ? Int(config.word(Self.virtualFunctionCapability + 0x10)) : 0
    for function in given {
      let isThere = Int(function.address.function) <= count
      if isThere, function.isGone { function.powerOn() }
      function.isGone = !isThere
    }
  }

  private func powerOn() {
    isGone = false
    resetHardware()
  }

  override func virtualFunctionsChanged(to count: Int) {
    given = []
    setConfiguration(Self.virtualFunctionCapability + 0x08, width: 2, to: count > 0 ? 0x19 : 0x10)
    setConfiguration(Self.virtualFunctionCapability + 0x10, width: 2, to: UInt64(count))
  }

  override func readRegister(bar: Int, offset: UInt64, width: Int) -> UInt64 {
    let low = UInt64(registers[offset & ~3]) >> (8 * (offset & 3))
    return width == 8 ? low | UInt64(registers[(offset & ~3) + 4]) << 32 : low
  }

  override func writeRegister(bar: Int, offset: UInt64, width: Int, value: UInt64) {
    guard width >= 4, offset % 4 == 0 else { return }
    writeWord(offset, UInt32(truncatingIfNeeded: value))
    if width == 8 { writeWord(offset + 4, UInt32(truncatingIfNeeded: value >> 32)) }
  }

  private func writeWord(_ offset: UInt64, _ value: UInt32) {
    switch offset {
    case Register.maskSet, Register.maskClear:
      let mask = registers[Register.maskSet]
      let changed = offset == Register.maskSet ? mask | value : mask & ~value
      registers[Register.maskSet] = changed
      registers[Register.maskClear] = changed
    case Register.configuration:
      registers[offset] = value
      registers[Register.status] = value & 1
      administration = Administration()
    case Register.doorbell: serve(upTo: Int(value))
    case _ where Self.writable.contains(offset): registers[offset] = value
    default: break
    }
  }

  override func configurationWritten(_ range: Range<Int>) {
    super.configurationWritten(range)
    let control = Self.virtualFunctionCapability + 0x08
    if virtualFunctions > 0, range.overlaps(control..<control + 2) { controlWritten() }
    // The bit that starts a function-level reset reads as zero again.
    let deviceControl = 0x80 + 8
    guard range.contains(deviceControl + 1), config.word(deviceControl) & 0x8000 != 0 else { return }
    setConfiguration(deviceControl, width: 2, to: UInt64(config.word(deviceControl) & 0x7fff))
    resetHardware()
  }

  override func resetRegisters() {
    for offset in [Register.maskSet, Register.maskClear, Register.configuration, Register.status] {
      registers[offset] = 0
    }
    guard virtualFunctions > 0 else { return }
    // QEMU takes the virtual functions away and leaves them enabled, so that the kernel does not enable them anew.
    setConfiguration(Self.virtualFunctionCapability + 0x10, width: 2, to: 0)
    for function in given { function.isGone = true }
  }
}
