import SystemCalls
import VFIOInterface

extension SPAPRState {
  /// What a misaligned address inside a window gets: the kernel returns a condition for an error.
  private static let misaligned: Int64 = 1

  /// `VFIO_IOMMU_MAP_DMA`: fills entries of a window, whatever was in them.
  func map(_ argument: UserArgument, _ caller: Process) throws(Errno) -> Int64 {
    let structure = Structure.type1DMAMap
    try kernel.require(isVersion2 ? .mapNeedsRegistration : .mapNeedsEnable, isEnabled, or: .EPERM)
    let bytes = try copyIn(argument, structure, .tceMapSize)
    if bytes[Type1DMAMap.argsz] > UInt64(structure.minimumSize), !kernel.keeps(.tceMapLongArgument) { throw .EINVAL }
    let flags = bytes[Type1DMAMap.flags]
    try kernel.require(.tceMapFlags, flags & ~MapAccess.all == 0, or: .EINVAL)
    let iova = bytes[Type1DMAMap.iova]
    let address = bytes[Type1DMAMap.vaddr]
    let size = bytes[Type1DMAMap.size]
    try makeDefaultWindow(caller)
    guard let table = try table(at: iova, .mapInWindow) else { return 0 }
    try kernel.require(.tceMapAlignedSize, size.isMultiple(of: table.pageSize), or: .EINVAL)
    try kernel.require(.tceMapAlignedAddress, address.isMultiple(of: table.pageSize), or: .EINVAL)
    let access = MapAccess(flags)
    try kernel.require(.tceMapAccess, access.reads || access.writes, or: .EINVAL)
    if access.reads, !access.writes, !kernel.keeps(.tceMapReadAlone) { throw .EINVAL }
    if size == 0, !kernel.keeps(.tceMapEmpty) { throw .EINVAL }
    guard iova.isMultiple(of: table.pageSize) || !kernel.keeps(.tceMapAlignedIOVA) else { return Self.misaligned }
    if !isVersion2, !kernel.keeps(.tceMapCountsNothing) { caller.memory.lockedPages += size / kernel.pageSize }
    try fill(table, from: table.entry(of: iova), count: size >> table.pageShift, address, access, caller)
    return 0
  }

  /// Entry after entry; where one cannot be, those before it that the call filled are cleared.
  private func fill(
    _ table: TCETable, from first: UInt64, count: UInt64, _ address: UInt64, _ access: MapAccess, _ caller: Process
  ) throws(Errno) {
    for index in 0..<count {
      // What lies behind the end of the window is not checked, and belongs to nobody here.
      guard first.adding(index) < table.entryCount else { return }
      do throws(Errno) {
        let position = address &+ index << table.pageShift
        var entry = isVersion2 ? try registered(position, table) : try pinned(position, caller)
        entry.allowsRead = access.reads
        entry.allowsWrite = access.writes
        if index > 0, !kernel.keeps(.mapsAcross), entry.region !== table[first]?.region { throw .EINVAL }
        if !kernel.keeps(.mapReplaces), table[first + index] != nil { throw .EEXIST }
        entry.region?.mappings += 1
        unuse(table.exchange(first + index, with: entry))
      } catch {
        if kernel.keeps(.failedMapClears) { clear(table, first..<first + index) }
        throw error
      }
    }
  }

  /// A page that the entry itself keeps. It is pinned for writing, whatever the device may do.
  private func pinned(_ address: UInt64, _ caller: Process) throws(Errno) -> TCE {
    let page = address / kernel.pageSize * kernel.pageSize
    let pages = MemoryPages(kernel: kernel, memory: caller.memory)
    let needed: Protection = kernel.keeps(.pinsForWriting) ? .write : []
    guard let part = pages.pin(page, size: kernel.pageSize, needed).first else {
      try kernel.refuse(.pinsMemory, with: .EFAULT)
      return TCE(place: MemoryPlace(backing: SparseMemory(), offset: 0), allowsRead: false, allowsWrite: false)
    }
    let place = MemoryPlace(backing: part.place.backing, offset: part.place.offset + (address - page))
    return TCE(place: place, allowsRead: false, allowsWrite: false)
  }

  /// A page of registered memory; EINVAL where there is none, or its pages are smaller than the window's.
  private func registered(_ address: UInt64, _ table: TCETable) throws(Errno) -> TCE {
    let nowhere = MemoryPlace(backing: SparseMemory(), offset: 0)
    guard let memory, let region = driver.registered.region(covering: address, size: table.pageSize, of: memory) else {
      try kernel.refuse(.mapsRegistered, with: .EINVAL)
      return TCE(place: nowhere, allowsRead: false, allowsWrite: false)
    }
    if !kernel.keeps(.mapsOthersRegions), !regions.contains(where: { $0 === region }) { throw .EINVAL }
    let isHeld = memory.area(at: address)?.protection.contains(.write) == true
    if !isHeld, !kernel.keeps(.mapsWhatIsPinned) { throw .EINVAL }
    try kernel.require(.pageFits, table.pageShift <= region.pageShift, or: .EINVAL)
    return TCE(place: region.place(of: address) ?? nowhere, allowsRead: false, allowsWrite: false, region: region)
  }

  // MARK: Unmapping

  /// `VFIO_IOMMU_UNMAP_DMA`: clears entries, whether or not they lead anywhere.
  func unmap(_ argument: UserArgument, _ caller: Process) throws(Errno) -> Int64 {
    let structure = Structure.type1DMAUnmap
    if isVersion2 {
      try kernel.require(.mapNeedsRegistration, isEnabled, or: .EPERM)
    } else {
      try kernel.require(.unmapNeedsEnable, isEnabled, or: .EPERM)
    }
    var bytes = try copyIn(argument, structure, .tceUnmapSize)
    try kernel.require(.tceUnmapFlags, bytes[Type1DMAUnmap.flags] == 0, or: .EINVAL)
    let iova = bytes[Type1DMAUnmap.iova]
    let size = bytes[Type1DMAUnmap.size]
    try makeDefaultWindow(caller)
    guard let table = try table(at: iova, .unmapInWindow) else { return 0 }
    try kernel.require(.tceUnmapAlignedSize, size.isMultiple(of: table.pageSize), or: .EINVAL)
    guard iova.isMultiple(of: table.pageSize) || !kernel.keeps(.tceUnmapAlignedIOVA) else { return Self.misaligned }
    let first = table.entry(of: iova)
    let count = size >> table.pageShift
    if first.adding(count) > table.entryCount, kernel.profile.has(.checksEndOfWindow), kernel.keeps(.unmapEndsInWindow)
    {
      return Self.misaligned
    }
    let used = table.used(in: first..<first.adding(count))
    if used.isEmpty, count > 0, !kernel.keeps(.unmapsAnything) { throw .ENOENT }
    if !used.isEmpty, used.count < count, !kernel.keeps(.unmapGaps) { throw .ENOENT }
    if count == 0, !kernel.keeps(.unmapEmptyRange) { throw .EINVAL }
    if !kernel.keeps(.unmapGone), used.contains(where: { isGone(table[$0], caller) }) { throw .EFAULT }
    clear(table, first..<first.adding(kernel.keeps(.unmapParts) ? count : count - min(count, 1)))
    if !kernel.keeps(.unmapTellsNothing) {
      bytes[Type1DMAUnmap.size] = UInt64(used.count) << table.pageShift
      try argument.copyOut(bytes)
    }
    return 0
  }

  /// Whether a process gave up the memory that an entry keeps.
  private func isGone(_ entry: TCE?, _ caller: Process) -> Bool {
    guard let entry else { return false }
    return !caller.memory.areas.contains { $0.backing === entry.place.backing }
  }

  /// Clears entries, and lets go of what they led to.
  func clear(_ table: TCETable, _ range: Range<UInt64>) {
    for entry in table.used(in: range) { unuse(table.exchange(entry, with: nil)) }
  }

  private func unuse(_ entry: TCE?) {
    guard let region = entry?.region, kernel.keeps(.unmapReleases) else { return }
    region.mappings -= min(1, region.mappings)
  }
}

/// What a device may do with mapped memory.
struct MapAccess {
  var reads: Bool
  var writes: Bool

  init(_ flags: UInt64) {
    reads = flags & DMAMapFlags.read != 0
    writes = flags & DMAMapFlags.write != 0
  }

  static let all = DMAMapFlags.read | DMAMapFlags.write
}
