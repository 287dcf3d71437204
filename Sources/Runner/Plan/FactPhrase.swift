import SuiteModel

/// What a condition on a device asks for, in a person's words.
enum FactPhrase {
  static func device(_ condition: Expression) -> String {
    if case .name(let fact) = condition.root.kind {
      if let phrase = phrases[fact] { return phrase }
      if DeviceFacts.models.contains(fact) { return "a device of model \(fact)" }
    }
    return condition.text == "sriov > 0" ? "a device with virtual functions" : "a device with \(condition.text)"
  }

  private static let phrases = [
    "pci": "a PCI device",
    "platform": "a device that is not on PCI",
    "pcie": "a PCI Express device",
    "isolated": "a device alone in its group",
    "pm": "a device with power management",
    "flr": "a device that can be reset by function",
    "reset": "a device that can be reset",
    "bus_reset": "a device behind a bridge that can reset its bus",
    "vga": "a VGA device",
    "rom": "a device with an expansion ROM",
    "vpd": "a device with vital product data",
    "aer": "a device that reports errors (AER)",
    "freezes": "a device behind a host bridge that stops what fails",
    "can_raise_intx": "a device that can be made to raise INTx",
    "can_raise_msi": "a device that can be made to raise MSI",
    "can_raise_msix": "a device that can be made to raise MSI-X",
    "can_dma": "a device that can be made to do DMA",
    "has_scratch": "a device with a register to play with",
  ]
}
