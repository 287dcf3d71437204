/// How much a journal may hold. Writer and reader have the same limits: what is written can be read.
package struct JournalLimits: Sendable, Hashable {
  /// A begin and an end for each of a quarter of a million cases, and 512 bytes for each of their events.
  package static let standard = JournalLimits(bytes: 128 << 20, events: 1 << 19)
  /// The longest line, in bytes: the plan of as many cases.
  package static let lineBytes = 64 << 20

  package var bytes: Int
  package var events: Int
  /// What is kept for the end of a run, in which the writer says that the rest did not fit.
  package var reserve = 64 << 10

  package init(bytes: Int, events: Int) {
    self.bytes = bytes
    self.events = events
  }
}

/// A run has come to the most that its journal may hold.
package struct JournalIsFull: Error, Sendable, Hashable, CustomStringConvertible {
  private let limits: JournalLimits

  package init(_ limits: JournalLimits = .standard) { self.limits = limits }

  package var description: String {
    "its journal is full, which holds at most \(limits.bytes >> 20) MiB and \(limits.events) events: divide the run with "
      + "--shard, or repeat its cases less often"
  }
}
