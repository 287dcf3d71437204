import VFIOInterface

/// The configuration space of a function, as its registers answer on the bus.
struct ConfigSpace {
  static let conventionalSize = 256
  static let expressSize = 4096
  static let headerSize = 64

  private(set) var bytes: [UInt8]
  /// Bits that a write changes.
  private(set) var writable: [UInt8]
  /// Bits that a written 1 clears.
  private(set) var clearable: [UInt8]

  init(size: Int) {
    bytes = [UInt8](repeating: 0, count: size)
    writable = bytes
    clearable = bytes
  }

  var count: Int { bytes.count }

  /// What a read cycle returns: all ones where there is no register.
  func read(_ offset: Int, width: Int) -> UInt32 {
    guard let value = bytes.integer(at: offset, width: width) else { return UInt32.max >> UInt32(32 - 8 * width) }
    return UInt32(truncatingIfNeeded: value)
  }

  func byte(_ offset: Int) -> UInt8 { UInt8(truncatingIfNeeded: read(offset, width: 1)) }
  func word(_ offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: read(offset, width: 2)) }
  func long(_ offset: Int) -> UInt32 { read(offset, width: 4) }

  /// A write cycle: only what the function lets be written changes.
  mutating func write(_ offset: Int, width: Int, value: UInt32) {
    guard offset >= 0, width > 0, offset <= count - width else { return }
    for index in 0..<width {
      let position = offset + index
      let given = UInt8(truncatingIfNeeded: value >> UInt32(8 * index))
      let mask = writable[position]
      bytes[position] = bytes[position] & ~mask | given & mask
      bytes[position] &= ~(given & clearable[position])
    }
  }

  /// Sets a register from the function's side, past every mask.
  mutating func set(_ offset: Int, width: Int, to value: UInt64) {
    bytes.set(value, at: offset, width: width)
  }

  mutating func set(_ offset: Int, to values: [UInt8]) {
    for (index, value) in values.enumerated() where offset + index < count { bytes[offset + index] = value }
  }

  /// Declares what can be written in the bytes from an offset on.
  mutating func allow(_ offset: Int, width: Int, mask: UInt64) {
    writable.set(mask, at: offset, width: width)
  }

  mutating func allow(_ range: Range<Int>, mask: UInt8) {
    for offset in range where offset < count { writable[offset] = mask }
  }

  /// Declares what a written 1 clears.
  mutating func clearByOne(_ offset: Int, width: Int, mask: UInt64) {
    clearable.set(mask, at: offset, width: width)
  }

  /// Clears what can be written in a register, as a reset does.
  mutating func clearWritable(_ range: Range<Int>) {
    for offset in range where offset < count { bytes[offset] &= ~writable[offset] }
  }
}

/// Offsets in the configuration header and bits of its registers (PCI Local Bus Specification 3.0, chapter 6).
enum ConfigRegister {
  static let vendor = 0x00
  static let device = 0x02
  static let command = 0x04
  static let status = 0x06
  static let revision = 0x08
  static let classCode = 0x09
  static let cacheLineSize = 0x0c
  static let latencyTimer = 0x0d
  static let headerType = 0x0e
  static let selfTest = 0x0f
  static let firstBAR = 0x10
  static let lastBAR = 0x24
  static let subsystemVendor = 0x2c
  static let subsystem = 0x2e
  static let expansionROM = 0x30
  static let capabilities = 0x34
  static let interruptLine = 0x3c
  static let interruptPin = 0x3d
  static let firstExtendedCapability = 0x100
}

/// Bits of the command register.
struct CommandBits: OptionSet {
  var rawValue: UInt16
  static let io = CommandBits(rawValue: 0x0001)
  static let memory = CommandBits(rawValue: 0x0002)
  static let busMaster = CommandBits(rawValue: 0x0004)
  /// Parity errors are answered, and reported as system errors.
  static let errors = CommandBits(rawValue: 0x0140)
  static let disableINTx = CommandBits(rawValue: 0x0400)
}

/// Bits of the status register.
enum StatusBits {
  static let interrupt: UInt16 = 0x0008
  static let capabilityList: UInt16 = 0x0010
  /// Errors, which a written 1 clears.
  static let errors: UInt16 = 0xf900
}
