import Foundation

/// A named pipe in which another process says something, once.
package final class NamedPipe: Sendable {
  package let path: String
  private let descriptor: Int32

  /// Makes the pipe. It is open for writing here too, so that nobody waits to open it.
  package init(at path: String) throws {
    self.path = path
    guard mkfifo(path, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
    descriptor = open(path, O_RDWR | O_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// Has whoever writes next wait for ever.
  package func fill() {
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    for size in [4096, 1] {
      let bytes = [UInt8](repeating: 32, count: size)
      while write(descriptor, bytes, size) > 0 {}
    }
    _ = fcntl(descriptor, F_SETFL, flags)
  }

  /// What is said first; nil where nothing is within a minute.
  package func line() -> String? {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, 60_000) == 1 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes.prefix(count).prefix { $0 != 10 }, as: UTF8.self)
  }
}
