import VFIOInterface

/// The huge pages that the administrator set aside.
final class HugePagePool {
  static let pageSize: UInt64 = 2 << 20
  /// As many as the machine's memory holds.
  private let limit: UInt64

  private(set) var total: UInt64 = 0
  fileprivate var used: UInt64 = 0

  init(memory: UInt64) { limit = memory / Self.pageSize }

  /// Sets aside as many pages as can be had; those in use stay.
  func resize(to count: UInt64) { total = max(used, min(count, limit)) }

  /// Keeps pages for a mapping; ENOMEM where there are not enough.
  func reserve(bytes: UInt64) throws(Errno) -> HugePageReservation {
    let count = bytes / Self.pageSize
    guard count <= total - used else { throw .ENOMEM }
    used += count
    return HugePageReservation(pool: self, count: count)
  }
}

/// Huge pages that a mapping, or a pin, keeps.
final class HugePageReservation {
  private let pool: HugePagePool
  private let count: UInt64

  fileprivate init(pool: HugePagePool, count: UInt64) {
    self.pool = pool
    self.count = count
  }

  deinit { pool.used -= count }
}

extension Kernel {
  var hugePages: HugePagePool { part { HugePagePool(memory: $0.machine.memory) } }
}
