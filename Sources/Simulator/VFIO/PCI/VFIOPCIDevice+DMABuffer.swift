import SystemCalls
import VFIOInterface

/// `VFIO_DEVICE_FEATURE_DMA_BUF`: ranges of a BAR behind a descriptor of their own.
///
/// Nothing here imports one, so it has nothing to be taken back from.
extension VFIOPCIDevice {
  /// Bytes of ranges that the kernel copies (`KMALLOC_MAX_SIZE`).
  private static let rangesLimit: UInt64 = 4 << 20
  /// `DMA_IOVA_USE_SWIOTLB`, a bit that no length of a DMA mapping may have.
  private static let lengthMark: UInt64 = 1 << 63

  /// What a kernel that breaks a rule takes for a BAR.
  private static let anywhere = PCIResource(start: 0, end: .max, flags: 0)

  private struct Range {
    var offset: UInt64
    var length: UInt64
  }

  func exportBuffer(
    _ request: FeatureRequest, _ argument: UserArgument, _ caller: Process
  ) throws(Errno) -> Int64 {
    let structure = Structure.featureDMABuf
    let supported: Set<FeatureRequest.Operation> = kernel.keeps(.exportGetOnly) ? [.get] : [.get, .set]
    guard try request.operation(of: supported, minimum: UInt64(structure.size)) == .get else { return 0 }
    let bytes = try argument.copyIn(offset: Structure.deviceFeature.size, count: structure.size)
    let count = bytes[FeatureDMABuf.nrRanges]
    try kernel.require(.exportNeedsRange, count > 0, or: .EINVAL)
    try kernel.require(.exportNoFlags, bytes[FeatureDMABuf.flags] == 0, or: .EINVAL)
    let bar = try resource(bytes[FeatureDMABuf.regionIndex])
    let ranges = try ranges(argument, count)
    let length = try checkedLength(of: ranges)
    try check(ranges, inside: bar)
    if !memoryIsEnabled, !kernel.keeps(.exportNeedsNoDecode) { throw .EIO }
    let flags = OpenFlags(rawValue: Int32(truncatingIfNeeded: bytes[FeatureDMABuf.openFlags]))
    let closesOnExec = flags.contains(.closeOnExec) && kernel.keeps(.exportClosesOnExec)
    let size = kernel.keeps(.exportsRanges) ? length : ranges.first?.length ?? 0
    refusesOpening = !kernel.keeps(.exportEndsWithDevice)
    let file = DMABufferFile(kernel: kernel, size: size, flags: flags)
    return Int64(try caller.install(file, closesOnExec: closesOnExec))
  }

  /// The BAR; nil where its absence is told later, as of one that is no memory.
  private func resource(_ index: UInt64) throws(Errno) -> PCIResource? {
    guard index < PCIRegionIndex.rom else { throw kernel.keeps(.exportRegion) ? .ENODEV : .EINVAL }
    guard let bar = hardware.bars[Int(index)] else {
      guard kernel.profile.has(.checksExportedBARs) else { return nil }
      try kernel.refuse(.exportAbsentBAR, with: .ENODEV)
      return Self.anywhere
    }
    if !bar.isMemory, !kernel.keeps(.exportNoPorts) { return Self.anywhere }
    return bar.isMemory ? hardware.resources[Int(index)] : nil
  }

  private func ranges(_ argument: UserArgument, _ count: UInt64) throws(Errno) -> [Range] {
    let structure = Structure.regionDMARange
    let size = count * UInt64(structure.size)
    guard size <= Self.rangesLimit else { throw kernel.keeps(.exportLimit) ? .ENOMEM : .E2BIG }
    let bytes = try kernel.faulting(.exportRangesFault) { () throws(Errno) in
      try argument.copyIn(offset: Structure.deviceFeature.size + Structure.featureDMABuf.size, count: Int(size))
    }
    return (0..<Int(count)).map { position in
      let start = position * structure.size
      return Range(
        offset: bytes[RegionDMARange.offset, at: start], length: bytes[RegionDMARange.length, at: start])
    }
  }

  private func checkedLength(of ranges: [Range]) throws(Errno) -> UInt64 {
    var length: UInt64 = 0
    for range in ranges {
      try kernel.require(.exportNotEmpty, range.length > 0, or: .EINVAL)
      let isWhole = range.offset.isMultiple(of: kernel.pageSize) && range.length.isMultiple(of: kernel.pageSize)
      try kernel.require(.exportWholePages, isWhole, or: .EINVAL)
      let (sum, overflows) = length.addingReportingOverflow(range.length)
      guard !overflows, sum & Self.lengthMark == 0 else { throw .EINVAL }
      length = sum
    }
    return length
  }

  private func check(_ ranges: [Range], inside bar: PCIResource?) throws(Errno) {
    guard let bar else { throw .EINVAL }
    for range in ranges {
      let start = bar.start.addingReportingOverflow(range.offset)
      let end = start.partialValue.addingReportingOverflow(range.length)
      if start.overflow || end.overflow { throw kernel.keeps(.exportOverflow) ? .EOVERFLOW : .EINVAL }
      try kernel.require(.exportInside, end.partialValue - 1 <= bar.end, or: .EINVAL)
    }
  }
}
