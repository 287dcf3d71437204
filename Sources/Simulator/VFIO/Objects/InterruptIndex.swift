import VFIOInterface

/// The interrupts of a PCI device, as vfio-pci numbers them.
enum InterruptIndex {
  case intx
  case msi
  case msix
  case error
  case request

  static let count = UInt64(FlagSet.pciIRQs.flags.count)

  init?(_ index: UInt64) {
    switch FlagSet.pciIRQs.describe(index) {
    case "INTX_IRQ_INDEX": self = .intx
    case "MSI_IRQ_INDEX": self = .msi
    case "MSIX_IRQ_INDEX": self = .msix
    case "ERR_IRQ_INDEX": self = .error
    case "REQ_IRQ_INDEX": self = .request
    default: return nil
    }
  }
}
