/// The pages of the machine's memory. Processes and files take them as they are written; there are as many as the machine
/// file says, which is what QEMU gets too.
final class PagePool {
  let total: UInt64
  private var used: UInt64 = 0

  init(bytes: UInt64) { total = bytes / SparseMemory.pageSize }

  /// Takes a page; false where there is none left.
  func take() -> Bool {
    guard used < total else { return false }
    used += 1
    return true
  }

  /// Counts pages that two share until one writes: a fork is not refused for them.
  func share(_ count: Int) { used += UInt64(count) }

  func give(_ count: Int) { used -= UInt64(count) }

  /// Whether so many could be had.
  func holds(_ count: UInt64) -> Bool { used <= total && count <= total - used }
}

extension Kernel {
  var pages: PagePool { part { PagePool(bytes: $0.machine.memory) } }
}
