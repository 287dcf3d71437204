import MachineModel
import VFIOInterface

extension ConfigSpace {
  /// The subsystem that QEMU's functions name unless they have one of their own.
  static let defaultSubsystem: (vendor: UInt16, device: UInt16) = (0x1af4, 0x1100)

  /// A configuration space with the header of an endpoint, and bytes behind it that anybody can write, as QEMU has it.
  ///
  /// - Parameter pin: 1 for INTA, 0 for a function without.
  static func endpoint(
    _ identity: PCIIdentity, revision: UInt8, pin: UInt8, isMultifunction: Bool = false,
    subsystem: (vendor: UInt16, device: UInt16) = defaultSubsystem, isExpress: Bool = false
  ) -> ConfigSpace {
    var config = ConfigSpace(size: isExpress ? expressSize : conventionalSize)
    config.set(ConfigRegister.vendor, width: 2, to: UInt64(identity.vendor))
    config.set(ConfigRegister.device, width: 2, to: UInt64(identity.device))
    config.set(ConfigRegister.revision, width: 1, to: UInt64(revision))
    config.set(ConfigRegister.classCode, width: 3, to: UInt64(identity.classCode))
    config.set(ConfigRegister.headerType, width: 1, to: isMultifunction ? 0x80 : 0)
    config.set(ConfigRegister.subsystemVendor, width: 2, to: UInt64(subsystem.vendor))
    config.set(ConfigRegister.subsystem, width: 2, to: UInt64(subsystem.device))
    config.set(ConfigRegister.interruptPin, width: 1, to: UInt64(pin))
    // The firmware leaves memory, I/O and SERR# on.
    config.set(ConfigRegister.command, width: 2, to: 0x0103)
    config.allow(ConfigRegister.command, width: 2, mask: 0x0507)
    config.clearByOne(ConfigRegister.status, width: 2, mask: UInt64(StatusBits.errors))
    config.allow(ConfigRegister.cacheLineSize, width: 1, mask: 0xff)
    config.allow(ConfigRegister.interruptLine, width: 1, mask: 0xff)
    config.allow(headerSize..<config.count, mask: 0xff)
    if isExpress { config.allow(ConfigRegister.firstExtendedCapability, width: 4, mask: 0) }
    return config
  }

  /// Declares which bits of the BARs and of the ROM's register can be written.
  mutating func allow(_ bars: [Int: BaseAddress], romSize: Int) {
    for (index, bar) in bars {
      let fixed: UInt64 = bar.isMemory ? 0xf : 0x3
      allow(ConfigRegister.firstBAR + 4 * index, width: bar.registerWidth, mask: ~(bar.size - 1) & ~fixed)
    }
    if romSize > 0 { allow(ConfigRegister.expansionROM, width: 4, mask: ~UInt64(romSize - 1) | 1) }
  }
}
