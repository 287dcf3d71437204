import SystemCalls

/// One area of a process's address space, of one kind throughout (the kernel's `vm_area_struct`).
struct MemoryArea {
  var start: UInt64
  /// The first address behind it.
  var end: UInt64
  var protection: Protection
  var isShared: Bool
  var backing: any MappingBacking
  /// The backing's offset at `start`.
  var offset: UInt64
  /// The open file that the mapping keeps.
  var file: (any MappedFile)?

  var length: UInt64 { end - start }
  /// Whether registers of a device lie behind it: it is I/O, and does not grow.
  var isDevice: Bool { !(backing is SparseMemory) }

  /// The part between two addresses inside.
  func part(from start: UInt64, to end: UInt64) -> MemoryArea {
    var part = self
    part.offset = offset + (start - self.start)
    part.start = start
    part.end = end
    return part
  }

  func place(of address: UInt64) -> MemoryPlace {
    MemoryPlace(backing: backing, offset: offset + (address - start))
  }
}

/// What a mapping keeps for as long as it lasts: the file that it shows.
protocol MappedFile: AnyObject {
  var kernel: Kernel { get }
  /// What `/proc/self/smaps` calls it.
  var link: String { get }
  func retain()
  func release()
}
