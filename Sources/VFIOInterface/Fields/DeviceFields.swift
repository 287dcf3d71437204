// The fields of what groups and devices are asked, and tell.

/// `struct vfio_group_status`
package enum GroupStatus {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.groupStatus), after: argsz)
  static let fields = [argsz, flags]
}

/// `struct vfio_device_info`
package enum DeviceInfo {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.deviceInfo), after: argsz)
  package static let numRegions = Field("num_regions", .u32, after: flags)
  package static let numIRQs = Field("num_irqs", .u32, after: numRegions)
  package static let capOffset = Field("cap_offset", .u32, after: numIRQs)
  static let fields = [argsz, flags, numRegions, numIRQs, capOffset]
}

/// `struct vfio_region_info`
package enum RegionInfo {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.regionInfo), after: argsz)
  package static let index = Field("index", .index(.pciRegions), after: flags)
  package static let capOffset = Field("cap_offset", .u32, after: index)
  package static let size = Field("size", .u64, after: capOffset)
  package static let offset = Field("offset", .u64, after: size)
  static let fields = [argsz, flags, index, capOffset, size, offset]
}

/// `struct vfio_irq_info`
package enum IRQInfo {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.irqInfo), after: argsz)
  package static let index = Field("index", .index(.pciIRQs), after: flags)
  package static let count = Field("count", .u32, after: index)
  static let fields = [argsz, flags, index, count]
}

/// `struct vfio_irq_set`
package enum IRQSet {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.irqSet), after: argsz)
  package static let index = Field("index", .index(.pciIRQs), after: flags)
  package static let start = Field("start", .u32, after: index)
  package static let count = Field("count", .u32, after: start)
  static let fields = [argsz, flags, index, start, count]
}

/// `struct vfio_pci_dependent_device`
package enum PCIDependentDevice {
  package static let groupID = Field("group_id", .u32)
  package static let segment = Field("segment", .u16, after: groupID)
  package static let bus = Field("bus", .u8, after: segment)
  package static let devfn = Field("devfn", .u8, after: bus)
  static let fields = [groupID, segment, bus, devfn]
}

/// `struct vfio_pci_hot_reset_info`
package enum PCIHotResetInfo {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.hotResetInfo), after: argsz)
  package static let count = Field("count", .u32, after: flags)
  static let fields = [argsz, flags, count]
}

/// `struct vfio_pci_hot_reset`
package enum PCIHotReset {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .u32, after: argsz)
  package static let count = Field("count", .u32, after: flags)
  static let fields = [argsz, flags, count]
}

/// `struct vfio_device_gfx_plane_info`
package enum GfxPlaneInfo {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.gfxPlane), after: argsz)
  package static let drmPlaneType = Field("drm_plane_type", .u32, after: flags)
  package static let drmFormat = Field("drm_format", .u32, after: drmPlaneType)
  package static let drmFormatMod = Field("drm_format_mod", .u64, after: drmFormat)
  package static let width = Field("width", .u32, after: drmFormatMod)
  package static let height = Field("height", .u32, after: width)
  package static let stride = Field("stride", .u32, after: height)
  package static let size = Field("size", .u32, after: stride)
  package static let xPos = Field("x_pos", .u32, after: size)
  package static let yPos = Field("y_pos", .u32, after: xPos)
  package static let xHot = Field("x_hot", .u32, after: yPos)
  package static let yHot = Field("y_hot", .u32, after: xHot)
  package static let regionIndex = Field("region_index", .u32, after: yHot)
  static let fields = [
    argsz, flags, drmPlaneType, drmFormat, drmFormatMod, width, height, stride, size, xPos, yPos, xHot, yHot,
    regionIndex,
  ]
}

/// `struct vfio_device_ioeventfd`
package enum DeviceIOEventFD {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.ioEventFD), after: argsz)
  package static let offset = Field("offset", .u64, after: flags)
  package static let data = Field("data", .u64, after: offset)
  package static let fd = Field("fd", .s32, after: data)
  static let fields = [argsz, flags, offset, data, fd]
}

/// `struct vfio_device_feature`
package enum DeviceFeature {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .flags(.deviceFeature), after: argsz)
  static let fields = [argsz, flags]
}

/// `struct vfio_precopy_info`
package enum PrecopyInfo {
  package static let argsz = Field("argsz", .u32)
  package static let flags = Field("flags", .u32, after: argsz)
  package static let initialBytes = Field("initial_bytes", .u64, after: flags)
  package static let dirtyBytes = Field("dirty_bytes", .u64, after: initialBytes)
  static let fields = [argsz, flags, initialBytes, dirtyBytes]
}
