/// One write on the bus that raises an interrupt.
struct InterruptMessage: Hashable {
  var address: UInt64
  var data: UInt32
}

/// The MSI-X vectors of a function: its table and pending bits, which lie in one of its BARs.
struct MSIXTable {
  static let entrySize: UInt64 = 16
  private static let maskBit: UInt32 = 1

  let bar: Int
  let tableOffset: UInt64
  let pendingOffset: UInt64
  let vectors: Int
  /// The capability's offset in configuration space.
  let capability: Int

  /// Four registers a vector: address, upper address, data, control.
  private var entries: [UInt32]
  private(set) var pending: Set<Int> = []

  init(capability: Int, vectors: Int, bar: Int, tableOffset: UInt64, pendingOffset: UInt64) {
    self.capability = capability
    self.vectors = vectors
    self.bar = bar
    self.tableOffset = tableOffset
    self.pendingOffset = pendingOffset
    entries = []
    reset()
  }

  var tableBytes: Range<UInt64> { tableOffset..<tableOffset + UInt64(vectors) * Self.entrySize }
  var pendingBytes: Range<UInt64> { pendingOffset..<pendingOffset + UInt64((vectors + 63) / 64) * 8 }

  /// Every vector masked, and no message.
  mutating func reset() {
    entries = (0..<vectors * 4).map { $0 % 4 == 3 ? Self.maskBit : 0 }
    pending = []
  }

  func isMasked(_ vector: Int) -> Bool { entries[vector * 4 + 3] & Self.maskBit != 0 }

  func message(_ vector: Int) -> InterruptMessage {
    InterruptMessage(
      address: UInt64(entries[vector * 4 + 1]) << 32 | UInt64(entries[vector * 4]), data: entries[vector * 4 + 2])
  }

  /// Programs a vector, as the host does.
  mutating func program(_ vector: Int, _ message: InterruptMessage) {
    guard (0..<vectors).contains(vector) else { return }
    entries[vector * 4] = UInt32(truncatingIfNeeded: message.address)
    entries[vector * 4 + 1] = UInt32(truncatingIfNeeded: message.address >> 32)
    entries[vector * 4 + 2] = message.data
  }

  mutating func setMask(_ vector: Int, _ masked: Bool) {
    guard (0..<vectors).contains(vector) else { return }
    entries[vector * 4 + 3] = masked ? Self.maskBit : 0
  }

  mutating func setPending(_ vector: Int, _ isPending: Bool) {
    if isPending { pending.insert(vector) } else { pending.remove(vector) }
  }

  /// The register at an offset of the table.
  func register(at offset: UInt64) -> UInt32 { entries[Int(offset / 4)] }

  mutating func setRegister(at offset: UInt64, to value: UInt32) { entries[Int(offset / 4)] = value }

  /// One byte of the pending array.
  func pendingByte(_ index: Int) -> UInt8 {
    (0..<8).reduce(0) { pending.contains(index * 8 + $1) ? $0 | 1 << UInt8($1) : $0 }
  }
}
