import Glibc
import SystemCalls

/// A stream of bytes to an executor: a descriptor that is never waited on longer than asked.
struct ByteChannel {
  private let descriptor: Descriptor

  enum Outcome {
    case bytes([UInt8])
    case idle
    case closed
  }

  /// Makes calls on the descriptor return at once.
  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
    _ = fcntl(descriptor.number, F_SETFL, fcntl(descriptor.number, F_GETFL) | O_NONBLOCK)
  }

  func read() -> Outcome {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = Glibc.read(descriptor.number, &buffer, buffer.count)
    if count > 0 { return .bytes(Array(buffer[..<count])) }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? .idle : .closed
  }

  /// Writes as much as there is room for; nil if the other side is gone.
  func write(_ bytes: ArraySlice<UInt8>) -> Int? {
    let count = bytes.withUnsafeBytes { send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR ? 0 : nil
  }

  /// Tells the other side that no more comes, and reads no more.
  func end() { _ = shutdown(descriptor.number, Int32(SHUT_RDWR)) }

  /// Waits until one of the channels has bytes or is closed (or, where asked, has room); which ones, empty when the time
  /// is over.
  static func wait(
    _ channels: [ByteChannel], forRoom: Bool = false, _ patience: inout Patience
  ) throws(SystemError) -> [Int] {
    var entries = channels.map {
      pollfd(fd: $0.descriptor.number, events: Int16(POLLIN | (forRoom ? POLLOUT : 0)), revents: 0)
    }
    guard try patience.wait(for: &entries) else { return [] }
    return entries.indices.filter { entries[$0].revents != 0 }
  }
}
