import VFIOInterface

/// How the kernel can reset a function, in the order in which it tries unless told another (`pci_reset_fn_methods`).
enum ResetMethod: String, CaseIterable {
  case functionLevel = "flr"
  case advancedFeatures = "af_flr"
  case powerManagement = "pm"
  case bus

  /// What the kernel found when it met the function. On a bus of several, only the first that was found seems alone.
  static func available(to function: DeviceFunction) -> [ResetMethod] {
    allCases.filter { method in
      switch method {
      case .functionLevel: function.hasFunctionLevelReset
      case .advancedFeatures: false
      case .powerManagement: function.resetsWithPower
      case .bus:
        function.address.bus != 0 && !function.isBridge
          && !function.neighbours.contains { $0.address < function.address }
      }
    }
  }
}

extension DeviceFunction {
  /// What `reset_method` in sysfs takes: names of methods that there are, `default` for all of them, or nothing for none.
  func chooseResetMethods(_ text: String) throws(Errno) {
    guard text != "default" else {
      chosenResetMethods = nil
      return
    }
    let available = ResetMethod.available(to: self)
    var chosen: [ResetMethod] = []
    for name in text.split(separator: " ") {
      guard let method = ResetMethod(rawValue: String(name)), available.contains(method) else { throw .EINVAL }
      if !chosen.contains(method) { chosen.append(method) }
    }
    chosenResetMethods = chosen
  }

  /// The methods that the kernel tries.
  var usedResetMethods: [ResetMethod] { chosenResetMethods ?? ResetMethod.available(to: self) }

  /// Other functions on the same bus.
  var neighbours: [DeviceFunction] {
    kernel.pci.devices.compactMap { $0.function as? DeviceFunction }
      .filter { $0.address.domain == address.domain && $0.address.bus == address.bus && $0 !== self }
  }

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
}
