// The flags and numbers that code names, by what they are called behind the prefix of the header. `FlagSet` has them in
// tables, for code that has a name or a number only at run time.

/// `VFIO_GROUP_FLAGS_*`
package enum GroupStatusFlags {
  package static let viable: UInt64 = 1
  package static let containerSet: UInt64 = 2
}

/// `VFIO_DEVICE_FLAGS_*`
package enum DeviceInfoFlags {
  package static let reset: UInt64 = 1
  package static let pci: UInt64 = 2
  package static let platform: UInt64 = 4
  package static let amba: UInt64 = 8
  package static let ccw: UInt64 = 16
  package static let ap: UInt64 = 32
  package static let fslMC: UInt64 = 64
  package static let caps: UInt64 = 128
  package static let cdx: UInt64 = 256
}

/// `VFIO_REGION_INFO_FLAG_*`
package enum RegionInfoFlags {
  package static let read: UInt64 = 1
  package static let write: UInt64 = 2
  package static let mmap: UInt64 = 4
  package static let caps: UInt64 = 8
}

/// `VFIO_IRQ_INFO_*`
package enum IRQInfoFlags {
  package static let eventfd: UInt64 = 1
  package static let maskable: UInt64 = 2
  package static let automasked: UInt64 = 4
  package static let noresize: UInt64 = 8
}

/// `VFIO_IRQ_SET_*`
package enum IRQSetFlags {
  package static let dataNone: UInt64 = 1
  package static let dataBool: UInt64 = 2
  package static let dataEventFD: UInt64 = 4
  package static let actionMask: UInt64 = 8
  package static let actionUnmask: UInt64 = 16
  package static let actionTrigger: UInt64 = 32
}

/// `VFIO_GFX_PLANE_TYPE_*`
package enum GfxPlaneFlags {
  package static let probe: UInt64 = 1
  package static let dmabuf: UInt64 = 2
  package static let region: UInt64 = 4
}

/// `VFIO_DEVICE_FEATURE_*`
package enum DeviceFeatureFlags {
  package static let get: UInt64 = 1 << 16
  package static let set: UInt64 = 1 << 17
  package static let probe: UInt64 = 1 << 18
}

/// `VFIO_IOMMU_INFO_*`
package enum Type1InfoFlags {
  package static let pgsizes: UInt64 = 1
  package static let caps: UInt64 = 2
}

/// `VFIO_DMA_MAP_FLAG_*`
package enum DMAMapFlags {
  package static let read: UInt64 = 1
  package static let write: UInt64 = 2
  package static let vaddr: UInt64 = 4
}

/// `VFIO_DMA_UNMAP_FLAG_*`
package enum DMAUnmapFlags {
  package static let getDirtyBitmap: UInt64 = 1
  package static let all: UInt64 = 2
  package static let vaddr: UInt64 = 4
}

/// `VFIO_IOMMU_DIRTY_PAGES_FLAG_*`
package enum DirtyBitmapFlags {
  package static let start: UInt64 = 1
  package static let stop: UInt64 = 2
  package static let getBitmap: UInt64 = 4
}

/// `VFIO_IOMMU_SPAPR_INFO_*`
package enum SPAPRTCEInfoFlags {
  package static let ddw: UInt64 = 1
}

/// Models of IOMMUs, and extensions: `VFIO_*`
package enum ContainerExtension {
  package static let type1: UInt64 = 1
  package static let spaprTCE: UInt64 = 2
  package static let type1v2: UInt64 = 3
  package static let dmaCC: UInt64 = 4
  package static let eeh: UInt64 = 5
  package static let type1Nesting: UInt64 = 6
  package static let spaprTCEv2: UInt64 = 7
  package static let noIOMMU: UInt64 = 8
  package static let unmapAll: UInt64 = 9
  package static let updateVaddr: UInt64 = 10
}

/// `VFIO_PCI_*_REGION_INDEX`
package enum PCIRegionIndex {
  package static let bar0: UInt64 = 0
  package static let bar1: UInt64 = 1
  package static let bar2: UInt64 = 2
  package static let bar3: UInt64 = 3
  package static let bar4: UInt64 = 4
  package static let bar5: UInt64 = 5
  package static let rom: UInt64 = 6
  package static let config: UInt64 = 7
  package static let vga: UInt64 = 8
}

/// `VFIO_PCI_*_IRQ_INDEX`
package enum PCIIRQIndex {
  package static let intx: UInt64 = 0
  package static let msi: UInt64 = 1
  package static let msix: UInt64 = 2
  package static let err: UInt64 = 3
  package static let req: UInt64 = 4
}

/// `VFIO_DEVICE_FEATURE_*`, in the low bits of the flags
package enum DeviceFeatureIndex {
  package static let pciVFToken: UInt64 = 0
  package static let migration: UInt64 = 1
  package static let migDeviceState: UInt64 = 2
  package static let lowPowerEntry: UInt64 = 3
  package static let lowPowerEntryWithWakeup: UInt64 = 4
  package static let lowPowerExit: UInt64 = 5
  package static let dmaLoggingStart: UInt64 = 6
  package static let dmaLoggingStop: UInt64 = 7
  package static let dmaLoggingReport: UInt64 = 8
  package static let migDataSize: UInt64 = 9
  package static let busMaster: UInt64 = 10
  package static let dmaBuf: UInt64 = 11
  package static let migPrecopyInfoV2: UInt64 = 12
  /// The bits of the flags that hold it.
  package static let mask: UInt64 = 0xffff
}
