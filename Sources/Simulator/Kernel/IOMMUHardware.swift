import MachineModel

/// What the machine's IOMMU can do, and what user space must leave alone.
struct IOMMUHardware {
  struct ReservedRegion {
    enum Kind: String {
      case direct
      case msi
      case reserved
    }

    var start: UInt64
    /// The last address inside.
    var end: UInt64
    var kind: Kind
  }

  /// The addresses that it translates; nil without an IOMMU.
  var aperture: ClosedRange<UInt64>?
  /// A bit for each page size.
  var pageSizes: UInt64
  var reservedRegions: [ReservedRegion]
  /// What `type` of a group says while nobody claims it.
  var defaultDomainType: String
  /// Whether a device's interrupts are remapped, so that no device can raise another's.
  var isolatesInterrupts: Bool
  /// Whether it makes DMA coherent with the processors' caches, whatever the device asks for.
  var enforcesCoherency: Bool

  init(_ kind: IOMMUKind) {
    let interrupts = ReservedRegion(start: 0xfee0_0000, end: 0xfeef_ffff, kind: .msi)
    switch kind {
    case .intel:
      aperture = 0...(1 << 39) - 1
      pageSizes = 0x4020_1000
      reservedRegions = [interrupts]
    case .amd:
      aperture = 0...UInt64.max
      pageSizes = ~0xfff
      reservedRegions = [interrupts, ReservedRegion(start: 0xfd_0000_0000, end: 0xff_ffff_ffff, kind: .reserved)]
    case .none:
      aperture = nil
      pageSizes = 0
      reservedRegions = []
    }
    defaultDomainType = "DMA-FQ"
    isolatesInterrupts = kind != .none
    enforcesCoherency = kind == .amd
  }
}
