import SystemCalls
import VFIOInterface

/// What the core does of migration and of the log of DMA, whatever the driver.
extension VFIODevice {
  /// `VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2`.
  ///
  /// - Returns: Whether the request was for that; an older kernel leaves its number to the driver.
  func optIntoPrecopyInfo(_ request: FeatureRequest) throws(Errno) -> Bool {
    guard request.feature == DeviceFeatureIndex.migPrecopyInfoV2, kernel.profile.has(.answersPrecopyFlags) else {
      return false
    }
    try kernel.require(.precopyOptInNeedsMigration, copiesAhead, or: .EINVAL)
    if try request.operation(of: [.set], minimum: 0) == .set { answersPrecopyFlags = kernel.keeps(.precopyOptIn) }
    return true
  }

  /// `VFIO_DEVICE_FEATURE_DMA_LOGGING_START`, up to where the driver is told.
  func startLogging(_ request: FeatureRequest, _ argument: UserArgument) throws(Errno) {
    let structure = Structure.featureDMALoggingControl
    guard try request.operation(of: [.set], minimum: UInt64(structure.size)) != nil else { return }
    let control = try argument.copyIn(offset: Structure.deviceFeature.size, count: structure.size)
    let count = control[FeatureDMALoggingControl.numRanges]
    try kernel.require(.loggingNeedsRange, count > 0, or: .EINVAL)
    let range = Structure.featureDMALoggingRange
    // As many as fit a page.
    try kernel.require(.loggingLimit, count <= kernel.pageSize / UInt64(range.size), or: .E2BIG)
    let pageSize = control[FeatureDMALoggingControl.pageSize]
    let ranges = argument.pointing(to: control[FeatureDMALoggingControl.ranges])
    var logged: [ClosedRange<UInt64>] = []
    for position in 0..<Int(min(count, 4096)) {
      let bytes = try kernel.faulting(.loggingFault) { () throws(Errno) in
        try ranges.copyIn(offset: position * range.size, count: range.size)
      }
      let iova = bytes[FeatureDMALoggingRange.iova]
      let length = bytes[FeatureDMALoggingRange.length]
      let isAligned = (iova | length) & (pageSize &- 1) == 0
      try kernel.require(.loggingAligned, isAligned, or: .EINVAL)
      let end = iova.addingReportingOverflow(length)
      if end.overflow {
        try kernel.refuse(.loggingWrap, with: .EOVERFLOW)
        throw .EINVAL
      }
      let last = max(iova, end.partialValue &- 1)
      try kernel.require(.loggingOverlap, !logged.contains { $0.overlaps(iova...last) }, or: .EINVAL)
      logged.append(iova...last)
    }
    try argument.copyOut(control, offset: Structure.deviceFeature.size)
  }

  /// `VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT`, which ends before the driver is asked.
  func reportLogging(_ request: FeatureRequest, _ argument: UserArgument) throws(Errno) {
    let structure = Structure.featureDMALoggingReport
    guard try request.operation(of: [.get], minimum: UInt64(structure.size)) != nil else { return }
    let report = try argument.copyIn(offset: Structure.deviceFeature.size, count: structure.size)
    let pageSize = report[FeatureDMALoggingReport.pageSize]
    try kernel.require(.reportPageSize, pageSize >= 4096 && pageSize.nonzeroBitCount == 1, or: .EINVAL)
    let end = report[FeatureDMALoggingReport.iova].addingReportingOverflow(report[FeatureDMALoggingReport.length])
    try kernel.require(.reportWrap, !end.overflow, or: .EOVERFLOW)
    // Debian builds no bitmaps of IOVAs (IOMMUFD_DRIVER).
    throw .EOPNOTSUPP
  }
}
