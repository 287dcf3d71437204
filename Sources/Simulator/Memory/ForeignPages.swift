import SystemCalls

/// Private memory as a device reads it where a pin did not make the pages the process's own.
///
/// Pages that the process had not written are the page of zeros, or a file's. The process gets others when it writes, and
/// the device never sees those.
final class ForeignPages: ByteBacking {
  private let memory: SparseMemory
  /// Numbers of the pages that were the process's own when they were pinned.
  private let own: Set<UInt64>

  init(_ memory: SparseMemory, in range: Range<UInt64>) {
    self.memory = memory
    own = memory.existingPages(in: range)
  }

  func read(at offset: UInt64, count: Int) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      let position = offset + UInt64(bytes.count)
      let (number, inPage) = position.quotientAndRemainder(dividingBy: SparseMemory.pageSize)
      let step = min(count - bytes.count, Int(SparseMemory.pageSize - inPage))
      bytes +=
        own.contains(number)
        ? try memory.read(at: position, count: step) : try memory.readUnwritten(at: position, count: step)
    }
    return bytes
  }

  /// Nobody asks for it: what is pinned for reading cannot be written.
  func write(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(Fault) { throw .bus }
}
