import SystemCalls
import VFIOInterface

extension SPAPRState {
  /// `VFIO_IOMMU_SPAPR_TCE_CREATE`: makes a window in the first free slot, and tells where it begins.
  func createWindow(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    guard isVersion2 else {
      try kernel.refuse(.createOnlyVersion2, with: .ENOTTY)
      return
    }
    try latch(caller)
    let structure = Structure.spaprTCECreate
    var bytes = try copyIn(argument, structure, .createSize)
    try kernel.require(.createFlags, bytes[SPAPRTCECreate.flags] == 0, or: .EINVAL)
    try makeDefaultWindow(caller)
    let request = WindowRequest(
      pageShift: UInt32(truncatingIfNeeded: bytes[SPAPRTCECreate.pageShift]),
      size: bytes[SPAPRTCECreate.windowSize],
      levels: UInt32(truncatingIfNeeded: bytes[SPAPRTCECreate.levels]))
    let table = try make(request, caller)
    if kernel.keeps(.createTellsStart) { bytes[SPAPRTCECreate.startAddr] = table.start }
    try argument.copyOut(bytes)
  }

  /// `VFIO_IOMMU_SPAPR_TCE_REMOVE`: takes the window that an address lies in.
  func removeWindow(_ argument: UserArgument, _ caller: Process) throws(Errno) {
    guard isVersion2 else {
      try kernel.refuse(.removeOnlyVersion2, with: .ENOTTY)
      return
    }
    try latch(caller)
    let structure = Structure.spaprTCERemove
    let bytes = try copyIn(argument, structure, .removeSize)
    try kernel.require(.removeFlags, bytes[SPAPRTCERemove.flags] == 0, or: .EINVAL)
    let address = bytes[SPAPRTCERemove.startAddr]
    if isDefaultPending, address == 0 {
      isDefaultPending = !kernel.keeps(.removePending)
      return
    }
    guard let index = tables.firstIndex(where: { $0?.contains(address) == true }), let table = tables[index] else {
      try kernel.refuse(.removeKnown, with: .EINVAL)
      return
    }
    guard table.start == address || kernel.keeps(.removeByAddress) else { throw .EINVAL }
    if kernel.keeps(.removeClears) { clear(table, 0..<table.entryCount) }
    if kernel.keeps(.removeFrees) { tables[index] = nil }
    free(table)
  }

  /// Makes the default window where it is still pending: a call needs it.
  func makeDefaultWindow(_ caller: Process) throws(Errno) {
    guard isDefaultPending, kernel.keeps(.defaultWindow) else { return }
    _ = try make(
      WindowRequest(pageShift: TableGroup.defaultPageShift, size: tableGroup.defaultSize, levels: 1), caller)
    isDefaultPending = false
  }

  /// The table whose window an address lies in; ENXIO where none does.
  func table(at iova: UInt64, _ rule: Rule) throws(Errno) -> TCETable? {
    for case let table? in tables where table.contains(iova) { return table }
    try kernel.refuse(rule, with: .ENXIO)
    return nil
  }

  func free(_ table: TCETable) {
    driver.windows -= 1
    if kernel.keeps(.removeUncounts) { unaccount(table.allocatedSize / kernel.pageSize) }
  }

  private func make(_ request: WindowRequest, _ caller: Process) throws(Errno) -> TCETable {
    guard let slot = tables.firstIndex(where: { $0 == nil }) else {
      try kernel.refuse(.createSlots, with: .ENOSPC)
      throw .EBUSY
    }
    if driver.windows >= TableGroup.windows, !kernel.keeps(.windowsByContainer) { throw .ENOSPC }
    var request = request
    if !kernel.keeps(.wholePageShift) { request.pageShift %= 64 }
    if request.pageShift >= 64, kernel.checksShifts {
      kernel.log.warning("UBSAN: shift-out-of-bounds in drivers/vfio/vfio_iommu_spapr_tce.c:663:37")
    }
    let isLarge = request.pageShift > UInt32(kernel.pageSize.trailingZeroBitCount)
    if isLarge, !kernel.keeps(.createLargePages) { throw .EINVAL }
    let hasPageSize = request.pageShift < 64 && tableGroup.pageSizes >> UInt64(request.pageShift) & 1 == 1
    try kernel.require(.createPageSize, hasPageSize, or: .EINVAL)
    guard (3...32).contains(request.pageShift) else { throw .EINVAL }
    let size = tableGroup.tableSize(request, kernel)
    guard size > 0 else { throw .EINVAL }
    // What the platform refuses from here on stays counted.
    if kernel.keeps(.createCounts) { try account(size / kernel.pageSize, .createLimit, caller) }
    let entries = try tableGroup.entries(request, kernel)
    guard tableGroup.sharesTables || groups.count <= 1 else { throw .EPERM }
    let start = slot == 0 || !kernel.keeps(.secondWindowPlace) ? tableGroup.defaultStart : tableGroup.secondStart
    let table = TCETable(
      start: start, pageShift: UInt64(request.pageShift), entryCount: entries, allocatedSize: size)
    tables[slot] = table
    driver.windows += 1
    return table
  }
}
