import VFIOInterface

/// What was done on a system, in order: enough to show it, and to hold it against the same on another system.
package struct Trace: Sendable, Hashable {
  package enum Entry: Sendable, Hashable {
    /// A call and its result; nil while it is under way.
    case call(SystemCall, ProcessID, CallResult?)
    case spawn(ProcessID, SpawnOptions)
    case kill(ProcessID)
  }

  package private(set) var entries: [Entry] = []
  /// Entries that were dropped in front of the first to keep within the limit.
  package private(set) var dropped = 0
  let limit: Int
  /// Bytes that the entries hold, and the most that is kept of them.
  private var bytes = 0
  private static let byteLimit = 64 << 20

  package init(limit: Int = 4096) { self.limit = max(2, limit) }

  /// Adds an entry and returns the number under which a result may be filled in later.
  mutating func append(_ entry: Entry) -> Int {
    if entries.count >= limit || bytes > Self.byteLimit {
      let half = (entries.count + 1) / 2
      bytes -= entries.prefix(half).reduce(0) { $0 + $1.byteCount }
      entries.removeFirst(half)
      dropped += half
    }
    entries.append(entry)
    bytes += entry.byteCount
    return dropped + entries.count - 1
  }

  /// Fills in the result of a call that was begun; no effect where the entry was dropped.
  mutating func complete(_ number: Int, with result: CallResult) {
    let index = number - dropped
    guard entries.indices.contains(index), case .call(let call, let process, _) = entries[index] else { return }
    entries[index] = .call(call, process, result)
    bytes += result.bytes.count
  }

  /// Where the next entry will be.
  var end: Int { dropped + entries.count }

  /// Drops every entry from a place on.
  mutating func rewind(to mark: Int) {
    let kept = max(0, mark - dropped)
    guard kept < entries.count else { return }
    bytes -= entries[kept...].reduce(0) { $0 + $1.byteCount }
    entries.removeSubrange(kept...)
  }
}

extension Trace.Entry {
  /// Bytes that went into the call and came out of it.
  fileprivate var byteCount: Int {
    guard case .call(let call, _, let result) = self else { return 0 }
    let sent =
      switch call {
      case .ioctl(_, _, .bytes(let bytes)), .write(_, .bytes(let bytes)), .pwrite(_, _, .bytes(let bytes)),
        .poke(_, let bytes), .writeFile(_, let bytes):
        bytes.count
      default: 0
      }
    return sent + (result?.bytes.count ?? 0)
  }
}
