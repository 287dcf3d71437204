import SystemCalls
import VFIOInterface

/// A container's IOMMU address space under the Type1 model (`struct vfio_iommu`).
final class Type1State: IOMMUDriverState {
  unowned let kernel: Kernel
  let driver: Type1Driver
  /// Whether unmaps must not bisect mappings.
  let isVersion2: Bool
  /// Whether user space asked for nested translation.
  let isNesting: Bool
  /// Groups whose devices the IOMMU translates for.
  private(set) var groups: [IOMMUGroup] = []
  /// Groups whose devices reach memory only by pages that their drivers pin.
  private(set) var emulatedGroups: [IOMMUGroup] = []
  var mappings = OrderedMap<DMAMapping>()
  /// Mappings that the container may still make.
  var available: UInt64
  /// What a kernel that breaks rules should have given up, and still holds.
  var leftOver = OrderedMap<DMAMapping>()
  /// Who asked for a mapping last.
  weak var lastMapper: Process?
  /// Mappings whose address user space took back.
  var invalidAddresses = 0
  var isTrackingDirtyPages = false
  /// The addresses that may be mapped; ascending, without overlap.
  private(set) var ranges: [ClosedRange<UInt64>] = []

  init(driver: Type1Driver, isVersion2: Bool, isNesting: Bool) {
    kernel = driver.kernel
    self.driver = driver
    self.isVersion2 = isVersion2
    self.isNesting = isNesting
    let limit = driver.module.number("dma_entry_limit") ?? 0
    available = kernel.keeps(.limitIsSampled) ? limit : driver.module.initialNumber("dma_entry_limit") ?? 0
    available -= min(available, driver.lostEntries)
  }

  var pageSize: UInt64 { kernel.pageSize }
  /// The page sizes that user space is told: those of the IOMMU, none smaller than the processor's.
  var pageSizes: UInt64 {
    // Without an IOMMU in use any size will do.
    let sizes = isTranslating || !kernel.keeps(.mdevPageSizes) ? kernel.iommu.pageSizes : ~(pageSize - 1)
    return kernel.keeps(.smallestPage) ? sizes : sizes | pageSize / 2
  }
  /// Whether an IOMMU translates, so that memory has to be pinned when it is mapped.
  var isTranslating: Bool { !groups.isEmpty }
  /// Whether this kernel finds the last page of the address space again.
  var findsLastPage: Bool { kernel.profile.has(.reachesLastPage) == kernel.keeps(.lastPageFound) }
  /// Addresses cannot be taken back while a driver may want to pin what lies there.
  var canUpdateAddresses: Bool { emulatedGroups.isEmpty || !kernel.keeps(.mdevNoAddressUpdate) }
  var isCoherent: Bool {
    isTranslating
      ? kernel.iommu.enforcesCoherency == kernel.keeps(.coherencyIsTheIOMMUs) : kernel.keeps(.mdevCoherent)
  }

  func ioctl(_ request: UInt32, _ argument: UserArgument, caller: Process) throws(Errno) -> Int64 {
    do {
      return try answer(request, argument, caller)
    } catch {
      kernel.free(.refusalLeavesNothing)
      kernel.free(.refusalLeavesNoPins, .pins)
      refused(request, argument, caller)
      throw error
    }
  }

  private func answer(_ request: UInt32, _ argument: UserArgument, _ caller: Process) throws(Errno) -> Int64 {
    switch request {
    case Request.checkExtension.number: return driver.answer(argument.word, state: self)
    case Request.iommuGetInfo.number: try getInfo(argument)
    case Request.iommuMapDMA.number: try map(argument, caller)
    case Request.iommuUnmapDMA.number: try unmap(argument, caller)
    case Request.iommuDirtyPages.number: try dirtyPages(argument, caller)
    default:
      try kernel.refuse(.unknownRequest, with: .ENOTTY)
      throw .EINVAL
    }
    return 0
  }

  // MARK: Groups

  func attach(_ group: IOMMUGroup) throws(Errno) {
    try kernel.require(.noJoinWhileInvalid, invalidAddresses == 0, or: .EBUSY)
    guard !(groups + emulatedGroups).contains(where: { $0 === group }) else { throw .EINVAL }
    guard !group.isEmulated else { return emulatedGroups.insert(group, at: 0) }
    guard let aperture = kernel.iommu.aperture else { throw .EINVAL }
    // Only an SMMU can be asked to translate twice.
    guard !isNesting || kernel.machine.iommu == .smmu else { throw .EINVAL }
    guard !isNesting || !kernel.profile.has(.settlesStageEarly) else { throw .EPERM }
    try checkConflicts(with: group, aperture)
    try checkInterrupts(of: group)
    if !isTranslating {
      if let last = mappings.values.last?.last, last > aperture.upperBound {
        try kernel.refuse(
          .mdevJoinHeedsAperture, with: kernel.profile.has(.sharesPageTables) ? .ERANGE : .EFAULT)
      }
      try pinAll()
    } else if !kernel.keeps(.joinCountsOnce) {
      countAgain()
    }
    groups.insert(group, at: 0)
    ranges = allowedRanges(aperture)
    group.translator = self
  }

  func detach(_ group: IOMMUGroup) {
    if let index = emulatedGroups.firstIndex(where: { $0 === group }) {
      emulatedGroups.remove(at: index)
      if emulatedGroups.isEmpty && groups.isEmpty || !kernel.keeps(.leavingKeepsMappings) { unmapAll() }
      return
    }
    guard groups.contains(where: { $0 === group }) else { return }
    groups.removeAll { $0 === group }
    group.translator = nil
    if isTrackingDirtyPages, kernel.keeps(.leavingDirties) { markAllDirty() }
    if groups.isEmpty { emulatedGroups.isEmpty ? unmapAll() : unpinAll() }
    if !groups.isEmpty, !kernel.keeps(.leavingKeepsMappings) { unmapAll() }
    guard kernel.keeps(.rangesGrowBack) else { return ranges = ranges.dropLast() }
    // Without an IOMMU nothing is reserved, and the aperture is all there is.
    ranges = groups.isEmpty ? [0...UInt64.max] : kernel.iommu.aperture.map(allowedRanges) ?? []
  }

  func release() {
    for group in groups { group.translator = nil }
    groups = []
    emulatedGroups = []
    unmapAll()
  }

  /// What was mapped while no IOMMU translated may lie where the devices of the group cannot reach it.
  private func checkConflicts(with group: IOMMUGroup, _ aperture: ClosedRange<UInt64>) throws(Errno) {
    let beyond = UInt64.max - aperture.upperBound
    let isPast = !ranges.isEmpty && beyond > 0 && find(aperture.upperBound + 1, size: beyond) != nil
    try kernel.require(.mdevJoinHeedsAperture, !isPast, or: .EINVAL)
    let reserved = kernel.iommu.reservedRegions(of: group).filter { $0.kind != .relaxable }
    let isHit = reserved.contains { find($0.start, size: $0.end - $0.start + 1) != nil }
    try kernel.require(.mdevJoinHeedsReserved, !isHit, or: .EINVAL)
  }

  /// Refuses a group that could raise another's interrupts. Such is one whose devices send no messages, to a kernel that
  /// asks each device for its controller, and not the machine for one that keeps devices apart.
  private func checkInterrupts(of group: IOMMUGroup) throws(Errno) {
    let isAsked = kernel.profile.has(.asksForIsolation) && kernel.keeps(.unsafeInterruptsRefused)
    let isIsolated = kernel.iommu.isolatesInterrupts && (!isAsked || !group.devices.isEmpty)
    guard !isIsolated, !driver.module.flag("allow_unsafe_interrupts") else { return }
    kernel.log.warning(
      "vfio_iommu_type1_attach_group: No interrupt remapping support.  Use the module param "
        + "\"allow_unsafe_interrupts\" to enable VFIO IOMMU support on this platform")
    throw .EPERM
  }

  /// The aperture without what is reserved.
  private func allowedRanges(_ aperture: ClosedRange<UInt64>) -> [ClosedRange<UInt64>] {
    var ranges = [aperture]
    guard kernel.keeps(.reservedExcluded) else { return ranges }
    for region in groups.flatMap({ kernel.iommu.reservedRegions(of: $0) }) where region.kind != .relaxable {
      ranges = ranges.flatMap { range -> [ClosedRange<UInt64>] in
        guard region.start <= range.upperBound, region.end >= range.lowerBound else { return [range] }
        var parts: [ClosedRange<UInt64>] = []
        if region.start > range.lowerBound { parts.append(range.lowerBound...region.start - 1) }
        if region.end < range.upperBound { parts.append(region.end + 1...range.upperBound) }
        return parts
      }
    }
    return ranges
  }

  func unmapAll() {
    if groups.isEmpty, !kernel.keeps(.beginsEmpty) { driver.lostEntries += UInt64(mappings.values.count) }
    for mapping in mappings.values {
      releaseDriverPins(of: mapping)
      if !kernel.keeps(.lastCloseUnpins) {
        mappings.remove(mapping.iova) { $0 === mapping }
        driver.leftOver.append(mapping)
      } else {
        remove(mapping)
      }
    }
  }

  private func countAgain() {
    for mapping in mappings.values where mapping.memory.isInUse { charge(mapping, pages: mapping.lockedPages) }
  }
}

// MARK: Mappings

extension Type1State {
  /// The mapping with the lowest address that overlaps a range; the range must not wrap.
  func find(_ iova: UInt64, size: UInt64) -> DMAMapping? {
    let end = iova &+ size
    // Older kernels compare with the end, which is 0 for the last page of the address space.
    if end == 0, !findsLastPage { return nil }
    guard let position = firstPosition(endingAt: iova), mappings[position].iova <= end &- 1 else { return nil }
    let mapping = mappings[position]
    return mapping.end == 0 && !findsLastPage ? nil : mapping
  }

  /// The first mapping that does not end before an address.
  func firstPosition(endingAt address: UInt64) -> OrderedMap<DMAMapping>.Position? {
    guard let before = mappings.last(notAbove: address) else { return mappings.start }
    return mappings[before].last >= address ? before : mappings.position(after: before)
  }

  func insert(_ mapping: DMAMapping) {
    mappings.insert(mapping, at: mapping.iova)
  }

  /// Takes a mapping out, and gives its memory back.
  func remove(_ mapping: DMAMapping) {
    mappings.remove(mapping.iova) { $0 === mapping }
    if !kernel.keeps(.unmapEndsReach) || !mapping.memory.isInUse && !kernel.keeps(.deathUnpins) {
      leftOver.insert(mapping, at: mapping.iova)
    }
    if !kernel.keeps(.mapAliases) {
      for other in mappings.values where other.address == mapping.address { other.pinned = [] }
    }
    if kernel.keeps(.unmapUnlocks) { unlock(mapping) }
    if mapping.isAddressInvalid { invalidAddresses -= 1 }
    if kernel.keeps(.unmapReturnsEntry) { available += 1 }
    kernel.free(.mapLeavesNothing)
    kernel.free(.mapLeavesNoTables, .tables)
    kernel.free(.mapLeavesNoPins, .pins)
  }

  func unlock(_ mapping: DMAMapping) {
    // A process that is gone has nothing locked any more.
    guard mapping.memory.isInUse else { return }
    mapping.memory.lockedPages -= min(mapping.lockedPages, mapping.memory.lockedPages)
  }
}

extension Type1State: DMATranslator {
  func translate(_ iova: UInt64, write: Bool) -> MemoryPlace? {
    guard kernel.keeps(.translates), let mapping = reached(iova) else { return nil }
    if write {
      guard mapping.allowsWrite || !kernel.keeps(.readOnlyBlocksWrites) else { return nil }
    } else {
      guard mapping.allowsRead || kernel.iommu.readsWhatCanBeWritten else { return nil }
    }
    let address = min(iova, mapping.last)
    if !kernel.keeps(.pinHoldsMemory), mapping.memory.area(at: mapping.address + (address - mapping.iova)) == nil {
      return nil
    }
    return mapping.place(of: address)
  }

  /// The mapping that leads a device from an address.
  private func reached(_ iova: UInt64) -> DMAMapping? {
    for known in [leftOver, mappings] {
      guard let position = known.last(notAbove: iova) else { continue }
      if iova <= known[position].last || !kernel.keeps(.reachEnds) { return known[position] }
    }
    return nil
  }
}
