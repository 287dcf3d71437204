import SystemCalls
import VFIOInterface

extension Type1State {
  /// `VFIO_IOMMU_DIRTY_PAGES`.
  func dirtyPages(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    try kernel.require(.dirtyNeedsVersion2, isVersion2, or: .EACCES)
    let structure = Structure.type1DirtyBitmap
    let bytes = try kernel.faulting(.dirtyFault) { () throws(Errno) in
      try argument.copyIn(count: structure.minimumSize)
    }
    let size = bytes[Type1DirtyBitmap.argsz]
    let flags = bytes[Type1DirtyBitmap.flags]
    try kernel.require(.dirtySize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    try kernel.require(.dirtyFlags, flags & ~FlagSet.dirtyBitmap.mask == 0, or: .EINVAL)
    try kernel.require(.dirtyOneFlag, flags.nonzeroBitCount == 1, or: .EINVAL)
    if flags & DirtyBitmapFlags.start != 0 {
      isTrackingDirtyPages = true
    } else if flags & DirtyBitmapFlags.stop != 0 {
      isTrackingDirtyPages = false
      forgetDirtyPages()
    } else if flags & DirtyBitmapFlags.getBitmap != 0 {
      try getBitmap(argument, size: size, caller)
    }
  }

  private func getBitmap(_ argument: UserArgument, size: UInt64, _ caller: Process) throws(Errno) {
    let start = Structure.type1DirtyBitmap.minimumSize
    let structure = Structure.type1DirtyBitmapGet
    try kernel.require(.bitmapSize, size >= UInt64(start + structure.size), or: .EINVAL)
    let bytes = try argument.copyIn(offset: start, count: structure.size)
    let iova = bytes[Type1DirtyBitmapGet.iova]
    let length = bytes[Type1DirtyBitmapGet.size]
    try checkWrap(iova, length)
    let bitmap = try UserBitmap(bytes, at: Type1DirtyBitmapGet.bitmap.offset, kernel)
    try bitmap.check(pages: length >> bitmap.pageShift, kernel)
    try kernel.require(.bitmapPageSize, bitmap.pageSize == pageSize, or: .EINVAL)
    let isAligned = iova.isMultiple(of: pageSize) && length.isMultiple(of: pageSize) && length > 0
    try kernel.require(.bitmapAligned, isAligned, or: .EINVAL)
    try kernel.require(.bitmapNeedsTracking, isTrackingDirtyPages, or: .EINVAL)
    let last = iova.adding(max(length, 1) - 1)
    try kernel.require(.bitmapBisects, !bisects(iova, last: last), or: .EINVAL)
    do {
      try fill(bitmap, iova...last, caller)
    } catch {
      guard error == .EFAULT, !kernel.keeps(.bitmapUnwritable) else { throw error }
    }
  }

  /// Tells what is dirty in a range of IOVAs.
  private func fill(_ bitmap: UserBitmap, _ range: ClosedRange<UInt64>, _ caller: Process) throws(Errno) {
    if !kernel.keeps(.bitmapGaps) { try bitmap.mark(0...(range.upperBound - range.lowerBound) / pageSize, caller) }
    var next = mappings.first(notBelow: range.lowerBound)
    var end: UInt64?
    while let position = next, mappings[position].iova <= range.upperBound || !kernel.keeps(.bitmapOnlyRange) {
      let mapping = mappings[position]
      let isTold = kernel.keeps(.mappedIsDirty) && (kernel.keeps(.bitmapMappedLater) || !mapping.isMappedLater)
      if isTold {
        let base = kernel.keeps(.bitmapFromRange) ? range.lowerBound : mapping.iova
        try bitmap.add(mapping, from: base, onlyPinned: tellsPinnedOnly, caller)
      }
      end = (mapping.last - range.lowerBound) / pageSize
      next = mappings.position(after: position)
    }
    guard let end, !kernel.keeps(.bitmapLeavesRest) else { return }
    let word = bitmap.address &+ (end / 64 + 1) * 8
    try? caller.memory.copyOut([UInt8](repeating: 0, count: 8), to: word)
  }

  /// Without an IOMMU in use only drivers write, and only what they pinned.
  var tellsPinnedOnly: Bool { !isTranslating && kernel.keeps(.mdevDirtyPinned) }

  /// Whoever wrote without a report is gone, and may have written every page.
  func markAllDirty() {
    for mapping in mappings.values {
      let pages = Int(mapping.size / pageSize)
      var dirty = mapping.dirty ?? DirtyBitmap(pages: pages)
      dirty.fill(pages: pages)
      mapping.dirty = dirty
    }
  }

  private func forgetDirtyPages() {
    var next = mappings.first(notBelow: 0)
    while let position = next {
      mappings[position].dirty = nil
      next = mappings.position(after: position)
    }
  }

  private func checkWrap(_ iova: UInt64, _ length: UInt64) throws(Errno) {
    guard findsLastPage else {
      // A range that ends with the address space wraps here too.
      let wraps = iova.addingReportingOverflow(length).overflow
      try kernel.require(.bitmapWrap, !wraps, or: kernel.profile.wrapError)
      return
    }
    guard length > 0 else { throw .EINVAL }
    let wraps = iova.addingReportingOverflow(length - 1).overflow
    try kernel.require(.bitmapWrap, !wraps, or: kernel.profile.wrapError)
  }
}
