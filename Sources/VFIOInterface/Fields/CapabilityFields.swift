// The fields of capabilities, and of what they hold.

/// `struct vfio_info_cap_header`
package enum CapabilityHeader {
  package static let id = Field("id", .u16)
  package static let version = Field("version", .u16, after: id)
  package static let next = Field("next", .u32, after: version)
  static let fields = [id, version, next]
}

/// `struct vfio_device_info_cap_pci_atomic_comp`
package enum DeviceAtomicCompleter {
  package static let header = Field("header", .nested(.capabilityHeader))
  package static let flags = Field("flags", .flags(.atomicCompleter), after: header)
  package static let reserved = Field("reserved", .u32, after: flags)
  static let fields = [header, flags, reserved]
}

/// `struct vfio_region_sparse_mmap_area`
package enum RegionSparseMmapArea {
  package static let offset = Field("offset", .u64)
  package static let size = Field("size", .u64, after: offset)
  static let fields = [offset, size]
}

/// `struct vfio_region_info_cap_sparse_mmap`
package enum RegionSparseMmap {
  package static let header = Field("header", .nested(.capabilityHeader))
  package static let nrAreas = Field("nr_areas", .u32, after: header)
  package static let reserved = Field("reserved", .u32, after: nrAreas)
  static let fields = [header, nrAreas, reserved]
}

/// `struct vfio_region_info_cap_type`
package enum RegionType {
  package static let header = Field("header", .nested(.capabilityHeader))
  package static let type = Field("type", .u32, after: header)
  package static let subtype = Field("subtype", .u32, after: type)
  static let fields = [header, type, subtype]
}

/// `struct vfio_iova_range`
package enum Type1IOVARange {
  package static let start = Field("start", .u64)
  package static let end = Field("end", .u64, after: start)
  static let fields = [start, end]
}

/// `struct vfio_iommu_type1_info_cap_iova_range`
package enum Type1IOVARanges {
  package static let header = Field("header", .nested(.capabilityHeader))
  package static let nrIOVAs = Field("nr_iovas", .u32, after: header)
  package static let reserved = Field("reserved", .u32, after: nrIOVAs)
  static let fields = [header, nrIOVAs, reserved]
}

/// `struct vfio_iommu_type1_info_cap_migration`
package enum Type1Migration {
  package static let header = Field("header", .nested(.capabilityHeader))
  package static let flags = Field("flags", .u32, after: header)
  package static let pgsizeBitmap = Field("pgsize_bitmap", .u64, after: flags)
  package static let maxDirtyBitmapSize = Field("max_dirty_bitmap_size", .u64, after: pgsizeBitmap)
  static let fields = [header, flags, pgsizeBitmap, maxDirtyBitmapSize]
}

/// `struct vfio_iommu_type1_info_dma_avail`
package enum Type1DMAAvailable {
  package static let header = Field("header", .nested(.capabilityHeader))
  package static let avail = Field("avail", .u32, after: header)
  static let fields = [header, avail]
}
