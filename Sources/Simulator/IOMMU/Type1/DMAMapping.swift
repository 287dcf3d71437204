import SystemCalls

/// One range that user space mapped for DMA (`struct vfio_dma`).
final class DMAMapping {
  let iova: UInt64
  let size: UInt64
  let allowsRead: Bool
  let allowsWrite: Bool
  /// Its address in the memory of the process that mapped it.
  var address: UInt64
  /// Who mapped it; nil once the process is gone.
  weak var owner: Process?
  /// Pages that drivers of emulated devices pinned, by their address, and how often.
  var driverPins: [UInt64: Int] = [:]
  /// Numbers of pages that drivers pinned since the last bitmap was read.
  var dirtyPins: Set<UInt64> = []
  /// The memory pinned for it, in order.
  var pinned: [PinnedPart] = []
  /// Pages of it that are counted as locked.
  var lockedPages: UInt64 = 0
  /// The memory whose owner is charged for the locked pages.
  var memory: AddressSpace
  /// Whether user space took its address back (`VFIO_DMA_UNMAP_FLAG_VADDR`).
  var isAddressInvalid = false
  /// Whether dirty pages were tracked already when it was made.
  var isMappedLater = false
  /// Bits that earlier bitmaps left behind since tracking began; see `DirtyBitmap`.
  var dirty: DirtyBitmap?

  init(iova: UInt64, size: UInt64, allowsRead: Bool, allowsWrite: Bool, address: UInt64, owner: Process) {
    self.iova = iova
    self.size = size
    self.allowsRead = allowsRead
    self.allowsWrite = allowsWrite
    self.address = address
    self.owner = owner
    memory = owner.memory
  }

  /// The last address inside.
  var last: UInt64 { iova &+ (size - 1) }
  /// The first address behind; 0 where that is the end of the address space.
  var end: UInt64 { iova &+ size }

  /// The numbers of pages that drivers may have written; what is still pinned stays among them.
  func takeDirtyPins(pageSize: UInt64) -> Set<UInt64> {
    defer { dirtyPins = Set(driverPins.keys.map { ($0 - iova) / pageSize }) }
    return dirtyPins
  }

  /// Where an address inside leads.
  func place(of address: UInt64) -> MemoryPlace? {
    let offset = address - iova
    var low = 0
    var high = pinned.count
    while low < high {
      let middle = (low + high) / 2
      if pinned[middle].start <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let part = pinned[low - 1]
    return MemoryPlace(backing: part.place.backing, offset: part.place.offset + (offset - part.start))
  }
}
