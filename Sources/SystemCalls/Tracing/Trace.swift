import VFIOInterface

/// What was done on a system, in order: enough to show it, and to hold it against the same on another system.
public struct Trace: Sendable, Hashable {
  public enum Entry: Sendable, Hashable {
    /// A call and its result; nil while it is under way.
    case call(SystemCall, ProcessID, CallResult?)
    case spawn(ProcessID, SpawnOptions)
    case kill(ProcessID)
  }

  public private(set) var entries: [Entry] = []
  /// Entries that were dropped in front of the first to keep within the limit.
  public private(set) var dropped = 0
  let limit: Int

  public init(limit: Int = 4096) { self.limit = max(2, limit) }

  /// Adds an entry and returns the number under which a result may be filled in later.
  mutating func append(_ entry: Entry) -> Int {
    if entries.count >= limit {
      let half = limit / 2
      entries.removeFirst(half)
      dropped += half
    }
    entries.append(entry)
    return dropped + entries.count - 1
  }

  /// Fills in the result of a call that was begun; no effect where the entry was dropped.
  mutating func complete(_ number: Int, with result: CallResult) {
    let index = number - dropped
    guard entries.indices.contains(index), case .call(let call, let process, _) = entries[index] else { return }
    entries[index] = .call(call, process, result)
  }

  /// Where the next entry will be.
  var end: Int { dropped + entries.count }

  /// Drops every entry from a place on.
  mutating func rewind(to mark: Int) {
    let kept = max(0, mark - dropped)
    if kept < entries.count { entries.removeSubrange(kept...) }
  }
}
