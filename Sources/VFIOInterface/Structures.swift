// The structures of linux/vfio.h that the requests take, and the capabilities behind them.

extension Structure {
  package static let groupStatus = Structure("vfio_group_status", GroupStatus.fields)

  package static let deviceInfo = Structure(
    "vfio_device_info", minimum: DeviceInfo.numIRQs, paddedSize: 24,
    tail: .capabilities(
      offset: DeviceInfo.capOffset, [.atomicCompleter]),
    DeviceInfo.fields)

  package static let regionInfo = Structure(
    "vfio_region_info", minimum: RegionInfo.offset,
    tail: .capabilities(
      offset: RegionInfo.capOffset,
      [.sparseMmap, .regionType, .msixMappable]), RegionInfo.fields)

  package static let irqInfo = Structure("vfio_irq_info", IRQInfo.fields)

  package static let irqSet = Structure(
    "vfio_irq_set",
    tail: .arms(
      name: "data", chosenBy: IRQSet.flags,
      [
        Arm(
          flag: IRQSetFlags.dataBool, content: .array(element: .integer(width: 1, isSigned: false), count: IRQSet.count)
        ),
        Arm(
          flag: IRQSetFlags.dataEventFD,
          content: .array(element: .integer(width: 4, isSigned: true), count: IRQSet.count)),
      ]), IRQSet.fields)

  package static let pciDependentDevice = Structure("vfio_pci_dependent_device", PCIDependentDevice.fields)

  package static let pciHotResetInfo = Structure(
    "vfio_pci_hot_reset_info",
    tail: .array(name: "devices", element: .structure(.pciDependentDevice), count: PCIHotResetInfo.count),
    PCIHotResetInfo.fields)

  package static let pciHotReset = Structure(
    "vfio_pci_hot_reset",
    tail: .array(name: "group_fds", element: .integer(width: 4, isSigned: true), count: PCIHotReset.count),
    PCIHotReset.fields)

  package static let gfxPlaneInfo = Structure(
    "vfio_device_gfx_plane_info", minimum: GfxPlaneInfo.regionIndex, paddedSize: 64, GfxPlaneInfo.fields)

  package static let deviceIOEventFD = Structure(
    "vfio_device_ioeventfd", minimum: DeviceIOEventFD.fd, DeviceIOEventFD.fields)

  package static let deviceFeature = Structure(
    "vfio_device_feature",
    tail: .arms(name: "data", chosenBy: DeviceFeature.flags, featurePayloads), DeviceFeature.fields)

  package static let precopyInfo = Structure("vfio_precopy_info", PrecopyInfo.fields)

  package static let type1Info = Structure(
    "vfio_iommu_type1_info", minimum: Type1Info.iovaPgsizes,
    tail: .capabilities(
      offset: Type1Info.capOffset,
      [.iovaRanges, .migration, .dmaAvailable]), Type1Info.fields)

  package static let type1DMAMap = Structure("vfio_iommu_type1_dma_map", Type1DMAMap.fields)

  package static let bitmap = Structure("vfio_bitmap", Bitmap.fields)

  package static let type1DMAUnmap = Structure(
    "vfio_iommu_type1_dma_unmap",
    tail: .arms(
      name: "data", chosenBy: Type1DMAUnmap.flags,
      [Arm(flag: DMAUnmapFlags.getDirtyBitmap, content: .structure(.bitmap))]), Type1DMAUnmap.fields)

  package static let type1DirtyBitmapGet = Structure("vfio_iommu_type1_dirty_bitmap_get", Type1DirtyBitmapGet.fields)

  package static let type1DirtyBitmap = Structure(
    "vfio_iommu_type1_dirty_bitmap",
    tail: .arms(
      name: "data", chosenBy: Type1DirtyBitmap.flags,
      [Arm(flag: DirtyBitmapFlags.getBitmap, content: .structure(.type1DirtyBitmapGet))]), Type1DirtyBitmap.fields)

  // MARK: sPAPR TCE

  package static let spaprTCEDDWInfo = Structure("vfio_iommu_spapr_tce_ddw_info", SPAPRTCEDDWInfo.fields)

  package static let spaprTCEInfo = Structure(
    "vfio_iommu_spapr_tce_info", minimum: SPAPRTCEInfo.dma32WindowSize, SPAPRTCEInfo.fields)

  package static let spaprRegisterMemory = Structure("vfio_iommu_spapr_register_memory", SPAPRRegisterMemory.fields)

  package static let spaprTCECreate = Structure("vfio_iommu_spapr_tce_create", SPAPRTCECreate.fields)

  package static let spaprTCERemove = Structure("vfio_iommu_spapr_tce_remove", SPAPRTCERemove.fields)

  // MARK: Capabilities

  package static let capabilityHeader = Structure("vfio_info_cap_header", CapabilityHeader.fields)

  static let deviceAtomicCompleter = Structure("vfio_device_info_cap_pci_atomic_comp", DeviceAtomicCompleter.fields)

  static let regionSparseMmapArea = Structure("vfio_region_sparse_mmap_area", RegionSparseMmapArea.fields)

  static let regionSparseMmap = Structure(
    "vfio_region_info_cap_sparse_mmap",
    tail: .array(name: "areas", element: .structure(.regionSparseMmapArea), count: RegionSparseMmap.nrAreas),
    RegionSparseMmap.fields)

  static let regionType = Structure("vfio_region_info_cap_type", RegionType.fields)

  static let type1IOVARange = Structure("vfio_iova_range", Type1IOVARange.fields)

  package static let type1IOVARanges = Structure(
    "vfio_iommu_type1_info_cap_iova_range",
    tail: .array(name: "iova_ranges", element: .structure(.type1IOVARange), count: Type1IOVARanges.nrIOVAs),
    Type1IOVARanges.fields)

  package static let type1Migration = Structure("vfio_iommu_type1_info_cap_migration", Type1Migration.fields)

  package static let type1DMAAvailable = Structure("vfio_iommu_type1_info_dma_avail", Type1DMAAvailable.fields)

  /// Every structure whose layout can be held against the header.
  package static let all: [Structure] =
    [
      groupStatus, deviceInfo, regionInfo, irqInfo, irqSet, pciDependentDevice, pciHotResetInfo, pciHotReset,
      gfxPlaneInfo, deviceIOEventFD, deviceFeature, precopyInfo, type1Info, type1DMAMap, bitmap,
      type1DMAUnmap, type1DirtyBitmapGet,
      type1DirtyBitmap, capabilityHeader, deviceAtomicCompleter, regionSparseMmapArea, regionSparseMmap, regionType,
      type1IOVARange, type1IOVARanges, type1Migration, type1DMAAvailable, spaprTCEDDWInfo, spaprTCEInfo,
      spaprRegisterMemory, spaprTCECreate, spaprTCERemove, eehPEError, eehPEOp,
    ] + featurePayloads.compactMap(\.structure) + [regionDMARange, featureDMALoggingRange]
}

extension Capability {
  static let atomicCompleter = Capability(name: "PCI_ATOMIC_COMP", id: 5, structure: .deviceAtomicCompleter)

  static let sparseMmap = Capability(name: "SPARSE_MMAP", id: 1, structure: .regionSparseMmap)
  package static let regionType = Capability(name: "TYPE", id: 2, structure: .regionType)
  package static let msixMappable = Capability(name: "MSIX_MAPPABLE", id: 3, structure: .capabilityHeader)

  package static let iovaRanges = Capability(name: "IOVA_RANGE", id: 1, structure: .type1IOVARanges)
  package static let migration = Capability(name: "MIGRATION", id: 2, structure: .type1Migration)
  package static let dmaAvailable = Capability(name: "DMA_AVAIL", id: 3, structure: .type1DMAAvailable)
}
