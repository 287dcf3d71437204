// What stands behind struct vfio_device_feature, by the feature's number.

extension Structure {
  package static let featureMigration = Structure("vfio_device_feature_migration", FeatureMigration.fields)

  package static let featureMigrationState = Structure("vfio_device_feature_mig_state", FeatureMigrationState.fields)

  static let lowPowerEntryWithWakeup = Structure(
    "vfio_device_low_power_entry_with_wakeup", LowPowerEntryWithWakeup.fields)

  package static let featureDMALoggingControl = Structure(
    "vfio_device_feature_dma_logging_control", FeatureDMALoggingControl.fields)

  package static let featureDMALoggingRange = Structure(
    "vfio_device_feature_dma_logging_range", FeatureDMALoggingRange.fields)

  package static let featureDMALoggingReport = Structure(
    "vfio_device_feature_dma_logging_report", FeatureDMALoggingReport.fields)

  static let featureMigrationDataSize = Structure(
    "vfio_device_feature_mig_data_size", FeatureMigrationDataSize.fields)

  static let featureBusMaster = Structure("vfio_device_feature_bus_master", FeatureBusMaster.fields)

  package static let regionDMARange = Structure("vfio_region_dma_range", RegionDMARange.fields)

  package static let featureDMABuf = Structure(
    "vfio_device_feature_dma_buf",
    tail: .array(name: "dma_ranges", element: .structure(.regionDMARange), count: FeatureDMABuf.nrRanges),
    FeatureDMABuf.fields)

  /// The features that have a payload; a token of virtual functions is sixteen bytes and no structure.
  static let featurePayloads: [Arm] = [
    payload(DeviceFeatureIndex.migration, featureMigration),
    payload(DeviceFeatureIndex.migDeviceState, featureMigrationState),
    payload(DeviceFeatureIndex.lowPowerEntryWithWakeup, lowPowerEntryWithWakeup),
    payload(DeviceFeatureIndex.dmaLoggingStart, featureDMALoggingControl),
    payload(DeviceFeatureIndex.dmaLoggingReport, featureDMALoggingReport),
    payload(DeviceFeatureIndex.migDataSize, featureMigrationDataSize),
    payload(DeviceFeatureIndex.busMaster, featureBusMaster),
    payload(DeviceFeatureIndex.dmaBuf, featureDMABuf),
  ]

  private static func payload(_ feature: UInt64, _ structure: Structure) -> Arm {
    Arm(flag: feature, mask: DeviceFeatureIndex.mask, content: .structure(structure))
  }
}

/// `struct vfio_device_feature_migration`
package enum FeatureMigration {
  package static let flags = Field("flags", .u64)
  static let fields = [flags]
}

/// `struct vfio_device_feature_mig_state`
package enum FeatureMigrationState {
  package static let deviceState = Field("device_state", .index(.deviceStates))
  package static let dataFD = Field("data_fd", .s32, after: deviceState)
  static let fields = [deviceState, dataFD]
}

/// `struct vfio_device_low_power_entry_with_wakeup`
enum LowPowerEntryWithWakeup {
  static let wakeupEventFD = Field("wakeup_eventfd", .s32)
  static let reserved = Field("reserved", .u32, after: wakeupEventFD)
  static let fields = [wakeupEventFD, reserved]
}

/// `struct vfio_device_feature_dma_logging_control`
package enum FeatureDMALoggingControl {
  package static let pageSize = Field("page_size", .u64)
  package static let numRanges = Field("num_ranges", .u32, after: pageSize)
  package static let reserved = Field("__reserved", .u32, after: numRanges)
  package static let ranges = Field("ranges", .pointer, after: reserved)
  static let fields = [pageSize, numRanges, reserved, ranges]
}

/// `struct vfio_device_feature_dma_logging_range`
package enum FeatureDMALoggingRange {
  package static let iova = Field("iova", .u64)
  package static let length = Field("length", .u64, after: iova)
  static let fields = [iova, length]
}

/// `struct vfio_device_feature_dma_logging_report`
package enum FeatureDMALoggingReport {
  package static let iova = Field("iova", .u64)
  package static let length = Field("length", .u64, after: iova)
  package static let pageSize = Field("page_size", .u64, after: length)
  package static let bitmap = Field("bitmap", .pointer, after: pageSize)
  static let fields = [iova, length, pageSize, bitmap]
}

/// `struct vfio_device_feature_mig_data_size`
enum FeatureMigrationDataSize {
  static let stopCopyLength = Field("stop_copy_length", .u64)
  static let fields = [stopCopyLength]
}

/// `struct vfio_device_feature_bus_master`
enum FeatureBusMaster {
  static let op = Field("op", .u32)
  static let fields = [op]
}

/// `struct vfio_region_dma_range`
package enum RegionDMARange {
  package static let offset = Field("offset", .u64)
  package static let length = Field("length", .u64, after: offset)
  static let fields = [offset, length]
}

/// `struct vfio_device_feature_dma_buf`
package enum FeatureDMABuf {
  package static let regionIndex = Field("region_index", .index(.pciRegions))
  package static let openFlags = Field("open_flags", .u32, after: regionIndex)
  package static let flags = Field("flags", .u32, after: openFlags)
  package static let nrRanges = Field("nr_ranges", .u32, after: flags)
  static let fields = [regionIndex, openFlags, flags, nrRanges]
}
