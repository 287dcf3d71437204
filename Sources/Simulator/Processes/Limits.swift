import SystemCalls

/// The limits of a process: what holds now, and how far it may be raised.
struct Limits {
  struct Bounds {
    var soft: UInt64
    var hard: UInt64
  }

  var openFiles = Bounds(soft: 1024, hard: 4096)
  var lockedMemory = Bounds(soft: 8 << 20, hard: 8 << 20)

  init(_ values: [Limit: UInt64]) { set(values) }

  /// Sets both bounds, as a process does before it gives its credentials up.
  mutating func set(_ values: [Limit: UInt64]) {
    for (limit, value) in values { self[limit] = Bounds(soft: value, hard: value) }
  }

  subscript(limit: Limit) -> Bounds {
    get {
      switch limit {
      case .openFiles: openFiles
      case .lockedMemory: lockedMemory
      }
    }
    set {
      switch limit {
      case .openFiles: openFiles = newValue
      case .lockedMemory: lockedMemory = newValue
      }
    }
  }
}
