/// Which bits of a capability the user sees from the driver's copy, and which can be written.
///
/// A bit that is not virtual comes from the function, and a write goes there. What the table does not name can be read
/// and nothing else.
struct ConfigPermissions {
  /// A register: its offset in the capability, its bytes, and the two masks.
  struct Register {
    var offset: Int
    var width: Int
    var virtual: UInt32
    var writable: UInt32

    init(_ offset: Int, _ width: Int, virtual: UInt32 = 0, writable: UInt32 = 0) {
      self.offset = offset
      self.width = width
      self.virtual = virtual
      self.writable = writable
    }
  }

  private var virtual: [UInt8] = []
  private var writable: [UInt8] = []

  init(_ registers: [Register]) {
    let size = registers.map { $0.offset + $0.width }.max() ?? 0
    virtual = [UInt8](repeating: 0, count: size)
    writable = virtual
    for register in registers {
      virtual.set(UInt64(register.virtual), at: register.offset, width: register.width)
      writable.set(UInt64(register.writable), at: register.offset, width: register.width)
    }
  }

  /// Takes the right to write bits of a word away.
  mutating func forbid(_ offset: Int, _ bits: UInt16) {
    writable.set(UInt64(Self.bits(writable, offset, 2) & ~UInt32(bits)), at: offset, width: 2)
  }

  func virtualBits(_ offset: Int, width: Int) -> UInt32 { Self.bits(virtual, offset, width) }
  func writableBits(_ offset: Int, width: Int) -> UInt32 { Self.bits(writable, offset, width) }

  private static func bits(_ mask: [UInt8], _ offset: Int, _ width: Int) -> UInt32 {
    (0..<width).reduce(0) { bits, index in
      offset + index < mask.count ? bits | UInt32(mask[offset + index]) << UInt32(8 * index) : bits
    }
  }
}

extension ConfigPermissions {
  private static let all = UInt32.max

  /// The configuration header.
  static let header = ConfigPermissions(
    [
      Register(ConfigRegister.vendor, 4, virtual: all),
      Register(
        ConfigRegister.command, 2, virtual: UInt32(CommandBits.disableINTx.rawValue), writable: 0xffff),
      Register(ConfigRegister.status, 2, virtual: UInt32(StatusBits.capabilityList)),
      Register(ConfigRegister.cacheLineSize, 1, writable: 0xff),
      Register(ConfigRegister.latencyTimer, 1, writable: 0xff),
      Register(ConfigRegister.selfTest, 1, writable: 0xff),
      Register(ConfigRegister.expansionROM, 4, virtual: all, writable: all),
      Register(ConfigRegister.capabilities, 1, virtual: 0xff),
      Register(ConfigRegister.interruptLine, 1, virtual: 0xff, writable: 0xff),
      Register(ConfigRegister.interruptPin, 1, virtual: 0xff),
    ]
      + stride(from: ConfigRegister.firstBAR, through: ConfigRegister.lastBAR, by: 4).map {
        Register($0, 4, virtual: all, writable: all)
      })

  /// The pointer to the next capability, which is virtual in each so that others can be left out.
  private static let next = Register(1, 1, virtual: 0xff)

  /// PME cannot reach the user, so it is not seen; the state is changed by the driver.
  static let powerManagement = ConfigPermissions([
    next, Register(2, 2, virtual: 0xf800), Register(4, 4, virtual: 0x8100, writable: ~0x8103),
  ])

  static let vitalProductData = ConfigPermissions([
    next, Register(2, 2, virtual: 0xffff, writable: 0xffff), Register(4, 4, virtual: all, writable: all),
  ])

  static let pciX = ConfigPermissions([next, Register(2, 2, writable: 0xffff), Register(8, 4, writable: all)])

  /// The payload size, the size of read requests and the reset bit of device control are virtual.
  static let express = ConfigPermissions([
    next, Register(8, 2, virtual: 0xf0e0, writable: 0xfdff), Register(0x28, 2, writable: 0xffdf),
  ])

  static let advancedFeatures = ConfigPermissions([next, Register(4, 1, virtual: 0x01, writable: 0x01)])

  /// The first word of an extended capability, which points to the next.
  private static let extendedHeader = Register(0, 4, virtual: all)

  /// Errors: their status, mask and severity, and the control of checks.
  static let errorReporting = ConfigPermissions([
    extendedHeader, Register(0x04, 4, writable: 0x03ff_f031), Register(0x08, 4, writable: 0x03ff_f031),
    Register(0x0c, 4, writable: 0x03ff_f031), Register(0x10, 4, writable: 0xf1c1),
    Register(0x14, 4, writable: 0xf1c1), Register(0x18, 4, writable: 0x0140),
  ])

  static let powerBudgeting = ConfigPermissions([extendedHeader, Register(0x08, 1, writable: 0xff)])

  /// MSI depends on what the function's flags say: 64-bit addresses, masking of vectors.
  static func msi(flags: UInt16) -> ConfigPermissions {
    let isWide = flags & 0x0080 != 0
    let canMask = flags & 0x0100 != 0
    var registers = [
      next, Register(2, 1, virtual: 0xff, writable: 0xff), Register(4, 4, virtual: all, writable: all),
    ]
    if isWide { registers.append(Register(8, 4, virtual: all, writable: all)) }
    let data = isWide ? 12 : 8
    registers.append(Register(data, 2, virtual: 0xffff, writable: 0xffff))
    if canMask {
      registers += [Register(data + 4, 4, writable: all), Register(data + 8, 4, writable: all)]
    }
    return ConfigPermissions(registers)
  }
}
