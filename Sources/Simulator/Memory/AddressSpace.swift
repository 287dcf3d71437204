import SystemCalls
import VFIOInterface

/// The memory of a process: its mappings, and how much of it is locked (the kernel's `mm_struct`).
final class AddressSpace {
  /// The first address that no process can map (47 bits and a guard page).
  static let limit: UInt64 = 0x7fff_ffff_f000

  /// The kernel's `max_map_count`.
  private static let maximumAreas = 65530

  /// Whether another mapping, or one that is split, is not one too many.
  var hasRoom: Bool { areas.count < Self.maximumAreas }

  /// Sorted, without overlap.
  private(set) var areas: [MemoryArea] = []
  /// Pages counted as locked, what VFIO pinned among them.
  var lockedPages: UInt64 = 0

  /// A fork's: private memory is copied, shared memory shared, locked pages belong to the parent alone.
  func fork() -> AddressSpace {
    let child = AddressSpace()
    var copies: [ObjectIdentifier: SparseMemory] = [:]
    child.areas = areas.filter { $0.file?.kernel.keeps(.forksInherit) != false || !$0.isDevice }.map { area in
      area.file?.retain()
      var area = area
      guard !area.isShared, let memory = area.backing as? SparseMemory else {
        area.backing = area.backing.inherited()
        return area
      }
      let copy = copies[ObjectIdentifier(memory)] ?? memory.copy()
      copies[ObjectIdentifier(memory)] = copy
      area.backing = copy
      return area
    }
    return child
  }

  /// False once its process exited or runs another image.
  private(set) var isInUse = true

  /// Gives every mapping up, as exit and exec do.
  func release() {
    isInUse = false
    let old = areas
    areas = []
    for area in old { area.file?.release() }
  }

  // MARK: Look-up

  func area(at address: UInt64) -> MemoryArea? {
    let index = firstIndex(endingAfter: address)
    guard index < areas.count, areas[index].start <= address else { return nil }
    return areas[index]
  }

  func isFree(from start: UInt64, to end: UInt64) -> Bool {
    let index = firstIndex(endingAfter: start)
    return index == areas.count || areas[index].start >= end
  }

  /// The index of the first area that ends behind the address.
  func firstIndex(endingAfter address: UInt64) -> Int {
    var low = 0
    var high = areas.count
    while low < high {
      let middle = (low + high) / 2
      if areas[middle].end > address { high = middle } else { low = middle + 1 }
    }
    return low
  }

  // MARK: Changing

  /// Puts an area where nothing is. The caller has retained its file.
  func insert(_ area: MemoryArea) {
    areas.insert(area, at: firstIndex(endingAfter: area.start))
  }

  /// Takes out whatever lies between the addresses, and returns it.
  @discardableResult
  func remove(from start: UInt64, to end: UInt64) -> [MemoryArea] {
    split(at: start)
    split(at: end)
    let first = firstIndex(endingAfter: start)
    let last = areas[first...].firstIndex { $0.start >= end } ?? areas.endIndex
    let removed = Array(areas[first..<last])
    areas.removeSubrange(first..<last)
    return removed
  }

  /// Changes protections; ENOMEM where part of the range is not mapped.
  func protect(from start: UInt64, to end: UInt64, _ protection: Protection) throws(Errno) {
    guard covers(from: start, to: end) else { throw .ENOMEM }
    split(at: start)
    split(at: end)
    for index in areas.indices where areas[index].start >= start && areas[index].end <= end {
      areas[index].protection = protection
    }
  }

  /// Whether every byte of the range is mapped.
  func covers(from start: UInt64, to end: UInt64) -> Bool {
    var position = start
    var index = firstIndex(endingAfter: start)
    while position < end {
      guard index < areas.count, areas[index].start <= position else { return false }
      position = areas[index].end
      index += 1
    }
    return true
  }

  private func split(at address: UInt64) {
    let index = firstIndex(endingAfter: address)
    guard index < areas.count, areas[index].start < address else { return }
    let area = areas[index]
    area.file?.retain()
    areas[index] = area.part(from: area.start, to: address)
    areas.insert(area.part(from: address, to: area.end), at: index + 1)
  }
}
