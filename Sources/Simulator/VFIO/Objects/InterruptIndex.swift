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
    switch index {
    case PCIIRQIndex.intx: self = .intx
    case PCIIRQIndex.msi: self = .msi
    case PCIIRQIndex.msix: self = .msix
    case PCIIRQIndex.err: self = .error
    case PCIIRQIndex.req: self = .request
    default: return nil
    }
  }
}
