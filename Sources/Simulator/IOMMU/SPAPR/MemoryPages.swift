import SystemCalls

/// Pages of a process's memory, as far as they can be pinned.
struct MemoryPages {
  let kernel: Kernel
  let memory: AddressSpace

  /// Takes pages in order, until one cannot be had; what it returns may be less than was asked for.
  func pin(_ address: UInt64, size: UInt64, _ needed: Protection) -> [PinnedPart] {
    var parts: [PinnedPart] = []
    var position = address
    let end = address.adding(size)
    var index = memory.firstIndex(endingAfter: address)
    while position < end, index < memory.areas.count {
      let area = memory.areas[index]
      // Registers of a device are no pages.
      guard area.start <= position, area.protection.isSuperset(of: needed), area.backing is SparseMemory else { break }
      var partEnd = min(area.end, end)
      while partEnd > position, !isThere(area, partEnd - 1) { partEnd -= min(kernel.pageSize, partEnd - position) }
      guard partEnd > position else { break }
      parts.append(PinnedPart(start: position - address, length: partEnd - position, place: area.place(of: position)))
      guard partEnd == min(area.end, end) else { break }
      position = partEnd
      index += 1
    }
    return parts
  }

  private func isThere(_ area: MemoryArea, _ address: UInt64) -> Bool {
    let place = area.place(of: address)
    return place.backing.isAccessible(at: place.offset)
  }
}
