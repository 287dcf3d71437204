/// A base address register: what it asks the firmware for.
struct BaseAddress {
  enum Space {
    case io
    case memory
    /// Takes the next register as its upper half.
    case memory64
  }

  var space: Space
  var isPrefetchable = false
  /// A power of two.
  var size: UInt64

  init(_ space: Space, size: UInt64, prefetchable: Bool = false) {
    self.space = space
    self.size = size
    self.isPrefetchable = prefetchable
  }

  /// The low bits of the register, which say what it is.
  var typeBits: UInt64 {
    switch space {
    case .io: 0x1
    case .memory: isPrefetchable ? 0x8 : 0x0
    case .memory64: isPrefetchable ? 0xc : 0x4
    }
  }

  var isMemory: Bool {
    if case .io = space { return false }
    return true
  }

  var registerWidth: Int {
    if case .memory64 = space { return 8 }
    return 4
  }

  /// The flags of the host's resource, as `resource` in sysfs shows them (linux/ioport.h).
  var resourceFlags: UInt64 {
    switch space {
    case .io: 0x0004_0101
    case .memory: isPrefetchable ? 0x0004_2208 : 0x0004_0200
    case .memory64: isPrefetchable ? 0x0014_220c : 0x0014_0204
    }
  }

  /// The same for an expansion ROM.
  static let romResourceFlags: UInt64 = 0x0004_6200
}
