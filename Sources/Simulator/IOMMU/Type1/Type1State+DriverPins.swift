import SystemCalls
import VFIOInterface

/// Pages that drivers of emulated devices pin for as long as they need them (`vfio_pin_pages`).
extension Type1State {
  /// Pins one page for a driver, and charges it where no IOMMU has all pages pinned already.
  func pinPage(_ iova: UInt64, write: Bool) throws(Errno) -> MemoryPlace {
    guard isVersion2 else { throw .EACCES }
    guard invalidAddresses == 0 else { throw .EBUSY }
    let page = iova & ~(pageSize - 1)
    guard let mapping = find(page, size: pageSize), let owner = mapping.owner else { throw .EINVAL }
    guard write ? mapping.allowsWrite : mapping.allowsRead else { throw .EPERM }
    let address = mapping.address + (page - mapping.iova)
    let pinning = Pinning(kernel: kernel, caller: owner, isWrite: mapping.allowsWrite)
    let result = try pinning.pin(address: address, size: pageSize)
    guard let part = result.parts.first else { throw .EFAULT }
    // The kernel knows a pin by its very address, so that two in one page are two.
    if mapping.driverPins[iova] == nil, !isTranslating { charge(mapping, pages: result.pages) }
    mapping.driverPins[iova, default: 0] += 1
    mapping.dirtyPins.insert((page - mapping.iova) / pageSize)
    return MemoryPlace(backing: part.place.backing, offset: part.place.offset + (iova - page))
  }

  /// Copies memory for a driver, on behalf of a process (`vfio_dma_rw`): only whose mapping it is can reach it.
  func readForDriver(_ iova: UInt64, count: Int, _ caller: Process) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let place = iova &+ UInt64(bytes.count)
      guard let mapping = find(place, size: 1) else { throw .EINVAL }
      guard mapping.allowsRead || !kernel.keeps(.ccwNeedsReading) else { throw .EPERM }
      guard mapping.memory === caller.memory || !kernel.keeps(.ccwOwnMemory) else { throw .EFAULT }
      let length = min(UInt64(count - bytes.count), mapping.last - place + 1)
      bytes += try mapping.memory.copyIn(mapping.address + (place - mapping.iova), count: Int(length))
    }
    return bytes
  }

  /// Gives up one pin of a page.
  func unpinPage(_ iova: UInt64) {
    let page = iova & ~(pageSize - 1)
    guard let mapping = find(page, size: pageSize), let count = mapping.driverPins[iova] else { return }
    mapping.driverPins[iova] = count > 1 ? count - 1 : nil
    guard count == 1, !isTranslating else { return }
    mapping.lockedPages -= min(1, mapping.lockedPages)
    if mapping.memory.isInUse { mapping.memory.lockedPages -= min(1, mapping.memory.lockedPages) }
  }

  /// Tells every driver that a mapping goes: each gives up what it pinned there (`dma_unmap`).
  func releaseDriverPins(of mapping: DMAMapping) {
    guard !mapping.driverPins.isEmpty || !kernel.keeps(.ccwUnmapElsewhere) else { return }
    for group in emulatedGroups {
      group.emulatedDevice?.unmapped(iova: mapping.iova, size: mapping.size)
    }
  }

  /// Charges the owner of a mapping for pages.
  func charge(_ mapping: DMAMapping, pages: UInt64) {
    mapping.lockedPages += pages
    mapping.memory.lockedPages += pages
  }
}
