import VFIOInterface

/// Lays capabilities into a configuration space, each with the masks that QEMU's functions give it.
///
/// A new capability goes to the front of the list, as it does there.
struct CapabilityBuilder {
  /// In the device capabilities of PCI Express: the function can be reset by itself.
  static let functionLevelReset: UInt32 = 1 << 28

  private(set) var config: ConfigSpace
  private var lastExtended: Int?

  init(_ config: ConfigSpace) { self.config = config }

  // MARK: Standard capabilities

  /// Power management 1.1 or later; the state bits can be written, and PME_Status clears by 1.
  mutating func powerManagement(at offset: Int, capabilities: UInt16, control: UInt16, writable: UInt64) {
    add(id: 0x01, at: offset, size: 8)
    config.set(offset + 2, width: 2, to: UInt64(capabilities))
    config.set(offset + 4, width: 2, to: UInt64(control))
    config.allow(offset + 4, width: 2, mask: writable)
  }

  /// MSI with one 64-bit vector and no masking.
  mutating func msi(at offset: Int) {
    add(id: 0x05, at: offset, size: 14)
    config.set(offset + 2, width: 2, to: 0x0080)
    config.allow(offset + 2, width: 2, mask: 0x0001)
    config.allow(offset + 4, width: 8, mask: 0xffff_ffff_ffff_fffc)
    config.allow(offset + 12, width: 2, mask: 0xffff)
  }

  mutating func msix(at offset: Int, vectors: Int, bar: Int, table: UInt32, pending: UInt32) {
    add(id: 0x11, at: offset, size: 12)
    config.set(offset + 2, width: 2, to: UInt64(vectors - 1))
    config.set(offset + 4, width: 4, to: UInt64(table) | UInt64(bar))
    config.set(offset + 8, width: 4, to: UInt64(pending) | UInt64(bar))
    config.allow(offset + 2, width: 2, mask: 0xc000)
  }

  /// The PCI Express capability of an endpoint: version 1 without, version 2 with the second set of registers.
  mutating func express(at offset: Int, version: UInt16, deviceCapabilities: UInt32) {
    add(id: 0x10, at: offset, size: version == 1 ? 0x14 : 0x3c)
    config.set(offset + 2, width: 2, to: UInt64(version))
    config.set(offset + 4, width: 4, to: UInt64(deviceCapabilities))
    config.set(offset + 0x0c, width: 4, to: 0x0000_0411)
    config.set(offset + 0x10, width: 4, to: 0x0011_0000)
    if deviceCapabilities & Self.functionLevelReset != 0 { config.allow(offset + 8, width: 2, mask: 0x8000) }
    guard version > 1 else { return }
    config.set(offset + 0x24, width: 4, to: 0x0030_0000)
    config.allow(offset + 0x28, width: 2, mask: 0x8000)
  }

  // MARK: Extended capabilities

  /// Advanced error reporting, version 2.
  mutating func errorReporting(at offset: Int) {
    addExtended(id: 0x0001, version: 2, at: offset, size: 0x48)
    config.clearByOne(offset + 0x04, width: 4, mask: 0x03ff_f030)
    config.set(offset + 0x0c, width: 4, to: 0x0046_2030)
    config.allow(offset + 0x0c, width: 4, mask: 0x03ff_f030)
    config.clearByOne(offset + 0x10, width: 4, mask: 0xf1c1)
    config.set(offset + 0x14, width: 4, to: 0x0000_e000)
    config.allow(offset + 0x14, width: 4, mask: 0xf1c1)
    config.set(offset + 0x18, width: 4, to: 0x0000_00a0)
    config.allow(offset + 0x18, width: 4, mask: 0x0140)
  }

  mutating func serialNumber(at offset: Int, _ number: UInt64) {
    addExtended(id: 0x0003, version: 1, at: offset, size: 12)
    config.set(offset + 4, width: 8, to: number)
  }

  /// Alternative routing ids: functions are numbered past seven.
  mutating func alternativeRouting(at offset: Int, next: UInt8) {
    addExtended(id: 0x000e, version: 1, at: offset, size: 8)
    config.set(offset + 4, width: 2, to: UInt64(next) << 8)
  }

  /// Virtual functions, in the numbers behind that of the physical one, with a BAR 0 each.
  mutating func virtualFunctions(at offset: Int, count: Int, device: UInt16, bar: BaseAddress) {
    addExtended(id: 0x0010, version: 1, at: offset, size: 0x40)
    config.allow(offset + 0x08, width: 2, mask: 0x0019)
    config.set(offset + 0x0c, width: 2, to: UInt64(count))
    config.set(offset + 0x0e, width: 2, to: UInt64(count))
    config.allow(offset + 0x10, width: 2, mask: 0xffff)
    config.set(offset + 0x14, width: 2, to: 1)
    config.set(offset + 0x16, width: 2, to: 1)
    config.set(offset + 0x1a, width: 2, to: UInt64(device))
    config.set(offset + 0x1c, width: 4, to: 0x553)
    config.set(offset + 0x20, width: 4, to: 1)
    config.set(offset + 0x24, width: 4, to: bar.typeBits)
  }

  // MARK: The lists

  private mutating func add(id: UInt8, at offset: Int, size: Int) {
    config.allow(offset..<offset + size, mask: 0)
    config.set(offset, width: 1, to: UInt64(id))
    config.set(offset + 1, width: 1, to: UInt64(config.byte(ConfigRegister.capabilities)))
    config.set(ConfigRegister.capabilities, width: 1, to: UInt64(offset))
    let status = config.word(ConfigRegister.status) | StatusBits.capabilityList
    config.set(ConfigRegister.status, width: 2, to: UInt64(status))
  }

  private mutating func addExtended(id: UInt16, version: UInt32, at offset: Int, size: Int) {
    config.allow(offset..<offset + size, mask: 0)
    config.set(offset, width: 4, to: UInt64(UInt32(id) | version << 16))
    if let last = lastExtended {
      config.set(last, width: 4, to: UInt64(config.long(last) | UInt32(offset) << 20))
    }
    lastExtended = offset
  }
}
