import VFIOInterface

/// Memory of a process that was registered for DMA ahead of its mapping (`struct mm_iommu_table_group_mem_t`).
final class RegisteredRegion {
  let address: UInt64
  let size: UInt64
  /// The pages, as they were when they were registered.
  private let parts: [PinnedPart]
  /// The largest page of a window that the memory can fill, as a power of two.
  let pageShift: UInt64
  /// Containers that registered it, and whoever looks at it now.
  var users = 1
  /// Containers that know of it: one that unregisters it while it is mapped forgets it.
  var containers = 1
  /// Entries of windows that lead to it.
  var mappings = 0

  init(address: UInt64, size: UInt64, parts: [PinnedPart], pageShift: UInt64) {
    self.address = address
    self.size = size
    self.parts = parts
    self.pageShift = pageShift
  }

  var end: UInt64 { address + size }

  func contains(_ address: UInt64, size: UInt64) -> Bool {
    self.address <= address && address.adding(size) <= end
  }

  func place(of address: UInt64) -> MemoryPlace? {
    let offset = address - self.address
    guard let part = parts.last(where: { $0.start <= offset }), offset - part.start < part.length else { return nil }
    return MemoryPlace(backing: part.place.backing, offset: part.place.offset + (offset - part.start))
  }
}

/// What processes have registered, each for itself. A process that is gone stays known as long as it has regions.
final class RegisteredMemory {
  /// Whether a kernel that breaks a rule takes the regions of all processes for one list.
  private let isShared: Bool
  private var regions: [ObjectIdentifier: (memory: AddressSpace, regions: [RegisteredRegion])] = [:]

  init(isShared: Bool) { self.isShared = isShared }

  private func key(_ memory: AddressSpace) -> ObjectIdentifier {
    isShared ? ObjectIdentifier(self) : ObjectIdentifier(memory)
  }

  func regions(of memory: AddressSpace) -> [RegisteredRegion] { regions[key(memory)]?.regions ?? [] }

  /// The region with exactly these bounds.
  func region(at address: UInt64, size: UInt64, of memory: AddressSpace) -> RegisteredRegion? {
    regions(of: memory).first { $0.address == address && $0.size == size }
  }

  /// The region that covers a range.
  func region(covering address: UInt64, size: UInt64, of memory: AddressSpace) -> RegisteredRegion? {
    regions(of: memory).first { $0.contains(address, size: size) }
  }

  func overlaps(_ address: UInt64, size: UInt64, of memory: AddressSpace) -> Bool {
    regions(of: memory).contains { $0.address < address.adding(size) && address < $0.end }
  }

  func add(_ region: RegisteredRegion, of memory: AddressSpace) {
    regions[key(memory), default: (memory, [])].regions.append(region)
  }

  func remove(_ region: RegisteredRegion, of memory: AddressSpace) {
    let key = key(memory)
    regions[key]?.regions.removeAll { $0 === region }
    if regions[key]?.regions.isEmpty == true { regions[key] = nil }
  }
}
