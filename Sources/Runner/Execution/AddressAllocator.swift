import SystemCalls

/// Chooses where mappings lie, so that the same case has the same addresses on every kernel and on the simulator.
struct AddressAllocator {
  /// Far from where the kernel puts programs, stacks and libraries.
  private static let base: UInt64 = 0x10_0000_0000
  private static let hugePage: UInt64 = 2 << 20
  /// At least so much stays free behind a mapping, so that running over its end is a fault. POWER's pages fit.
  private static let gap: UInt64 = 64 << 10
  private static let longest: UInt64 = 1 << 40

  private var next = Self.base

  /// The address for the next mapping.
  ///
  /// - Parameter isLarge: Whether it should begin where huge pages do.
  func place(_ length: UInt64, isLarge: Bool) -> UInt64 {
    let alignment = isLarge || length >= Self.hugePage ? Self.hugePage : Self.gap
    return (next + alignment - 1) / alignment * alignment
  }

  /// Notes a mapping, so that the next one goes behind it. A mapping that a suite placed elsewhere is not in the way.
  mutating func note(_ request: MapRequest) {
    guard request.address >= next, request.address - next <= Self.hugePage else { return }
    // The kernel refuses lengths that no address space holds; they must not move the counter out of it.
    let end = request.address + min(request.length, Self.longest)
    next = (end + Self.gap - 1) / Self.gap * Self.gap + Self.gap
  }
}
