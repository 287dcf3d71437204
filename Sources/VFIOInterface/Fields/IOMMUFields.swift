// The fields of what containers are asked, and tell: Type1, sPAPR TCE, and error recovery.

/// `struct vfio_iommu_type1_info`
package enum Type1Info {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.type1Info), after: argsz)
  package static let iovaPgsizes = Field("iova_pgsizes", .u64, after: flags)
  package static let capOffset = Field("cap_offset", .u32, after: iovaPgsizes)
  static let fields = [argsz, flags, iovaPgsizes, capOffset]
}

/// `struct vfio_iommu_type1_dma_map`
package enum Type1DMAMap {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.dmaMap), after: argsz)
  package static let vaddr = Field("vaddr", .pointer, after: flags)
  package static let iova = Field("iova", .u64, after: vaddr)
  package static let size = Field("size", .u64, after: iova)
  static let fields = [argsz, flags, vaddr, iova, size]
}

/// `struct vfio_bitmap`
package enum Bitmap {
  package static let pgsize = Field("pgsize", .u64)
  package static let size = Field("size", .u64, after: pgsize)
  package static let data = Field("data", .pointer, after: size)
  static let fields = [pgsize, size, data]
}

/// `struct vfio_iommu_type1_dma_unmap`
package enum Type1DMAUnmap {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.dmaUnmap), after: argsz)
  package static let iova = Field("iova", .u64, after: flags)
  package static let size = Field("size", .u64, after: iova)
  static let fields = [argsz, flags, iova, size]
}

/// `struct vfio_iommu_type1_dirty_bitmap_get`
package enum Type1DirtyBitmapGet {
  package static let iova = Field("iova", .u64)
  package static let size = Field("size", .u64, after: iova)
  package static let bitmap = Field("bitmap", .nested(.bitmap), after: size)
  static let fields = [iova, size, bitmap]
}

/// `struct vfio_iommu_type1_dirty_bitmap`
package enum Type1DirtyBitmap {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.dirtyBitmap), after: argsz)
  static let fields = [argsz, flags]
}

/// `struct vfio_iommu_spapr_tce_ddw_info`
package enum SPAPRTCEDDWInfo {
  package static let pgsizes = Field("pgsizes", .u64)
  package static let maxDynamicWindowsSupported = Field("max_dynamic_windows_supported", .u32, after: pgsizes)
  package static let levels = Field("levels", .u32, after: maxDynamicWindowsSupported)
  static let fields = [pgsizes, maxDynamicWindowsSupported, levels]
}

/// `struct vfio_iommu_spapr_tce_info`
package enum SPAPRTCEInfo {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.spaprTCEInfo), after: argsz)
  package static let dma32WindowStart = Field("dma32_window_start", .u32, after: flags)
  package static let dma32WindowSize = Field("dma32_window_size", .u32, after: dma32WindowStart)
  package static let ddw = Field("ddw", .nested(.spaprTCEDDWInfo), after: dma32WindowSize)
  static let fields = [argsz, flags, dma32WindowStart, dma32WindowSize, ddw]
}

/// `struct vfio_iommu_spapr_register_memory`
package enum SPAPRRegisterMemory {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .u32, after: argsz)
  package static let vaddr = Field("vaddr", .pointer, after: flags)
  package static let size = Field("size", .u64, after: vaddr)
  static let fields = [argsz, flags, vaddr, size]
}

/// `struct vfio_iommu_spapr_tce_create`
package enum SPAPRTCECreate {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .u32, after: argsz)
  package static let pageShift = Field("page_shift", .u32, after: flags)
  package static let reserved1 = Field("__resv1", .u32, after: pageShift)
  package static let windowSize = Field("window_size", .u64, after: reserved1)
  package static let levels = Field("levels", .u32, after: windowSize)
  package static let reserved2 = Field("__resv2", .u32, after: levels)
  package static let startAddr = Field("start_addr", .u64, after: reserved2)
  static let fields = [argsz, flags, pageShift, reserved1, windowSize, levels, reserved2, startAddr]
}

/// `struct vfio_iommu_spapr_tce_remove`
package enum SPAPRTCERemove {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .u32, after: argsz)
  package static let startAddr = Field("start_addr", .u64, after: flags)
  static let fields = [argsz, flags, startAddr]
}

/// `struct vfio_eeh_pe_err`
package enum EEHPEError {
  package static let type = Field("type", .index(.eehErrorTypes))
  package static let function = Field("func", .index(.eehErrorFunctions), after: type)
  package static let addr = Field("addr", .u64, after: function)
  package static let mask = Field("mask", .u64, after: addr)
  static let fields = [type, function, addr, mask]
}

/// `struct vfio_eeh_pe_op`
package enum EEHPEOp {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .u32, after: argsz)
  package static let op = Field("op", .index(.eehOps), after: flags)
  package static let err = Field("err", .nested(.eehPEError), after: op)
  static let fields = [argsz, flags, op, err]
}
