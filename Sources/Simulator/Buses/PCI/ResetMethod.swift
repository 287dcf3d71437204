import VFIOInterface

/// How the kernel can reset a function, in the order in which it tries unless told another (`pci_reset_fn_methods`).
enum ResetMethod: String, CaseIterable {
  case functionLevel = "flr"
  case advancedFeatures = "af_flr"
  case powerManagement = "pm"
  case bus

  /// What the kernel found when it met the function. On a bus of several, only the first that was found seems alone.
  static func available(to device: PCIDevice) -> [ResetMethod] {
    let function = device.function
    return allCases.filter { method in
      switch method {
      case .functionLevel: function.hasFunctionLevelReset
      case .advancedFeatures: false
      case .powerManagement: function.resetsWithPower
      case .bus:
        device.address.bus != 0 && !function.isBridge
          && !device.neighbours.contains { $0.address < device.address }
      }
    }
  }
}

extension PCIDevice {
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
  var neighbours: [PCIDevice] {
    kernel.pci.devices.filter {
      $0.address.domain == address.domain && $0.address.bus == address.bus && $0 !== self
    }
  }
}
