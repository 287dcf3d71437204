// The structures of linux/vfio.h that the requests take, and the capabilities behind them.

extension Structure {
  package static let groupStatus = Structure(
    "vfio_group_status", ["argsz": .u32, "flags": .flags(.groupStatus)])

  package static let deviceInfo = Structure(
    "vfio_device_info", minimum: "num_irqs", paddedSize: 24,
    tail: .capabilities(
      offset: "cap_offset", [Capability(name: "PCI_ATOMIC_COMP", id: 5, structure: .deviceAtomicCompleter)]),
    [
      "argsz": .u32, "flags": .flags(.deviceInfo), "num_regions": .u32, "num_irqs": .u32, "cap_offset": .u32,
    ])

  package static let regionInfo = Structure(
    "vfio_region_info", minimum: "offset",
    tail: .capabilities(
      offset: "cap_offset",
      [
        Capability(name: "SPARSE_MMAP", id: 1, structure: .regionSparseMmap),
        Capability(name: "TYPE", id: 2, structure: .regionType),
        Capability(name: "MSIX_MAPPABLE", id: 3, structure: .capabilityHeader),
      ]),
    [
      "argsz": .u32, "flags": .flags(.regionInfo), "index": .index(.pciRegions), "cap_offset": .u32, "size": .u64,
      "offset": .u64,
    ])

  package static let irqInfo = Structure(
    "vfio_irq_info", ["argsz": .u32, "flags": .flags(.irqInfo), "index": .index(.pciIRQs), "count": .u32])

  package static let irqSet = Structure(
    "vfio_irq_set",
    tail: .arms(
      name: "data",
      [
        Arm(flag: "DATA_BOOL", content: .array(element: .integer(width: 1, isSigned: false), count: "count")),
        Arm(flag: "DATA_EVENTFD", content: .array(element: .integer(width: 4, isSigned: true), count: "count")),
      ]),
    ["argsz": .u32, "flags": .flags(.irqSet), "index": .index(.pciIRQs), "start": .u32, "count": .u32])

  package static let pciDependentDevice = Structure(
    "vfio_pci_dependent_device", ["group_id": .u32, "segment": .u16, "bus": .u8, "devfn": .u8])

  package static let pciHotResetInfo = Structure(
    "vfio_pci_hot_reset_info",
    tail: .array(name: "devices", element: .structure(.pciDependentDevice), count: "count"),
    ["argsz": .u32, "flags": .flags(.hotResetInfo), "count": .u32])

  package static let pciHotReset = Structure(
    "vfio_pci_hot_reset",
    tail: .array(name: "group_fds", element: .integer(width: 4, isSigned: true), count: "count"),
    ["argsz": .u32, "flags": .u32, "count": .u32])

  package static let gfxPlaneInfo = Structure(
    "vfio_device_gfx_plane_info", minimum: "region_index", paddedSize: 64,
    [
      "argsz": .u32, "flags": .flags(.gfxPlane), "drm_plane_type": .u32, "drm_format": .u32, "drm_format_mod": .u64,
      "width": .u32,
      "height": .u32, "stride": .u32, "size": .u32, "x_pos": .u32, "y_pos": .u32, "x_hot": .u32, "y_hot": .u32,
      "region_index": .u32,
    ])

  package static let deviceIOEventFD = Structure(
    "vfio_device_ioeventfd", minimum: "fd",
    ["argsz": .u32, "flags": .flags(.ioEventFD), "offset": .u64, "data": .u64, "fd": .s32])

  package static let deviceFeature = Structure(
    "vfio_device_feature", ["argsz": .u32, "flags": .flags(.deviceFeature)])

  package static let featureMigrationState = Structure(
    "vfio_device_feature_mig_state", ["device_state": .u32, "data_fd": .s32])

  package static let precopyInfo = Structure(
    "vfio_precopy_info", ["argsz": .u32, "flags": .u32, "initial_bytes": .u64, "dirty_bytes": .u64])

  package static let type1Info = Structure(
    "vfio_iommu_type1_info", minimum: "iova_pgsizes",
    tail: .capabilities(
      offset: "cap_offset",
      [
        Capability(name: "IOVA_RANGE", id: 1, structure: .type1IOVARanges),
        Capability(name: "MIGRATION", id: 2, structure: .type1Migration),
        Capability(name: "DMA_AVAIL", id: 3, structure: .type1DMAAvailable),
      ]),
    ["argsz": .u32, "flags": .flags(.type1Info), "iova_pgsizes": .u64, "cap_offset": .u32])

  package static let type1DMAMap = Structure(
    "vfio_iommu_type1_dma_map",
    ["argsz": .u32, "flags": .flags(.dmaMap), "vaddr": .pointer, "iova": .u64, "size": .u64])

  package static let bitmap = Structure("vfio_bitmap", ["pgsize": .u64, "size": .u64, "data": .pointer])

  package static let type1DMAUnmap = Structure(
    "vfio_iommu_type1_dma_unmap",
    tail: .arms(name: "data", [Arm(flag: "GET_DIRTY_BITMAP", content: .structure(.bitmap))]),
    ["argsz": .u32, "flags": .flags(.dmaUnmap), "iova": .u64, "size": .u64])

  package static let type1DirtyBitmapGet = Structure(
    "vfio_iommu_type1_dirty_bitmap_get", ["iova": .u64, "size": .u64, "bitmap": .nested(.bitmap)])

  package static let type1DirtyBitmap = Structure(
    "vfio_iommu_type1_dirty_bitmap",
    tail: .arms(name: "data", [Arm(flag: "GET_BITMAP", content: .structure(.type1DirtyBitmapGet))]),
    ["argsz": .u32, "flags": .flags(.dirtyBitmap)])

  // MARK: sPAPR TCE

  package static let spaprTCEDDWInfo = Structure(
    "vfio_iommu_spapr_tce_ddw_info",
    ["pgsizes": .u64, "max_dynamic_windows_supported": .u32, "levels": .u32])

  package static let spaprTCEInfo = Structure(
    "vfio_iommu_spapr_tce_info", minimum: "dma32_window_size",
    [
      "argsz": .u32, "flags": .flags(.spaprTCEInfo), "dma32_window_start": .u32, "dma32_window_size": .u32,
      "ddw": .nested(.spaprTCEDDWInfo),
    ])

  package static let spaprRegisterMemory = Structure(
    "vfio_iommu_spapr_register_memory", ["argsz": .u32, "flags": .u32, "vaddr": .pointer, "size": .u64])

  package static let spaprTCECreate = Structure(
    "vfio_iommu_spapr_tce_create",
    [
      "argsz": .u32, "flags": .u32, "page_shift": .u32, "__resv1": .u32, "window_size": .u64, "levels": .u32,
      "__resv2": .u32, "start_addr": .u64,
    ])

  package static let spaprTCERemove = Structure(
    "vfio_iommu_spapr_tce_remove", ["argsz": .u32, "flags": .u32, "start_addr": .u64])

  // MARK: Capabilities

  package static let capabilityHeader = Structure(
    "vfio_info_cap_header", ["id": .u16, "version": .u16, "next": .u32])

  static let deviceAtomicCompleter = Structure(
    "vfio_device_info_cap_pci_atomic_comp",
    ["header": .nested(.capabilityHeader), "flags": .flags(.atomicCompleter), "reserved": .u32])

  static let regionSparseMmapArea = Structure("vfio_region_sparse_mmap_area", ["offset": .u64, "size": .u64])

  static let regionSparseMmap = Structure(
    "vfio_region_info_cap_sparse_mmap",
    tail: .array(name: "areas", element: .structure(.regionSparseMmapArea), count: "nr_areas"),
    ["header": .nested(.capabilityHeader), "nr_areas": .u32, "reserved": .u32])

  static let regionType = Structure(
    "vfio_region_info_cap_type", ["header": .nested(.capabilityHeader), "type": .u32, "subtype": .u32])

  static let type1IOVARange = Structure("vfio_iova_range", ["start": .u64, "end": .u64])

  package static let type1IOVARanges = Structure(
    "vfio_iommu_type1_info_cap_iova_range",
    tail: .array(name: "iova_ranges", element: .structure(.type1IOVARange), count: "nr_iovas"),
    ["header": .nested(.capabilityHeader), "nr_iovas": .u32, "reserved": .u32])

  package static let type1Migration = Structure(
    "vfio_iommu_type1_info_cap_migration",
    [
      "header": .nested(.capabilityHeader), "flags": .u32, "pgsize_bitmap": .u64, "max_dirty_bitmap_size": .u64,
    ])

  package static let type1DMAAvailable = Structure(
    "vfio_iommu_type1_info_dma_avail", ["header": .nested(.capabilityHeader), "avail": .u32])

  /// Every structure whose layout can be held against the header.
  package static let all: [Structure] = [
    groupStatus, deviceInfo, regionInfo, irqInfo, irqSet, pciDependentDevice, pciHotResetInfo, pciHotReset,
    gfxPlaneInfo, deviceIOEventFD, deviceFeature, featureMigrationState, precopyInfo, type1Info, type1DMAMap, bitmap,
    type1DMAUnmap, type1DirtyBitmapGet,
    type1DirtyBitmap, capabilityHeader, deviceAtomicCompleter, regionSparseMmapArea, regionSparseMmap, regionType,
    type1IOVARange, type1IOVARanges, type1Migration, type1DMAAvailable, spaprTCEDDWInfo, spaprTCEInfo,
    spaprRegisterMemory, spaprTCECreate, spaprTCERemove, eehPEError, eehPEOp,
  ]
}
