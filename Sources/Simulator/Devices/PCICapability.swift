import VFIOInterface

/// Identifiers of standard capabilities.
enum PCICapability {
  static let powerManagement: UInt8 = 0x01
  static let vitalProductData: UInt8 = 0x03
  static let msi: UInt8 = 0x05
  static let pciX: UInt8 = 0x07
  static let vendor: UInt8 = 0x09
  static let express: UInt8 = 0x10
  static let msix: UInt8 = 0x11
  static let advancedFeatures: UInt8 = 0x13
  /// An extended one: advanced error reporting.
  static let errorReporting: UInt16 = 0x0001
}

extension ConfigSpace {
  /// The offset of a standard capability, or nil. A list that runs in circles ends.
  func capability(_ id: UInt8) -> Int? {
    guard word(ConfigRegister.status) & StatusBits.capabilityList != 0 else { return nil }
    var position = Int(byte(ConfigRegister.capabilities)) & ~3
    for _ in 0..<48 where position >= Self.headerSize {
      if byte(position) == id { return position }
      position = Int(byte(position + 1)) & ~3
    }
    return nil
  }

  /// Where an extended capability begins; nil without it.
  func extendedCapability(_ id: UInt16) -> Int? {
    var position = ConfigRegister.firstExtendedCapability
    for _ in 0..<960 where position >= ConfigRegister.firstExtendedCapability && position + 4 <= count {
      let header = long(position)
      if UInt16(truncatingIfNeeded: header) == id { return position }
      position = Int(header >> 20) & 0xffc
    }
    return nil
  }
}

extension DeviceFunction {
  var hasFunctionLevelReset: Bool {
    guard let express = config.capability(PCICapability.express) else { return false }
    return config.long(express + 4) & CapabilityBuilder.functionLevelReset != 0
  }

  /// Whether coming back from D3hot resets the function (No_Soft_Reset is clear).
  var resetsWithPower: Bool {
    guard let power = config.capability(PCICapability.powerManagement) else { return false }
    return config.word(power + 4) & 0x0008 == 0
  }

  var isExpress: Bool { config.capability(PCICapability.express) != nil }
}
