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
      try check(area, from: position, to: partEnd)
      try count(area, from: position, to: partEnd, in: &result)
      result.parts.append(
        PinnedPart(start: position - address, length: partEnd - position, place: area.place(of: position)))
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

  private func check(_ area: MemoryArea, from start: UInt64, to end: UInt64) throws(Errno) {
    let isMemory = area.backing is SparseMemory
    if !isMemory, !kernel.keeps(.mapRegisters) { throw .EFAULT }
    if isMemory, area.isShared, isWrite, !kernel.keeps(.mapShared) { throw .EFAULT }
    let isHugeParts = (area.backing as? SparseMemory)?.isHuge == true && (end - start) % HugePagePool.pageSize != 0
    if isHugeParts, !kernel.keeps(.mapHugeParts) { throw .EFAULT }
    let needed: Protection = isWrite ? .write : .read
    if isWrite, area.protection.contains(.read) {
      try kernel.require(.pinChecksWrite, area.protection.contains(needed), or: .EFAULT)
    } else {
      try kernel.require(.pinChecksAccess, area.protection.contains(needed), or: .EFAULT)
    }
    let last = area.place(of: end - 1)
    guard last.backing.isAccessible(at: last.offset) else { throw .EFAULT }
  }

  private func count(
    _ area: MemoryArea, from start: UInt64, to end: UInt64, in result: inout Result
  ) throws(Errno) {
    guard let memory = area.backing as? SparseMemory else {
      if !kernel.keeps(.registersUncounted) { result.pages += (end - start) / kernel.pageSize }
      return
    }
    let offset = area.place(of: start).offset
    let size = kernel.pageSize
    let range = offset / size..<(offset + (end - start)) / size
    var pages = UInt64(range.count)
    if !kernel.profile.has(.countsZeroPages) {
      if isWrite {
        guard memory.populate(range) else { throw .ENOMEM }
      } else if !area.isShared {
        pages = UInt64(memory.populatedPages(in: range))
      }
    }
    try LockedMemory(kernel: kernel, caller: caller).check(result.pages + pages)
    result.pages += pages
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
