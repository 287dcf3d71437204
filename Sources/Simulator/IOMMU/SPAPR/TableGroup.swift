import MachineModel
import VFIOInterface

/// What the platform lets user space do with an endpoint's windows (`struct iommu_table_group`).
struct TableGroup {
  /// The platforms, which differ in who makes the tables: the kernel itself, or a hypervisor for it.
  enum Platform {
    case powernv
    case pseries
  }

  /// How many tables an endpoint has (`IOMMU_TABLE_GROUP_MAX_TABLES`).
  static let windows = 2
  /// The page size of the default window.
  static let defaultPageShift: UInt32 = 12

  let platform: Platform
  /// The window below 4 GiB.
  let defaultStart: UInt64 = 0
  let defaultSize: UInt64
  /// A bit for each size of page that a window can have.
  let pageSizes: UInt64
  let levels: UInt32
  /// Where a window in the second slot begins.
  let secondStart: UInt64 = 1 << 59
  private let pageShift: UInt64

  /// - Parameter pageSize: Of the processor's pages.
  init(_ chipset: Chipset, pageSize: UInt64) {
    pageShift = UInt64(pageSize.trailingZeroBitCount)
    if chipset == .pseries {
      platform = .pseries
      defaultSize = 1 << 30
      pageSizes = 0x21_1000
      levels = 1
    } else {
      platform = .powernv
      defaultSize = 1 << 31
      pageSizes = 0x4021_1000
      levels = 5
    }
  }

  /// Whether one table can serve several endpoints.
  var sharesTables: Bool { platform == .powernv }

  // MARK: Tables

  /// The bytes that a table is accounted for; 0 for one that cannot be.
  func tableSize(_ request: WindowRequest, _ kernel: Kernel) -> UInt64 {
    switch platform {
    case .powernv: powernvTableSize(request, kernel)
    case .pseries: request.levels > 1 ? UInt64(UInt32.max) : request.size >> (UInt64(request.pageShift) - 3)
    }
  }

  /// How many entries a table has, and what the platform refuses once it was accounted for.
  func entries(_ request: WindowRequest, _ kernel: Kernel) throws(Errno) -> UInt64 {
    try kernel.require(.windowPowerOfTwo, request.size.nonzeroBitCount == 1, or: .EINVAL)
    guard platform == .powernv else {
      try kernel.require(.windowLevels, request.levels <= 1, or: .EINVAL)
      return request.size >> UInt64(request.pageShift)
    }
    let levels = max(1, UInt64(min(request.levels, 64)))
    let levelShift = levelShift(request, levels)
    guard (levelShift - 3) * levels + UInt64(request.pageShift) < 55 else { throw .EINVAL }
    guard levelShift <= Self.largestAllocation else { throw .ENOMEM }
    return 1 << (max(entriesShift(request) + 3, pageShift) - 3)
  }

  /// The most that the kernel allocates in one piece, as a power of two.
  private static let largestAllocation: UInt64 = 24

  /// How many entries a window of that size has, as a power of two; a window smaller than a page has one.
  private func entriesShift(_ request: WindowRequest) -> UInt64 {
    let windowShift = UInt64(63 - max(request.size, 1).leadingZeroBitCount)
    return windowShift - min(windowShift, UInt64(request.pageShift))
  }

  /// The bytes of a table of one level, as a power of two.
  private func levelShift(_ request: WindowRequest, _ levels: UInt64) -> UInt64 {
    max((entriesShift(request) + levels - 1) / levels + 3, pageShift)
  }

  private func powernvTableSize(_ request: WindowRequest, _ kernel: Kernel) -> UInt64 {
    if request.size == 0, kernel.checksShifts {
      kernel.log.warning("UBSAN: shift-out-of-bounds in arch/powerpc/platforms/powernv/pci-ioda.c:1475:33")
    }
    let hasLevels = request.levels > 0 && request.levels <= levels || !kernel.keeps(.windowLevels)
    let isPower = request.size.nonzeroBitCount == 1 || !kernel.keeps(.windowPowerOfTwo)
    guard hasLevels, isPower else { return 0 }
    let levels = max(1, UInt64(min(request.levels, 64)))
    let direct: UInt64 = 1 << levelShift(request, levels)
    var size: UInt64 = max(0x1000, 1 << (entriesShift(request) + 3))
    var bytes: UInt64 = 0
    for _ in 0..<levels {
      bytes = bytes.adding(size.roundedUp(to: direct))
      size = max(size / direct << 3, direct)
    }
    // One for the hardware, one for the addresses that user space gave.
    return bytes.adding(bytes)
  }
}

/// What user space asks of a window.
struct WindowRequest {
  var pageShift: UInt32
  /// Bytes.
  var size: UInt64
  var levels: UInt32
}
