import SystemCalls
import VFIOInterface

extension SPAPRState {
  /// `VFIO_IOMMU_SPAPR_REGISTER_MEMORY`: pins memory of the process, and counts it as locked.
  ///
  /// - Returns: 0; where only the first pages could be pinned, how many, and nothing stays pinned.
  func registerMemory(_ argument: UserArgument, _ caller: Process) throws(Errno) -> Int64 {
    guard isVersion2 else {
      try kernel.refuse(.registerOnlyVersion2, with: .ENOTTY)
      return 0
    }
    try latch(caller)
    let structure = Structure.spaprRegisterMemory
    let bytes = try copyIn(argument, structure, .registerSize)
    try kernel.require(.registerFlags, bytes[SPAPRRegisterMemory.flags] == 0, or: .EINVAL)
    let address = bytes[SPAPRRegisterMemory.vaddr]
    let size = bytes[SPAPRRegisterMemory.size]
    try kernel.require(.registerAlignedAddress, address.isMultiple(of: kernel.pageSize), or: .EINVAL)
    try kernel.require(.registerAlignedSize, size.isMultiple(of: kernel.pageSize), or: .EINVAL)
    try kernel.require(.registerWraps, !address.addingReportingOverflow(size).overflow, or: .EINVAL)
    if let region = driver.registered.region(at: address, size: size, of: caller.memory) {
      try share(region)
    } else if let pinned = try register(address, size, caller) {
      return pinned
    }
    isEnabled = true
    return 0
  }

  /// Uses what another container of the process registered.
  private func share(_ region: RegisteredRegion) throws(Errno) {
    try kernel.require(.registerOnce, !regions.contains { $0 === region }, or: .EBUSY)
    guard kernel.keeps(.registerShared) else { throw .EBUSY }
    region.users += 1
    region.containers += 1
    regions.insert(region, at: 0)
  }

  /// - Returns: nil for success, else how many pages could be pinned.
  private func register(_ address: UInt64, _ size: UInt64, _ caller: Process) throws(Errno) -> Int64? {
    let pages = size / kernel.pageSize
    if kernel.keeps(.registerCounts) { try account(pages, .registerLimit, caller) }
    do throws(Errno) {
      guard pages > 0 else {
        kernel.log.warning("WARNING: CPU: 0 PID: \(caller.kernelID) at mm/vmalloc.c __vmalloc_node_range_noprof")
        throw .ENOMEM
      }
      let parts = try pin(address, size, caller)
      let pinned = parts.reduce(0) { $0 + $1.length } / kernel.pageSize
      guard pinned == pages || !kernel.keeps(.registerPins) else {
        unaccount(pages)
        return Int64(clamping: pinned)
      }
      let around: UInt64 = kernel.keeps(.registerNeighbours) ? 0 : 1
      let isFree = !driver.registered.overlaps(
        address - min(address, around), size: size + 2 * around, of: caller.memory)
      try kernel.require(.registerOverlap, isFree, or: .EINVAL)
      let region = RegisteredRegion(
        address: address, size: size, parts: parts, pageShift: pageShift(address, size, parts))
      driver.registered.add(region, of: caller.memory)
      regions.insert(region, at: 0)
      return nil
    } catch {
      unaccount(pages)
      throw error
    }
  }

  /// What can be pinned from the start on; EFAULT where that is nothing.
  private func pin(_ address: UInt64, _ size: UInt64, _ caller: Process) throws(Errno) -> [PinnedPart] {
    let needed: Protection = kernel.keeps(.registerPinsForWriting) ? .write : []
    let parts = MemoryPages(kernel: kernel, memory: caller.memory).pin(address, size: size, needed)
    try kernel.require(.registerPins, !parts.isEmpty, or: .EFAULT)
    return parts
  }

  /// The largest page of a window: that of the memory, as far as the region is aligned to it.
  private func pageShift(_ address: UInt64, _ size: UInt64, _ parts: [PinnedPart]) -> UInt64 {
    let isHuge = parts.allSatisfy { ($0.place.backing as? SparseMemory)?.isHuge == true }
    let page = isHuge ? HugePagePool.pageSize : kernel.pageSize
    return UInt64(min((address | size).trailingZeroBitCount, page.trailingZeroBitCount))
  }

  /// `VFIO_IOMMU_SPAPR_UNREGISTER_MEMORY`: succeeds also while entries lead to the memory, which then stays pinned.
  func unregisterMemory(_ argument: UserArgument) throws(Errno) {
    guard isVersion2 else {
      try kernel.refuse(.unregisterOnlyVersion2, with: .ENOTTY)
      return
    }
    guard let memory else {
      try kernel.refuse(.unregisterNeedsProcess, with: .EPERM)
      return
    }
    let structure = Structure.spaprRegisterMemory
    let bytes = try copyIn(argument, structure, .unregisterSize)
    try kernel.require(.unregisterFlags, bytes[SPAPRRegisterMemory.flags] == 0, or: .EINVAL)
    let address = bytes[SPAPRRegisterMemory.vaddr]
    let size = bytes[SPAPRRegisterMemory.size]
    let isAligned = address.isMultiple(of: kernel.pageSize) && size.isMultiple(of: kernel.pageSize)
    try kernel.require(.unregisterAligned, isAligned, or: .EINVAL)
    guard let region = region(at: address, size: size, of: memory) else {
      try kernel.refuse(.unregisterExact, with: .ENOENT)
      return
    }
    guard let index = regions.firstIndex(where: { $0 === region }) else {
      try kernel.refuse(.unregisterOwn, with: .ENOENT)
      region.containers += 1
      return put(region)
    }
    guard region.mappings == 0 || kernel.keeps(.unregisterMapped) else { throw .EBUSY }
    regions.remove(at: index)
    put(region)
    if regions.isEmpty, !kernel.keeps(.staysEnabled) { isEnabled = false }
  }

  private func region(at address: UInt64, size: UInt64, of memory: AddressSpace) -> RegisteredRegion? {
    driver.registered.region(at: address, size: size, of: memory)
  }

  /// One user less; the last lets go of the memory, unless entries still lead there: then it stays for ever.
  func put(_ region: RegisteredRegion) {
    region.containers -= min(1, region.containers)
    guard region.users > 1 || region.mappings == 0 else { return }
    region.users -= 1
    guard region.users == 0, let memory else { return }
    driver.registered.remove(region, of: memory)
    if kernel.keeps(.unregisterUncounts) { unaccount(region.size / kernel.pageSize) }
  }
}
