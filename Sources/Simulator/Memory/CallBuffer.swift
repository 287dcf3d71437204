import SystemCalls
import VFIOInterface

/// The private memory that a call is given, mapped while the call is made.
///
/// It ends where a page begins that is not mapped, as the executor's does: the kernel's copies behind it fail. The bytes
/// before it on its first page can be reached, but are not the kernel's to write.
final class CallBuffer: ByteBacking {
  /// Where every buffer ends: behind whatever a process can map itself.
  fileprivate static let end: UInt64 = 0x8000_1000_0000
  /// What lies before the buffer, and in one that the kernel is to fill.
  static let pattern: UInt8 = 0xa5
  fileprivate static let protection: Protection = [.read, .write]

  let address: UInt64
  /// How many bytes of the first page lie before the buffer.
  fileprivate let front: Int
  /// The bytes from the start of the first page on.
  private var bytes: [UInt8]
  /// What the kernel wrote, in bytes from the buffer's start.
  private var written: Range<Int>?

  fileprivate init(_ contents: [UInt8], pageSize: UInt64) {
    address = Self.end - UInt64(contents.count)
    front = Int(address % pageSize)
    bytes = [UInt8](repeating: Self.pattern, count: front) + contents
  }

  /// What the buffer holds.
  var contents: [UInt8] { Array(bytes.dropFirst(front)) }

  /// Where the kernel wrote although only the first `count` bytes were its to write; nil where it did not.
  func strayWrite(allowing count: Int) -> Int? {
    guard let written else { return nil }
    if written.lowerBound < 0 { return written.lowerBound }
    return written.upperBound > count ? max(count, written.lowerBound) : nil
  }

  func read(at offset: UInt64, count: Int) throws(Fault) -> [UInt8] {
    guard let start = Int(exactly: offset), start <= bytes.count - count else { throw .segmentation }
    return Array(bytes[start..<start + count])
  }

  func write(_ new: ArraySlice<UInt8>, at offset: UInt64) throws(Fault) {
    guard let start = Int(exactly: offset), start <= bytes.count - new.count else { throw .segmentation }
    bytes.replaceSubrange(start..<start + new.count, with: new)
    guard !new.isEmpty else { return }
    let range = start - front..<start - front + new.count
    written =
      min(
        written?.lowerBound ?? range.lowerBound, range.lowerBound)..<max(
        written?.upperBound ?? range.upperBound, range.upperBound)
  }
}

extension AddressSpace {
  /// Maps a buffer with these bytes for the body, which makes one call.
  func lend<Result>(
    _ contents: [UInt8], pageSize: UInt64, _ body: (CallBuffer) throws(Errno) -> Result
  ) throws(Errno) -> Result {
    let buffer = CallBuffer(contents, pageSize: pageSize)
    let start = buffer.address - UInt64(buffer.front)
    guard start < CallBuffer.end else { return try body(buffer) }
    insert(
      MemoryArea(
        start: start, end: CallBuffer.end, protection: CallBuffer.protection, isShared: false, backing: buffer,
        offset: 0))
    defer { remove(from: start, to: CallBuffer.end) }
    return try body(buffer)
  }
}
