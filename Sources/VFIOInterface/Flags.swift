// The flags and enumerations of linux/vfio.h.

extension FlagSet {
  /// IOMMU models, and the extensions that share their number space.
  package static let extensions = FlagSet(
    prefix: "VFIO_", isEnumeration: true,
    [
      "TYPE1_IOMMU": ContainerExtension.type1, "SPAPR_TCE_IOMMU": ContainerExtension.spaprTCE,
      "TYPE1v2_IOMMU": ContainerExtension.type1v2, "DMA_CC_IOMMU": ContainerExtension.dmaCC,
      "EEH": ContainerExtension.eeh,
      "TYPE1_NESTING_IOMMU": ContainerExtension.type1Nesting, "SPAPR_TCE_v2_IOMMU": ContainerExtension.spaprTCEv2,
      "NOIOMMU_IOMMU": ContainerExtension.noIOMMU, "UNMAP_ALL": ContainerExtension.unmapAll,
      "UPDATE_VADDR": ContainerExtension.updateVaddr,
    ])

  package static let groupStatus = FlagSet(
    prefix: "VFIO_GROUP_FLAGS_",
    [
      "VIABLE": GroupStatusFlags.viable, "CONTAINER_SET": GroupStatusFlags.containerSet,
    ])

  package static let deviceInfo = FlagSet(
    prefix: "VFIO_DEVICE_FLAGS_",
    [
      "RESET": DeviceInfoFlags.reset, "PCI": DeviceInfoFlags.pci, "PLATFORM": DeviceInfoFlags.platform,
      "AMBA": DeviceInfoFlags.amba, "CCW": DeviceInfoFlags.ccw, "AP": DeviceInfoFlags.ap,
      "FSL_MC": DeviceInfoFlags.fslMC, "CAPS": DeviceInfoFlags.caps, "CDX": DeviceInfoFlags.cdx,
    ])

  static let atomicCompleter = FlagSet(
    prefix: "VFIO_PCI_ATOMIC_", ["COMP32": 1, "COMP64": 2, "COMP128": 4])

  package static let regionInfo = FlagSet(
    prefix: "VFIO_REGION_INFO_FLAG_",
    [
      "READ": RegionInfoFlags.read, "WRITE": RegionInfoFlags.write, "MMAP": RegionInfoFlags.mmap,
      "CAPS": RegionInfoFlags.caps,
    ])

  package static let pciRegions = FlagSet(
    prefix: "VFIO_PCI_", isEnumeration: true,
    [
      "BAR0_REGION_INDEX": PCIRegionIndex.bar0, "BAR1_REGION_INDEX": PCIRegionIndex.bar1,
      "BAR2_REGION_INDEX": PCIRegionIndex.bar2, "BAR3_REGION_INDEX": PCIRegionIndex.bar3,
      "BAR4_REGION_INDEX": PCIRegionIndex.bar4, "BAR5_REGION_INDEX": PCIRegionIndex.bar5,
      "ROM_REGION_INDEX": PCIRegionIndex.rom, "CONFIG_REGION_INDEX": PCIRegionIndex.config,
      "VGA_REGION_INDEX": PCIRegionIndex.vga,
    ])

  package static let irqInfo = FlagSet(
    prefix: "VFIO_IRQ_INFO_",
    [
      "EVENTFD": IRQInfoFlags.eventfd, "MASKABLE": IRQInfoFlags.maskable, "AUTOMASKED": IRQInfoFlags.automasked,
      "NORESIZE": IRQInfoFlags.noresize,
    ])

  package static let pciIRQs = FlagSet(
    prefix: "VFIO_PCI_", isEnumeration: true,
    [
      "INTX_IRQ_INDEX": PCIIRQIndex.intx, "MSI_IRQ_INDEX": PCIIRQIndex.msi, "MSIX_IRQ_INDEX": PCIIRQIndex.msix,
      "ERR_IRQ_INDEX": PCIIRQIndex.err, "REQ_IRQ_INDEX": PCIIRQIndex.req,
    ])

  package static let irqSet = FlagSet(
    prefix: "VFIO_IRQ_SET_",
    [
      "DATA_NONE": IRQSetFlags.dataNone, "DATA_BOOL": IRQSetFlags.dataBool, "DATA_EVENTFD": IRQSetFlags.dataEventFD,
      "ACTION_MASK": IRQSetFlags.actionMask, "ACTION_UNMASK": IRQSetFlags.actionUnmask,
      "ACTION_TRIGGER": IRQSetFlags.actionTrigger,
    ])

  package static let hotResetInfo = FlagSet(
    prefix: "VFIO_PCI_HOT_RESET_FLAG_", ["DEV_ID": 1, "DEV_ID_OWNED": 2])

  package static let gfxPlane = FlagSet(
    prefix: "VFIO_GFX_PLANE_TYPE_",
    [
      "PROBE": GfxPlaneFlags.probe, "DMABUF": GfxPlaneFlags.dmabuf, "REGION": GfxPlaneFlags.region,
    ])

  /// How a plane's pixels are written: a name of drm_fourcc.h.
  static let pixelFormats = FlagSet(prefix: "", isEnumeration: true, ["DRM_FORMAT_XRGB8888": 0x3432_5258])

  package static let ioEventFD = FlagSet(
    prefix: "VFIO_DEVICE_IOEVENTFD_", ["8": 1, "16": 2, "32": 4, "64": 8])

  package static let deviceFeature = FlagSet(
    prefix: "VFIO_DEVICE_FEATURE_",
    [
      "GET": DeviceFeatureFlags.get, "SET": DeviceFeatureFlags.set, "PROBE": DeviceFeatureFlags.probe,
    ])

  /// The features of a device, by the number in the flags.
  package static let deviceFeatures = FlagSet(
    prefix: "VFIO_DEVICE_FEATURE_", isEnumeration: true,
    [
      "PCI_VF_TOKEN": DeviceFeatureIndex.pciVFToken, "MIGRATION": DeviceFeatureIndex.migration,
      "MIG_DEVICE_STATE": DeviceFeatureIndex.migDeviceState, "LOW_POWER_ENTRY": DeviceFeatureIndex.lowPowerEntry,
      "LOW_POWER_ENTRY_WITH_WAKEUP": DeviceFeatureIndex.lowPowerEntryWithWakeup,
      "LOW_POWER_EXIT": DeviceFeatureIndex.lowPowerExit, "DMA_LOGGING_START": DeviceFeatureIndex.dmaLoggingStart,
      "DMA_LOGGING_STOP": DeviceFeatureIndex.dmaLoggingStop,
      "DMA_LOGGING_REPORT": DeviceFeatureIndex.dmaLoggingReport, "MIG_DATA_SIZE": DeviceFeatureIndex.migDataSize,
      "BUS_MASTER": DeviceFeatureIndex.busMaster, "DMA_BUF": DeviceFeatureIndex.dmaBuf,
      "MIG_PRECOPY_INFOv2": DeviceFeatureIndex.migPrecopyInfoV2,
    ])

  /// The states of a device that can migrate.
  static let deviceStates = FlagSet(
    prefix: "", isEnumeration: true,
    [
      "VFIO_DEVICE_STATE_ERROR": 0, "VFIO_DEVICE_STATE_STOP": 1, "VFIO_DEVICE_STATE_RUNNING": 2,
      "VFIO_DEVICE_STATE_STOP_COPY": 3, "VFIO_DEVICE_STATE_RESUMING": 4, "VFIO_DEVICE_STATE_RUNNING_P2P": 5,
      "VFIO_DEVICE_STATE_PRE_COPY": 6, "VFIO_DEVICE_STATE_PRE_COPY_P2P": 7,
    ])

  package static let type1Info = FlagSet(
    prefix: "VFIO_IOMMU_INFO_",
    [
      "PGSIZES": Type1InfoFlags.pgsizes, "CAPS": Type1InfoFlags.caps,
    ])

  package static let dmaMap = FlagSet(
    prefix: "VFIO_DMA_MAP_FLAG_",
    [
      "READ": DMAMapFlags.read, "WRITE": DMAMapFlags.write, "VADDR": DMAMapFlags.vaddr,
    ])

  package static let dmaUnmap = FlagSet(
    prefix: "VFIO_DMA_UNMAP_FLAG_",
    [
      "GET_DIRTY_BITMAP": DMAUnmapFlags.getDirtyBitmap, "ALL": DMAUnmapFlags.all, "VADDR": DMAUnmapFlags.vaddr,
    ])

  package static let dirtyBitmap = FlagSet(
    prefix: "VFIO_IOMMU_DIRTY_PAGES_FLAG_",
    [
      "START": DirtyBitmapFlags.start, "STOP": DirtyBitmapFlags.stop, "GET_BITMAP": DirtyBitmapFlags.getBitmap,
    ])

  package static let spaprTCEInfo = FlagSet(
    prefix: "VFIO_IOMMU_SPAPR_INFO_",
    [
      "DDW": SPAPRTCEInfoFlags.ddw
    ])

  /// Every set, for checking names against the header.
  package static let all: [FlagSet] = [
    extensions, groupStatus, deviceInfo, atomicCompleter, regionInfo, pciRegions, irqInfo, pciIRQs, irqSet,
    hotResetInfo, gfxPlane, ioEventFD, deviceFeature, deviceFeatures, deviceStates, type1Info, dmaMap, dmaUnmap,
    dirtyBitmap,
    spaprTCEInfo,
    eehOps, eehStates, eehErrorTypes, eehErrorFunctions,
  ]
}
