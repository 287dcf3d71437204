/// A device that both the simulator and QEMU can make; the raw value is QEMU's name for it.
package enum DeviceModel: String, Sendable, Hashable, CaseIterable {
  /// QEMU's teaching device: DMA, INTx and MSI at command.
  case edu
  /// A network card of conventional PCI, with INTx only.
  case e1000
  /// A network card of PCI Express: MSI-X, power management, AER.
  case e1000e
  case nvme
  /// Bare registers in a memory and in an I/O BAR; no interrupt.
  case testdev = "pci-testdev"
  /// A BAR that is plain shared memory.
  case ivshmem = "ivshmem-plain"
  /// A graphics card with the ports and the window of VGA.
  case vga = "VGA"
  case rootPort = "pcie-root-port"
  /// A bridge to a bus of conventional PCI, whose devices the IOMMU cannot tell apart.
  case conventionalBridge = "pcie-pci-bridge"
  /// A second root bus, whose devices the IOMMU does not see.
  case expander = "pxb-pcie"

  /// Whether devices can sit behind it.
  package var isBridge: Bool { self == .rootPort || self == .conventionalBridge || self == .expander }

  /// Whether the device can sit only on a bus of PCI Express.
  var needsExpress: Bool {
    switch self {
    case .e1000e, .nvme, .rootPort, .conventionalBridge, .expander: true
    case .edu, .e1000, .testdev, .ivshmem, .vga: false
    }
  }

  /// What the device says of itself in its configuration header.
  package var identity: PCIIdentity {
    switch self {
    case .edu: PCIIdentity(vendor: 0x1234, device: 0x11e8, classCode: 0x00ff00)
    case .e1000: PCIIdentity(vendor: 0x8086, device: 0x100e, classCode: 0x020000)
    case .e1000e: PCIIdentity(vendor: 0x8086, device: 0x10d3, classCode: 0x020000)
    case .nvme: PCIIdentity(vendor: 0x1b36, device: 0x0010, classCode: 0x010802)
    case .testdev: PCIIdentity(vendor: 0x1b36, device: 0x0005, classCode: 0x00ff00)
    case .ivshmem: PCIIdentity(vendor: 0x1af4, device: 0x1110, classCode: 0x050000)
    case .vga: PCIIdentity(vendor: 0x1234, device: 0x1111, classCode: 0x030000)
    case .rootPort: PCIIdentity(vendor: 0x1b36, device: 0x000c, classCode: 0x060400)
    case .conventionalBridge: PCIIdentity(vendor: 0x1b36, device: 0x000e, classCode: 0x060400)
    case .expander: PCIIdentity(vendor: 0x1b36, device: 0x000b, classCode: 0x060000)
    }
  }
}

/// The numbers by which drivers find a PCI function.
package struct PCIIdentity: Sendable, Hashable {
  package var vendor: UInt16
  package var device: UInt16
  /// Base class, subclass and programming interface: 24 bits.
  package var classCode: UInt32

  package init(vendor: UInt16, device: UInt16, classCode: UInt32) {
    self.vendor = vendor
    self.device = device
    self.classCode = classCode
  }
}
