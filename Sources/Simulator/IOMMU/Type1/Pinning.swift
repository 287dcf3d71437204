import SystemCalls
import VFIOInterface

/// Takes hold of a process's memory for DMA, and counts it as locked.
///
/// Pages are taken in order, so the first that cannot be had decides the error; nothing stays counted then.
struct Pinning {
  let kernel: Kernel
  let caller: Process
  let isWrite: Bool

  struct Result {
    var parts: [PinnedPart] = []
    /// Pages of ordinary memory, which count.
    var pages: UInt64 = 0
  }

  func pin(address: UInt64, size: UInt64) throws(Errno) -> Result {
    var result = Result()
    var position = address
    let end = address + size
    var areaIndex = caller.memory.firstIndex(endingAfter: address)
    while position < end {
      let area = try area(at: areaIndex, containing: position)
      let partEnd = min(area.end, end)
      try check(area, needing: partEnd - position)
      let accessible = accessibleEnd(of: area, from: position, to: partEnd)
      if !kernel.keeps(.pinCountsFirst), accessible < partEnd { throw .EFAULT }
      let place = try take(area, from: position, to: accessible, in: &result)
      // What is there counts before it turns out that there is no more.
      guard accessible == partEnd else { throw .EFAULT }
      result.parts.append(PinnedPart(start: position - address, length: partEnd - position, place: place))
      position = partEnd
      areaIndex += 1
    }
    return result
  }

  private func area(at index: Int, containing address: UInt64) throws(Errno) -> MemoryArea {
    guard index < caller.memory.areas.count else { throw .EFAULT }
    let area = caller.memory.areas[index]
    guard area.start <= address, address < area.end else { throw .EFAULT }
    return area
  }

  private func check(_ area: MemoryArea, needing length: UInt64) throws(Errno) {
    let isMemory = area.backing is SparseMemory
    if !isMemory, !kernel.keeps(.mapRegisters) { throw .EFAULT }
    if isMemory, area.isShared, isWrite, !kernel.keeps(.mapShared) { throw .EFAULT }
    if (area.backing as? SparseMemory)?.isWrittenBack == true, area.isShared, isWrite {
      let isSpared = kernel.profile.has(.sparesFiles) == kernel.keeps(.mapSparesFiles)
      guard !isSpared else { throw .EFAULT }
    }
    let isHugeParts = (area.backing as? SparseMemory)?.isHuge == true && length % HugePagePool.pageSize != 0
    if isHugeParts, !kernel.keeps(.mapHugeParts) { throw .EFAULT }
    let needed: Protection = isWrite ? .write : .read
    if isWrite, area.protection.contains(.read) {
      try kernel.require(.pinChecksWrite, area.protection.contains(needed), or: .EFAULT)
    } else {
      try kernel.require(.pinChecksAccess, area.protection.contains(needed), or: .EFAULT)
    }
  }

  /// The address of the first page that is not there, as behind the end of a file.
  private func accessibleEnd(of area: MemoryArea, from start: UInt64, to end: UInt64) -> UInt64 {
    func isThere(_ page: UInt64) -> Bool {
      let place = area.place(of: start + page * kernel.pageSize)
      return place.backing.isAccessible(at: place.offset)
    }
    var there: UInt64 = 0
    var absent = (end - start) / kernel.pageSize
    guard absent > 0, !isThere(absent - 1) else { return end }
    while there < absent {
      let middle = (there + absent) / 2
      if isThere(middle) { there = middle + 1 } else { absent = middle }
    }
    return start + there * kernel.pageSize
  }

  /// Takes hold of pages that are there, and counts them; where a device finds them.
  private func take(
    _ area: MemoryArea, from start: UInt64, to end: UInt64, in result: inout Result
  ) throws(Errno) -> MemoryPlace {
    let place = area.place(of: start)
    var pages = (end - start) / kernel.pageSize
    guard let memory = area.backing as? SparseMemory else {
      if !kernel.keeps(.registersUncounted) { result.pages += pages }
      return place
    }
    let range = place.offset / SparseMemory.pageSize..<(place.offset + (end - start)) / SparseMemory.pageSize
    let own = isWrite || area.isShared || ownsWhatItReads(memory)
    if !own, memory.isAnonymous, !kernel.profile.has(.countsZeroPages) {
      pages = UInt64(memory.existingPages(in: range).count)
    }
    try LockedMemory(kernel: kernel, caller: caller).check(result.pages + pages)
    result.pages += pages
    return MemoryPlace(backing: try hold(memory, range, isShared: area.isShared, isOwn: own), offset: place.offset)
  }

  /// What a device finds there for as long as the pages are held.
  private func hold(
    _ memory: SparseMemory, _ range: Range<UInt64>, isShared: Bool, isOwn: Bool
  ) throws(Errno) -> any MappingBacking {
    let isPresent: Rule = isShared ? .pinSharesFile : memory.isAnonymous ? .pinReadsPresent : .pinReadsFilePresent
    if !isWrite, !kernel.keeps(isPresent) {
      let copy = memory.copy()
      copy.populate(range)
      return copy
    }
    guard isOwn else { return ForeignPages(memory, in: range) }
    if isWrite || !isShared, !memory.populate(range) { throw .ENOMEM }
    return memory
  }

  /// Whether private memory that is pinned for reading gets pages of its own where it had none.
  private func ownsWhatItReads(_ memory: SparseMemory) -> Bool {
    kernel.profile.has(.countsZeroPages) && kernel.keeps(memory.isAnonymous ? .pinOwnsZeros : .pinOwnsFilePages)
  }
}

/// The limit of memory that a process may lock.
struct LockedMemory {
  let kernel: Kernel
  let caller: Process

  var isUnlimited: Bool {
    caller.has(.ipcLock) && kernel.keeps(.lockCapability)
  }

  /// Refuses to count more pages than the limit allows.
  func check(_ pages: UInt64) throws(Errno) {
    guard !isUnlimited, exceeds(pages), kernel.keeps(.lockLimit) else { return }
    let limit = caller.lockedMemoryLimit / kernel.pageSize * kernel.pageSize
    kernel.log.warning("vfio_pin_pages_remote: RLIMIT_MEMLOCK (\(limit)) exceeded")
    throw .ENOMEM
  }

  /// Whether that many more pages would be too many.
  func exceeds(_ pages: UInt64) -> Bool {
    let limit = caller.lockedMemoryLimit / kernel.pageSize
    return caller.memory.lockedPages.adding(pages) > (kernel.keeps(.lockLimitExact) ? limit : limit.adding(1))
  }
}
