import MachineModel

/// QEMU's `ivshmem-plain`: a BAR that is plain memory, and four registers.
final class SharedMemoryFunction: DeviceFunction {
  let memory: SparseMemory
  private var interruptMask: UInt32 = 0
  private var interruptStatus: UInt32 = 0

  init(board: Board, address: PCIAddress, isMultifunction: Bool, size: UInt64) {
    memory = SparseMemory(size: size)
    let identity = DeviceModel.ivshmem.identity
    super.init(
      board: board, address: address, identity: identity,
      config: .endpoint(identity, revision: 1, pin: 0, isMultifunction: isMultifunction),
      bars: [0: BaseAddress(.memory, size: 256), 2: BaseAddress(.memory64, size: size, prefetchable: true)])
  }

  override func readRegister(bar: Int, offset: UInt64, width: Int) -> UInt64 {
    guard bar == 0 else { return (try? memory.load(at: offset, width: width)) ?? 0 }
    // Wider accesses are two; narrower ones are made as wide as a register, from where they begin.
    guard width <= 4 else {
      return readRegister(bar: bar, offset: offset, width: 4)
        | readRegister(bar: bar, offset: offset + 4, width: 4) << 32
    }
    switch offset {
    case 0x0: return UInt64(interruptMask)
    case 0x4:
      defer { interruptStatus = 0 }
      return UInt64(interruptStatus)
    default: return 0
    }
  }

  override func writeRegister(bar: Int, offset: UInt64, width: Int, value: UInt64) {
    guard bar == 0 else {
      try? memory.store(value, at: offset, width: width)
      return
    }
    if width > 4 { writeRegister(bar: bar, offset: offset + 4, width: 4, value: value >> 32) }
    // A write anywhere in a register is one of all of it.
    switch offset & ~3 {
    case 0x0: interruptMask = UInt32(truncatingIfNeeded: value)
    case 0x4: interruptStatus = UInt32(truncatingIfNeeded: value)
    default: break
    }
  }

  override func resetRegisters() {
    interruptMask = 0
    interruptStatus = 0
  }
}
