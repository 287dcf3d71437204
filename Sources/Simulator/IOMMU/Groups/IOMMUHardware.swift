import MachineModel

/// What the machine's IOMMU can do, and what user space must leave alone.
final class IOMMUHardware {
  struct ReservedRegion {
    enum Kind: String {
      case relaxable = "direct-relaxable"
      case msi
      case reserved
    }

    var start: UInt64
    /// The last address inside.
    var end: UInt64
    var kind: Kind
  }

  /// The addresses that it translates; nil without an IOMMU.
  let aperture: ClosedRange<UInt64>?
  /// A bit for each page size.
  let pageSizes: UInt64
  /// What `type` of a group says while nobody claims it.
  let defaultDomainType: String
  /// Whether a device's interrupts are remapped, so that no device can raise another's.
  let isolatesInterrupts: Bool
  /// Whether it makes DMA coherent with the processors' caches, whatever the device asks for.
  let enforcesCoherency: Bool
  /// Whether a mapping for writing alone can be read too.
  let readsWhatCanBeWritten: Bool
  private let reservedRegions: [ReservedRegion]
  /// Where Intel's driver keeps the floppy controller's memory, which a bridge to ISA may use.
  private let bridgeRegions: [ReservedRegion]

  init(_ kind: IOMMUKind, _ profile: KernelProfile) {
    let interrupts = ReservedRegion(start: 0xfee0_0000, end: 0xfeef_ffff, kind: .msi)
    switch kind {
    case .intel:
      aperture = 0...(1 << 39) - 1
      pageSizes = 0x4020_1000
      reservedRegions = [interrupts]
    case .amd:
      aperture = 0...profile.amdLastAddress
      pageSizes = profile.amdPageSizes
      reservedRegions = [
        interrupts, ReservedRegion(start: 0xfd_0000_0000, end: 0xff_ffff_ffff, kind: .reserved),
      ]
    case .smmu:
      aperture = 0...(1 << 48) - 1
      pageSizes = 0x4020_1000
      // Where the kernel maps the doorbell of the interrupt controller.
      reservedRegions = [ReservedRegion(start: 0x800_0000, end: 0x80f_ffff, kind: .msi)]
    case .zpci:
      // What the function's host says that it translates.
      aperture = 1 << 32...(1 << 32) + (1 << 29) - 1
      pageSizes = 0x1000
      reservedRegions = []
    case .tce, .none:
      aperture = nil
      pageSizes = 0
      reservedRegions = []
    }
    switch kind {
    case .intel, .zpci: defaultDomainType = "DMA-FQ"
    case .amd, .smmu: defaultDomainType = "DMA"
    case .tce, .none: defaultDomainType = "unknown"
    }
    let floppy = ReservedRegion(start: 0, end: 0xff_ffff, kind: .relaxable)
    bridgeRegions = kind == .intel ? [floppy] : []
    readsWhatCanBeWritten = kind == .intel && !profile.has(.sharesPageTables)
    isolatesInterrupts = kind != .none
    enforcesCoherency = kind == .amd
  }

  /// What must not be mapped for the devices of a group.
  func reservedRegions(of group: IOMMUGroup) -> [ReservedRegion] {
    // It does not know the groups that VFIO makes, which have a name.
    guard group.name == nil else { return [] }
    let hasBridge = group.devices.contains { $0.function.identity.classCode >> 8 == 0x0601 }
    return (hasBridge ? bridgeRegions : []) + reservedRegions
  }

  /// Whether it puts a function in a group; it leaves out itself.
  func groups(_ function: DeviceFunction) -> Bool {
    aperture != nil && function.identity.classCode >> 8 != 0x0806
  }
}

extension Kernel {
  var iommu: IOMMUHardware { part { IOMMUHardware($0.machine.iommu, $0.profile) } }
}
