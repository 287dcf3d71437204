// The flags and enumerations of linux/vfio.h.

extension FlagSet {
  /// IOMMU models, and the extensions that share their number space.
  package static let extensions = FlagSet(
    prefix: "VFIO_", isEnumeration: true,
    [
      "TYPE1_IOMMU": 1, "SPAPR_TCE_IOMMU": 2, "TYPE1v2_IOMMU": 3, "DMA_CC_IOMMU": 4, "EEH": 5,
      "TYPE1_NESTING_IOMMU": 6, "SPAPR_TCE_v2_IOMMU": 7, "NOIOMMU_IOMMU": 8, "UNMAP_ALL": 9, "UPDATE_VADDR": 10,
    ])

  package static let groupStatus = FlagSet(prefix: "VFIO_GROUP_FLAGS_", ["VIABLE": 1, "CONTAINER_SET": 2])

  package static let deviceInfo = FlagSet(
    prefix: "VFIO_DEVICE_FLAGS_",
    [
      "RESET": 1, "PCI": 2, "PLATFORM": 4, "AMBA": 8, "CCW": 16, "AP": 32, "FSL_MC": 64, "CAPS": 128, "CDX": 256,
    ])

  static let atomicCompleter = FlagSet(
    prefix: "VFIO_PCI_ATOMIC_", ["COMP32": 1, "COMP64": 2, "COMP128": 4])

  package static let regionInfo = FlagSet(
    prefix: "VFIO_REGION_INFO_FLAG_", ["READ": 1, "WRITE": 2, "MMAP": 4, "CAPS": 8])

  package static let pciRegions = FlagSet(
    prefix: "VFIO_PCI_", isEnumeration: true,
    [
      "BAR0_REGION_INDEX": 0, "BAR1_REGION_INDEX": 1, "BAR2_REGION_INDEX": 2, "BAR3_REGION_INDEX": 3,
      "BAR4_REGION_INDEX": 4, "BAR5_REGION_INDEX": 5, "ROM_REGION_INDEX": 6, "CONFIG_REGION_INDEX": 7,
      "VGA_REGION_INDEX": 8,
    ])

  package static let irqInfo = FlagSet(
    prefix: "VFIO_IRQ_INFO_", ["EVENTFD": 1, "MASKABLE": 2, "AUTOMASKED": 4, "NORESIZE": 8])

  package static let pciIRQs = FlagSet(
    prefix: "VFIO_PCI_", isEnumeration: true,
    [
      "INTX_IRQ_INDEX": 0, "MSI_IRQ_INDEX": 1, "MSIX_IRQ_INDEX": 2, "ERR_IRQ_INDEX": 3, "REQ_IRQ_INDEX": 4,
    ])

  package static let irqSet = FlagSet(
    prefix: "VFIO_IRQ_SET_",
    [
      "DATA_NONE": 1, "DATA_BOOL": 2, "DATA_EVENTFD": 4, "ACTION_MASK": 8, "ACTION_UNMASK": 16, "ACTION_TRIGGER": 32,
    ])

  package static let hotResetInfo = FlagSet(
    prefix: "VFIO_PCI_HOT_RESET_FLAG_", ["DEV_ID": 1, "DEV_ID_OWNED": 2])

  package static let gfxPlane = FlagSet(
    prefix: "VFIO_GFX_PLANE_TYPE_", ["PROBE": 1, "DMABUF": 2, "REGION": 4])

  package static let ioEventFD = FlagSet(
    prefix: "VFIO_DEVICE_IOEVENTFD_", ["8": 1, "16": 2, "32": 4, "64": 8])

  package static let deviceFeature = FlagSet(
    prefix: "VFIO_DEVICE_FEATURE_", ["GET": 1 << 16, "SET": 1 << 17, "PROBE": 1 << 18])

  /// The features of a device, by the number in the flags.
  package static let deviceFeatures = FlagSet(
    prefix: "VFIO_DEVICE_FEATURE_", isEnumeration: true,
    [
      "PCI_VF_TOKEN": 0, "MIGRATION": 1, "MIG_DEVICE_STATE": 2, "LOW_POWER_ENTRY": 3,
      "LOW_POWER_ENTRY_WITH_WAKEUP": 4, "LOW_POWER_EXIT": 5, "DMA_LOGGING_START": 6, "DMA_LOGGING_STOP": 7,
      "DMA_LOGGING_REPORT": 8, "MIG_DATA_SIZE": 9,
    ])

  package static let type1Info = FlagSet(prefix: "VFIO_IOMMU_INFO_", ["PGSIZES": 1, "CAPS": 2])

  package static let dmaMap = FlagSet(prefix: "VFIO_DMA_MAP_FLAG_", ["READ": 1, "WRITE": 2, "VADDR": 4])

  package static let dmaUnmap = FlagSet(
    prefix: "VFIO_DMA_UNMAP_FLAG_", ["GET_DIRTY_BITMAP": 1, "ALL": 2, "VADDR": 4])

  package static let dirtyBitmap = FlagSet(
    prefix: "VFIO_IOMMU_DIRTY_PAGES_FLAG_", ["START": 1, "STOP": 2, "GET_BITMAP": 4])

  package static let spaprTCEInfo = FlagSet(prefix: "VFIO_IOMMU_SPAPR_INFO_", ["DDW": 1])

  /// Every set, for checking names against the header.
  package static let all: [FlagSet] = [
    extensions, groupStatus, deviceInfo, atomicCompleter, regionInfo, pciRegions, irqInfo, pciIRQs, irqSet,
    hotResetInfo, gfxPlane, ioEventFD, deviceFeature, deviceFeatures, type1Info, dmaMap, dmaUnmap, dirtyBitmap,
    spaprTCEInfo,
    eehOps, eehStates, eehErrorTypes, eehErrorFunctions,
  ]
}
