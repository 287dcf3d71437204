import SystemCalls
import VFIOInterface

/// A bitmap in user space, with one bit for each dirty page (`struct vfio_bitmap`).
struct UserBitmap {
  /// The most bytes that the kernel fills: one bit for each of 2^31 pages.
  static let maximumSize: UInt64 = 1 << 28

  var pageSize: UInt64
  var size: UInt64
  var address: UInt64

  /// The bitmap described behind a structure of an ioctl.
  init(behind structure: Structure, of argument: UserArgument, size: UInt64, _ kernel: Kernel) throws(Errno) {
    let bitmap = Structure.bitmap
    try kernel.require(.unmapBitmapSize, size >= UInt64(structure.minimumSize + bitmap.size), or: .EINVAL)
    try self.init(try argument.copyIn(offset: structure.minimumSize, count: bitmap.size), at: 0, kernel)
  }

  /// The bitmap described in a structure's bytes; EINVAL where its memory cannot be user space's.
  init(_ bytes: [UInt8], at offset: Int, _ kernel: Kernel) throws(Errno) {
    pageSize = bytes[Bitmap.pgsize, at: offset]
    size = bytes[Bitmap.size, at: offset]
    address = bytes[Bitmap.data, at: offset]
    let isInside = size <= AddressSpace.limit && address <= AddressSpace.limit - size
    try kernel.require(.bitmapOutside, isInside, or: .EINVAL)
  }

  var pageShift: UInt64 { UInt64(pageSize.trailingZeroBitCount) & 63 }

  func check(pages: UInt64, _ kernel: Kernel) throws(Errno) {
    if pageSize == 0 {
      if kernel.checksShifts || !kernel.keeps(.bitmapOfNoPages) {
        kernel.log.warning("UBSAN: shift-out-of-bounds in drivers/vfio/vfio_iommu_type1.c")
      }
      throw .EINVAL
    }
    let needed = pages.roundedUp(to: 64) / 8
    let fits = pages > 0 && size > 0 && size <= Self.maximumSize && size >= needed
    try kernel.require(.bitmapFits, fits, or: .EINVAL)
  }

  /// Marks every page of a range.
  func mark(_ pages: ClosedRange<UInt64>, _ caller: Process) throws(Errno) {
    let count = min((pages.upperBound + 8) / 8, size, 1 << 16)
    try caller.memory.copyOut([UInt8](repeating: 0xff, count: Int(count)), to: address)
  }

  /// Marks the pages of a mapping: all of them if a device may write without a report, else those that were pinned.
  func add(_ mapping: DMAMapping, from base: UInt64, onlyPinned: Bool, _ caller: Process) throws(Errno) {
    let first = (mapping.iova &- base) >> pageShift
    let pages = Int(mapping.size >> pageShift)
    let shift = Int(first % 64)
    let start = address &+ first / 64 * 8
    let old = shift > 0 ? try caller.memory.copyIn(start, count: 8).integer(at: 0, width: 8) ?? 0 : 0
    var dirty = mapping.dirty ?? DirtyBitmap(pages: pages)
    let known = onlyPinned ? mapping.takeDirtyPins(pageSize: pageSize) : nil
    let words = dirty.report(known, pages: pages, shift: shift, over: old)
    mapping.dirty = dirty
    try caller.memory.copyOut(words, to: start)
  }
}
