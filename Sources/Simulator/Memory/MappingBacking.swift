import SystemCalls

/// What lies behind a mapping: ordinary memory, or a device's registers.
///
/// Only pages of `SparseMemory` count as locked when they are pinned. Offsets count from the backing's own start. An access that the backing refuses raises a signal in user space, and
/// EFAULT where the kernel makes it for a caller.
protocol MappingBacking: AnyObject {
  func load(at offset: UInt64, width: Int) throws(Fault) -> UInt64
  func store(_ value: UInt64, at offset: UInt64, width: Int) throws(Fault)
  func read(at offset: UInt64, count: Int) throws(Fault) -> [UInt8]
  func write(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(Fault)
  /// What a device's DMA reads and writes: registers see whole words, not bytes.
  func readByDMA(at offset: UInt64, count: Int) throws(Fault) -> [UInt8]
  func writeByDMA(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(Fault)
  /// Whether an access now would succeed; a pin for DMA asks so without making one.
  func isAccessible(at offset: UInt64) -> Bool
  /// What lies behind a shared mapping in a child that a fork gave it to.
  func inherited() -> any MappingBacking
}

extension MappingBacking {
  func isAccessible(at offset: UInt64) -> Bool { true }

  func inherited() -> any MappingBacking { self }

  func readByDMA(at offset: UInt64, count: Int) throws(Fault) -> [UInt8] { try read(at: offset, count: count) }

  func writeByDMA(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(Fault) { try write(bytes, at: offset) }

  func read(at offset: UInt64, count: Int) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for index in 0..<UInt64(count) {
      bytes.append(UInt8(truncatingIfNeeded: try load(at: offset &+ index, width: 1)))
    }
    return bytes
  }

  func write(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(Fault) {
    for (index, byte) in bytes.enumerated() {
      try store(UInt64(byte), at: offset &+ UInt64(index), width: 1)
    }
  }
}

/// A backing that is bytes, however many of them an access is for.
protocol ByteBacking: MappingBacking {}

extension ByteBacking {
  func load(at offset: UInt64, width: Int) throws(Fault) -> UInt64 {
    try read(at: offset, count: width).integer(at: 0, width: width) ?? 0
  }

  func store(_ value: UInt64, at offset: UInt64, width: Int) throws(Fault) {
    var bytes = [UInt8](repeating: 0, count: width)
    bytes.set(value, at: 0, width: width)
    try write(bytes[...], at: offset)
  }
}

/// A place in a backing: what a pin for DMA, or a translation, leads to.
struct MemoryPlace {
  var backing: any MappingBacking
  var offset: UInt64
}

/// A stretch of a mapping that lies in one piece of memory.
struct PinnedPart {
  /// Bytes from the mapping's start.
  var start: UInt64
  var length: UInt64
  var place: MemoryPlace
}
