import VFIOInterface

/// A region of a PCI device, as vfio-pci numbers them.
enum PCIRegion {
  case bar(Int)
  case rom
  case config
  case vga

  /// Offsets in the device's file carry the region's number from this bit on.
  static let offsetShift: UInt64 = 40
  static let offsetMask: UInt64 = 1 << offsetShift - 1
  static let count = UInt64(FlagSet.pciRegions.flags.count)

  /// nil for a number that no region of a plain PCI device has.
  init?(index: UInt64) {
    switch index {
    case PCIRegionIndex.rom: self = .rom
    case PCIRegionIndex.config: self = .config
    case PCIRegionIndex.vga: self = .vga
    case _ where index < Self.count: self = .bar(Int(index))
    default: return nil
    }
  }

  static func index(of offset: UInt64) -> UInt64 { offset >> offsetShift }
}
