/// Registers of Intel's gigabit network cards that both models have, by their offset in BAR 0.
enum NetworkRegister {
  static let control: UInt64 = 0x0000
  static let status: UInt64 = 0x0008
  static let interruptCause: UInt64 = 0x00c0
  static let causeSet: UInt64 = 0x00c8
  static let maskSet: UInt64 = 0x00d0
  static let maskClear: UInt64 = 0x00d8
  static let autoClear: UInt64 = 0x00dc
  static let vectorAllocation: UInt64 = 0x00e4

  /// Tells in the cause register that any cause is set.
  static let asserted: UInt32 = 1 << 31
}

/// The registers behind BAR 0, which are words: wider accesses are split, narrow ones see the word's low bytes.
struct WordRegisters {
  private var words: [UInt64: UInt32]

  init(_ words: [UInt64: UInt32] = [:]) { self.words = words }

  subscript(offset: UInt64) -> UInt32 {
    get { words[offset] ?? 0 }
    set { words[offset] = newValue }
  }
}
