import SystemCalls

/// The kernel's ring of messages.
final class KernelLog {
  /// How many messages are kept until somebody reads them.
  private static let limit = 4096

  private var unread: [KernelMessage] = []

  func info(_ text: String) { append(level: 6, text) }
  func notice(_ text: String) { append(level: 5, text) }
  func warning(_ text: String) { append(level: 4, text) }
  func error(_ text: String) { append(level: 3, text) }

  /// The messages since the last time.
  func drain() -> [KernelMessage] {
    defer { unread = [] }
    return unread
  }

  private func append(level: UInt8, _ text: String) {
    if unread.count >= Self.limit { unread.removeFirst() }
    unread.append(KernelMessage(level: level, text: text))
  }
}
