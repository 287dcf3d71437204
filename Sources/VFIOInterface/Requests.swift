// The ioctls of linux/vfio.h, one table. A number can stand for more than one request: which is meant depends on the
// descriptor that it is made on.

extension Request {
  /// All requests, in the order of the header.
  package static let all: [Request] =
    containerRequests + groupRequests + deviceRequests + type1Requests + spaprRequests
    + [eehPEOp, migrationGetPrecopyInfo]

  /// The request with the given name, in full.
  package static func named(_ name: String) -> Request? { byName[name] }

  /// The requests that have a number.
  package static func numbered(_ number: UInt32) -> [Request] { all.filter { $0.number == number } }

  private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  package static let getAPIVersion = Request("VFIO_GET_API_VERSION", 0, .none)
  package static let checkExtension = Request("VFIO_CHECK_EXTENSION", 1, .value(.extensions))
  package static let setIOMMU = Request("VFIO_SET_IOMMU", 2, .value(.extensions))
  static let containerRequests = [getAPIVersion, checkExtension, setIOMMU]

  package static let groupGetStatus = Request("VFIO_GROUP_GET_STATUS", 3, .structure(.groupStatus))
  package static let groupSetContainer = Request("VFIO_GROUP_SET_CONTAINER", 4, .integer)
  package static let groupUnsetContainer = Request("VFIO_GROUP_UNSET_CONTAINER", 5, .none)
  package static let groupGetDeviceFD = Request("VFIO_GROUP_GET_DEVICE_FD", 6, .string)
  static let groupRequests = [groupGetStatus, groupSetContainer, groupUnsetContainer, groupGetDeviceFD]

  package static let deviceGetInfo = Request("VFIO_DEVICE_GET_INFO", 7, .structure(.deviceInfo))
  package static let deviceGetRegionInfo = Request("VFIO_DEVICE_GET_REGION_INFO", 8, .structure(.regionInfo))
  package static let deviceGetIRQInfo = Request("VFIO_DEVICE_GET_IRQ_INFO", 9, .structure(.irqInfo))
  package static let deviceSetIRQs = Request("VFIO_DEVICE_SET_IRQS", 10, .structure(.irqSet))
  package static let deviceReset = Request("VFIO_DEVICE_RESET", 11, .none)
  package static let deviceGetPCIHotResetInfo = Request(
    "VFIO_DEVICE_GET_PCI_HOT_RESET_INFO", 12, .structure(.pciHotResetInfo))
  package static let devicePCIHotReset = Request("VFIO_DEVICE_PCI_HOT_RESET", 13, .structure(.pciHotReset))
  package static let deviceQueryGfxPlane = Request("VFIO_DEVICE_QUERY_GFX_PLANE", 14, .structure(.gfxPlaneInfo))
  package static let deviceGetGfxDMABuf = Request("VFIO_DEVICE_GET_GFX_DMABUF", 15, .integer)
  package static let deviceIOEventFD = Request("VFIO_DEVICE_IOEVENTFD", 16, .structure(.deviceIOEventFD))
  package static let deviceFeature = Request("VFIO_DEVICE_FEATURE", 17, .structure(.deviceFeature))
  static let deviceRequests = [
    deviceGetInfo, deviceGetRegionInfo, deviceGetIRQInfo, deviceSetIRQs, deviceReset, deviceGetPCIHotResetInfo,
    devicePCIHotReset, deviceQueryGfxPlane, deviceGetGfxDMABuf, deviceIOEventFD, deviceFeature,
  ]

  /// Of the file through which a device's state goes.
  package static let migrationGetPrecopyInfo = Request("VFIO_MIG_GET_PRECOPY_INFO", 21, .structure(.precopyInfo))

  package static let iommuGetInfo = Request("VFIO_IOMMU_GET_INFO", 12, .structure(.type1Info))
  package static let iommuMapDMA = Request("VFIO_IOMMU_MAP_DMA", 13, .structure(.type1DMAMap))
  package static let iommuUnmapDMA = Request("VFIO_IOMMU_UNMAP_DMA", 14, .structure(.type1DMAUnmap))
  package static let iommuEnable = Request("VFIO_IOMMU_ENABLE", 15, .none)
  package static let iommuDisable = Request("VFIO_IOMMU_DISABLE", 16, .none)
  package static let iommuDirtyPages = Request("VFIO_IOMMU_DIRTY_PAGES", 17, .structure(.type1DirtyBitmap))
  static let type1Requests = [iommuGetInfo, iommuMapDMA, iommuUnmapDMA, iommuEnable, iommuDisable, iommuDirtyPages]

  package static let spaprTCEGetInfo = Request("VFIO_IOMMU_SPAPR_TCE_GET_INFO", 12, .structure(.spaprTCEInfo))
  package static let spaprRegisterMemory = Request(
    "VFIO_IOMMU_SPAPR_REGISTER_MEMORY", 17, .structure(.spaprRegisterMemory))
  package static let spaprUnregisterMemory = Request(
    "VFIO_IOMMU_SPAPR_UNREGISTER_MEMORY", 18, .structure(.spaprRegisterMemory))
  package static let spaprTCECreate = Request("VFIO_IOMMU_SPAPR_TCE_CREATE", 19, .structure(.spaprTCECreate))
  package static let spaprTCERemove = Request("VFIO_IOMMU_SPAPR_TCE_REMOVE", 20, .structure(.spaprTCERemove))
  static let spaprRequests = [
    spaprTCEGetInfo, spaprRegisterMemory, spaprUnregisterMemory, spaprTCECreate, spaprTCERemove,
  ]
}
