import SystemCalls
import VFIOInterface

extension Type1State {
  /// `VFIO_IOMMU_MAP_DMA`.
  func map(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    let structure = Structure.type1DMAMap
    let bytes = try kernel.faulting(.mapFault) { () throws(Errno) in
      try argument.copyIn(count: structure.minimumSize)
    }
    let size = bytes[Type1DMAMap.argsz]
    try kernel.require(.mapSize, size >= UInt64(structure.minimumSize), or: .EINVAL)
    if size > UInt64(structure.minimumSize), !kernel.keeps(.mapLongArgument) { throw .EINVAL }
    if !kernel.keeps(.mapByAnyProcess), caller !== kernel.processes.all.first { throw .EPERM }
    let flags = bytes[Type1DMAMap.flags]
    try kernel.require(.mapFlags, flags & ~FlagSet.dmaMap.mask == 0, or: .EINVAL)
    let request = MapDMA(
      iova: bytes[Type1DMAMap.iova], address: bytes[Type1DMAMap.vaddr], size: bytes[Type1DMAMap.size], flags: flags)
    try check(request)
    let existing = find(request.iova, size: request.size)
    if request.setsAddress {
      try restore(existing, request, caller)
      return
    }
    if let existing, existing.iova == request.iova, existing.size == request.size, !kernel.keeps(.mapIdentical) {
      remove(existing)
    } else {
      try kernel.require(.mapOverlap, existing == nil, or: .EEXIST)
    }
    if !kernel.keeps(.mapNeighbours), touches(request) { throw .EEXIST }
    try kernel.require(.entryLimit, available > 0, or: .ENOSPC)
    try kernel.require(.mapInRange, isAllowed(request), or: .EINVAL)
    try add(request, caller)
  }

  // MARK: Checks, in the kernel's order

  private func check(_ request: MapDMA) throws(Errno) {
    guard kernel.profile.has(.detectsOverflow) else {
      try checkAccess(request)
      try checkAlignment(request)
      return try checkWrap(request)
    }
    try kernel.require(.mapEmpty, request.size != 0, or: .EINVAL)
    try checkWrap(request)
    try checkAccess(request)
    try checkAlignment(request)
  }

  private func checkAccess(_ request: MapDMA) throws(Errno) {
    if request.setsAddress {
      try kernel.require(.addressAlone, !request.reads && !request.writes, or: .EINVAL)
    } else {
      try kernel.require(.mapNeedsAccess, request.reads || request.writes, or: .EINVAL)
      if request.reads, !request.writes, !kernel.keeps(.mapReadOnly) { throw .EINVAL }
    }
  }

  private func checkAlignment(_ request: MapDMA) throws(Errno) {
    try kernel.require(.mapEmpty, request.size != 0, or: .EINVAL)
    try kernel.require(.mapAlignedIOVA, request.iova.isMultiple(of: pageSize), or: .EINVAL)
    try kernel.require(.mapAlignedAddress, request.address.isMultiple(of: pageSize), or: .EINVAL)
    try kernel.require(.mapAlignedSize, request.size.isMultiple(of: pageSize), or: .EINVAL)
    if request.size == 1 << 30, !kernel.keeps(.mapsLargePages) { throw .EINVAL }
  }

  private func checkWrap(_ request: MapDMA) throws(Errno) {
    let size = max(request.size, 1) - 1
    let iovaWraps = request.iova.addingReportingOverflow(size).overflow
    let addressWraps = request.address.addingReportingOverflow(size).overflow
    try kernel.require(.mapWrap, !iovaWraps, or: kernel.profile.wrapError)
    try kernel.require(.mapAddressWrap, !addressWraps, or: kernel.profile.wrapError)
  }

  /// Whether a mapping ends where the range begins, or begins where it ends.
  private func touches(_ request: MapDMA) -> Bool {
    let before = request.iova > 0 ? find(request.iova - 1, size: 1) : nil
    let end = request.iova.addingReportingOverflow(request.size)
    return before != nil || !end.overflow && find(end.partialValue, size: 1) != nil
  }

  private func isAllowed(_ request: MapDMA) -> Bool {
    let last = request.iova &+ (request.size &- 1)
    if !kernel.keeps(.mapRangeEnds), ranges.contains(where: { $0.lowerBound == request.iova }) { return false }
    return ranges.isEmpty || ranges.contains { $0.contains(request.iova) && $0.contains(last) }
  }

  // MARK: Doing it

  private func add(_ request: MapDMA, _ caller: Process) throws(Errno) {
    // A kernel that breaks the rules above gets here with wrong sizes; there is nothing to pin for them.
    let size = request.size.roundedUp(to: pageSize)
    let mapping = DMAMapping(
      iova: request.iova, size: max(size, pageSize), allowsRead: request.reads, allowsWrite: request.writes,
      address: request.address, owner: caller)
    if isTranslating || !kernel.keeps(.mdevMapPinsNothing) {
      do {
        try pin(mapping, for: kernel.keeps(.mapsCallersMemory) ? caller : kernel.processes.all.first ?? caller)
      } catch {
        if error == .EFAULT { failed(mapping, caller) }
        if !kernel.keeps(.failedMapForgets) { isTrackingDirtyPages = false }
        throw error
      }
    }
    if let lastMapper, lastMapper !== caller, !kernel.keeps(.mapsTakeTurns) { available -= min(available, 1) }
    lastMapper = caller
    available -= min(available, 1)
    mapping.isMappedLater = isTrackingDirtyPages
    insert(mapping)
  }

  /// What a kernel that breaks rules leaves of a mapping that ends behind its memory.
  private func failed(_ mapping: DMAMapping, _ caller: Process) {
    if !kernel.keeps(.failedMapTakesNothing) { available -= min(available, 1) }
    guard !kernel.keeps(.failedMapUndone) else { return }
    let first = DMAMapping(
      iova: mapping.iova, size: pageSize, allowsRead: mapping.allowsRead, allowsWrite: mapping.allowsWrite,
      address: mapping.address, owner: caller)
    guard (try? pin(first, for: caller)) != nil else { return }
    available -= min(available, 1)
    insert(first)
  }

  /// Takes hold of a mapping's memory, and charges its owner.
  private func pin(_ mapping: DMAMapping, for caller: Process) throws(Errno) {
    guard !mapping.address.addingReportingOverflow(mapping.size).overflow else { return }
    let pinning = Pinning(kernel: kernel, caller: caller, isWrite: mapping.allowsWrite)
    let result = try pinning.pin(address: mapping.address, size: mapping.size)
    mapping.pinned = result.parts
    let counts = kernel.keeps(.mapCountsLocked) && (kernel.keeps(.mapCountsTwice) || !isCounted(mapping, for: caller))
    let times = kernel.keeps(.groupsShareAccount) ? 1 : UInt64(groups.count)
    mapping.lockedPages = counts ? result.pages * times : 0
    caller.memory.lockedPages += mapping.lockedPages
  }

  /// Whether another mapping has the same memory locked already.
  private func isCounted(_ mapping: DMAMapping, for caller: Process) -> Bool {
    mappings.values.contains { $0.address == mapping.address && $0.memory === caller.memory }
  }

  /// The first group with an IOMMU joins: what was mapped before is pinned now, all or nothing (`vfio_iommu_replay`).
  func pinAll() throws(Errno) {
    guard kernel.keeps(.mdevJoinPins) else { return }
    for mapping in mappings.values {
      do {
        try pinAgain(mapping)
      } catch {
        unpinAll()
        throw error
      }
    }
  }

  private func pinAgain(_ mapping: DMAMapping) throws(Errno) {
    guard let owner = mapping.owner else { throw .EFAULT }
    unpin(mapping)
    try pin(mapping, for: owner)
  }

  /// The last group with an IOMMU left: only what drivers pinned stays so (`vfio_iommu_unmap_unpin_reaccount`).
  func unpinAll() {
    guard kernel.keeps(.mdevLeaveUnpins) else { return }
    for mapping in mappings.values {
      unpin(mapping)
      charge(mapping, pages: UInt64(mapping.driverPins.count))
    }
  }

  private func unpin(_ mapping: DMAMapping) {
    mapping.pinned = []
    unlock(mapping)
    mapping.lockedPages = 0
  }

  /// Gives a mapping a new address in the process that asks.
  private func restore(_ existing: DMAMapping?, _ request: MapDMA, _ caller: Process) throws(Errno) {
    guard let mapping = existing else {
      try kernel.refuse(.restoreNeedsMapping, with: .ENOENT)
      return
    }
    let fits = mapping.isAddressInvalid && mapping.iova == request.iova && mapping.size == request.size
    try kernel.require(.restoreFits, fits, or: .EINVAL)
    if !mapping.memory.isInUse, !kernel.keeps(.restoreAfterExec) { throw .ESRCH }
    if mapping.memory !== caller.memory, kernel.keeps(.restoreCharges) { try charge(mapping, to: caller) }
    guard kernel.keeps(.restoreEnds) else { return }
    if mapping.isAddressInvalid { invalidAddresses -= 1 }
    mapping.isAddressInvalid = false
    mapping.address = request.address
    mapping.owner = caller
  }

  private func charge(_ mapping: DMAMapping, to caller: Process) throws(Errno) {
    let locked = LockedMemory(kernel: kernel, caller: caller)
    let isAllowed = locked.isUnlimited || !locked.exceeds(mapping.lockedPages)
    try kernel.require(.restoreLimit, isAllowed, or: .ENOMEM)
    caller.memory.lockedPages += mapping.lockedPages
    if mapping.memory.isInUse { mapping.memory.lockedPages -= min(mapping.lockedPages, mapping.memory.lockedPages) }
    mapping.memory = caller.memory
  }
}

/// What a caller asks to be mapped.
private struct MapDMA {
  var iova: UInt64
  var address: UInt64
  var size: UInt64
  var flags: UInt64

  var reads: Bool { flags & DMAMapFlags.read != 0 }
  var writes: Bool { flags & DMAMapFlags.write != 0 }
  var setsAddress: Bool { flags & DMAMapFlags.vaddr != 0 }
}
