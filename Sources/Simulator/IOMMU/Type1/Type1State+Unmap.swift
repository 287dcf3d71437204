import SystemCalls
import VFIOInterface

extension Type1State {
  /// `VFIO_IOMMU_UNMAP_DMA`: tells how many bytes were unmapped, where it succeeds.
  func unmap(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let structure = Structure.type1DMAUnmap
    var bytes = try kernel.faulting(.unmapFault) { () throws(Errno) in
      try argument.copyIn(count: structure.minimumSize)
    }
    let size = bytes[Type1DMAUnmap.argsz]
    let request = UnmapDMA(bytes)
    try kernel.require(.unmapSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    if size > UInt64(structure.minimumSize), !request.getsBitmap, !kernel.keeps(.unmapLongArgument) { throw .EINVAL }
    try kernel.require(.unmapFlags, request.flags & ~FlagSet.dmaUnmap.mask == 0, or: .EINVAL)
    var bitmap: UserBitmap?
    if request.getsBitmap {
      try kernel.require(.bitmapAlone, !request.isAll && !request.takesAddress, or: .EINVAL)
      bitmap = try UserBitmap(behind: structure, of: argument, size: size, kernel)
      try bitmap?.check(pages: request.size >> (bitmap?.pageShift ?? 0), kernel)
    }
    let unmapped = try perform(request, bitmap, caller)
    bytes[Type1DMAUnmap.size] = unmapped
    try argument.copyOut(bytes)
  }

  private func perform(_ request: UnmapDMA, _ bitmap: UserBitmap?, _ caller: Process) throws(Errno) -> UInt64 {
    if request.takesAddress { try kernel.require(.mdevNoAddressUpdate, emulatedGroups.isEmpty, or: .EBUSY) }
    try kernel.require(.unmapAlignedIOVA, request.iova.isMultiple(of: pageSize), or: .EINVAL)
    if request.isAll {
      if !isVersion2, !kernel.keeps(.unmapAllVersion1) { throw .EINVAL }
      if request.takesAddress, !kernel.keeps(.takeAll) { throw .EINVAL }
      try kernel.require(.unmapAllZeros, request.iova == 0 && request.size == 0, or: .EINVAL)
    } else {
      try checkRange(request)
    }
    if let bitmap {
      try kernel.require(.bitmapNeedsTracking, isTrackingDirtyPages, or: .EINVAL)
      try kernel.require(.bitmapPageSize, bitmap.pageSize == pageSize, or: .EINVAL)
    }
    if isVersion2, !request.isAll, !request.takesAddress || kernel.keeps(.takeBisects) {
      try kernel.require(.unmapBisects, !bisects(request.iova, last: request.last), or: .EINVAL)
    }
    let found = try told(mappings(of: request), request)
    if request.takesAddress { return try takeAddresses(of: found) }
    for mapping in found {
      releaseDriverPins(of: mapping)
      if let bitmap, kernel.keeps(.unmapBitmap) {
        try bitmap.add(mapping, from: request.iova, onlyPinned: tellsPinnedOnly, caller)
      }
      remove(mapping)
    }
    return kernel.keeps(.unmapTellsSize) ? found.reduce(0) { $0 &+ $1.size } : request.size
  }

  /// The mappings that an unmap is about, as far as the kernel keeps its rules.
  private func told(_ mappings: [DMAMapping], _ request: UnmapDMA) throws(Errno) -> [DMAMapping] {
    var found = mappings
    if !isTranslating, !kernel.keeps(.mdevUnmapsUnpinned) { found.removeAll(where: \.driverPins.isEmpty) }
    if !kernel.keeps(.mapperMayGo) { found.removeAll { !$0.memory.isInUse } }
    if request.isAll, !request.takesAddress, !kernel.keeps(.unmapAllIsAll) { found = found.dropLast() }
    if found.isEmpty {
      if request.isAll, !kernel.keeps(.unmapAllOfNothing) { throw .ENOENT }
      if !request.isAll, !kernel.keeps(request.takesAddress ? .takeNothing : .unmapNothing) { throw .ENOENT }
    }
    if !request.takesAddress, !kernel.keeps(.unmapInvalid), found.contains(where: \.isAddressInvalid) { throw .EBUSY }
    return found
  }

  private func checkRange(_ request: UnmapDMA) throws(Errno) {
    try kernel.require(.unmapEmpty, request.size != 0, or: .EINVAL)
    try kernel.require(.unmapAlignedSize, request.size.isMultiple(of: pageSize), or: .EINVAL)
    let wraps = request.iova.addingReportingOverflow(max(request.size, 1) - 1).overflow
    try kernel.require(.unmapWrap, !wraps, or: kernel.profile.wrapError)
  }

  /// Whether a mapping begins before the range and reaches into it, or begins in it and reaches beyond.
  func bisects(_ iova: UInt64, last: UInt64) -> Bool {
    if let mapping = find(iova, size: 1), mapping.iova != iova { return true }
    guard let mapping = find(last, size: 1) else { return false }
    return mapping.last != last
  }

  /// The mappings that a request covers, or in version 1 those that it begins before the end of.
  private func mappings(of request: UnmapDMA) -> [DMAMapping] {
    // Older kernels compare with the end of the range, which is 0 at the end of the address space.
    if !request.isAll, request.last == .max, !findsLastPage { return [] }
    var found: [DMAMapping] = []
    var next = firstPosition(endingAt: request.iova)
    while let position = next {
      let mapping = mappings[position]
      guard mapping.iova <= request.last else { break }
      if !isVersion2, kernel.keeps(.version1Start), request.iova > mapping.iova { break }
      if !isVersion2, mapping.last > request.last {
        if !kernel.keeps(mapping.iova == request.iova ? .version1Whole : .version1Ends) { break }
      }
      if found.isEmpty, mapping.end == 0, !findsLastPage { break }
      found.append(mapping)
      next = mappings.position(after: position)
    }
    return found
  }

  /// Marks addresses as taken back, all or none.
  private func takeAddresses(of found: [DMAMapping]) throws(Errno) -> UInt64 {
    try kernel.require(.takeOnce, !found.contains(where: \.isAddressInvalid), or: .EINVAL)
    for mapping in found where !mapping.isAddressInvalid {
      if !kernel.keeps(.takeKeepsMapping) {
        mapping.pinned = []
        unlock(mapping)
      }
      mapping.isAddressInvalid = true
      invalidAddresses += 1
    }
    return found.reduce(0) { $0 &+ $1.size }
  }
}

/// What a caller asks to be unmapped.
private struct UnmapDMA {
  var iova: UInt64
  var size: UInt64
  var flags: UInt64

  init(_ bytes: [UInt8]) {
    iova = bytes[Type1DMAUnmap.iova]
    size = bytes[Type1DMAUnmap.size]
    flags = bytes[Type1DMAUnmap.flags]
  }

  var isAll: Bool { flags & DMAUnmapFlags.all != 0 }
  var takesAddress: Bool { flags & DMAUnmapFlags.vaddr != 0 }
  var getsBitmap: Bool { flags & DMAUnmapFlags.getDirtyBitmap != 0 }
  /// The last address inside.
  var last: UInt64 { isAll ? .max : iova.adding(max(size, 1) - 1) }
}
