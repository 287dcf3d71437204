import Foundation

/// What a worker and its supervisor both see: which input is under way, and how many were accepted. It outlives the
/// worker.
final class SharedState {
  private static let size = 4096
  let descriptor: Int32
  private let words: UnsafeMutablePointer<Int>

  /// Makes one, in memory that has no name.
  convenience init() throws {
    let path = "/dev/shm/fuzz-\(getpid())-\(UUID().uuidString)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    unlink(path)
    guard descriptor >= 0, ftruncate(descriptor, off_t(Self.size)) == 0 else { throw POSIXError(.ENOMEM) }
    try self.init(descriptor: descriptor)
  }

  init(descriptor: Int32) throws {
    self.descriptor = descriptor
    guard let memory = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), memory != MAP_FAILED
    else { throw POSIXError(.ENOMEM) }
    words = memory.bindMemory(to: Int.self, capacity: 2)
  }

  deinit {
    munmap(words, Self.size)
    close(descriptor)
  }

  /// The number of the input under way.
  var index: Int {
    get { words[0] }
    set { words[0] = newValue }
  }

  var accepted: Int {
    get { words[1] }
    set { words[1] = newValue }
  }
}
