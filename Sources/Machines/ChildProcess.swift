import Glibc

/// A program that was started, with just the descriptors that it is given.
final class ChildProcess: @unchecked Sendable {
  // `status` is only touched under the lock, by `wait`.
  private let identifier: pid_t
  private var status: Int32?
  private var lock = pthread_mutex_t()

  /// Starts a program with standard input, output and error (/dev/null where there is none), then the other descriptors
  /// from 3 on.
  init(
    _ command: [String], input: Descriptor? = nil, output: Descriptor? = nil, error: Descriptor? = nil,
    others: [Descriptor] = []
  ) throws(POSIXFailure) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Copies far above the targets, so that no target is a source still to come.
    var copies: [Descriptor] = []
    for (target, source) in ([input, output, error] + others.map(Optional.init)).enumerated() {
      let target = Int32(truncatingIfNeeded: target)
      if let source {
        let copy = fcntl(source.number, F_DUPFD_CLOEXEC, 64)
        guard copy >= 0 else { throw POSIXFailure(number: errno) }
        copies.append(Descriptor(owning: copy))
        posix_spawn_file_actions_adddup2(&actions, copy, target)
      } else {
        posix_spawn_file_actions_addopen(&actions, target, "/dev/null", target == 0 ? O_RDONLY : O_WRONLY, 0)
      }
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own: the terminal's Ctrl-C is the harness's to answer.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))

    var arguments = command.map { strdup($0) }
    arguments.append(nil)
    defer { arguments.forEach { free($0) } }
    var started: pid_t = 0
    let failure = withExtendedLifetime(copies) {
      posix_spawnp(&started, command.first ?? "", &actions, &attributes, arguments, environ)
    }
    guard failure == 0 else { throw POSIXFailure(number: failure) }
    identifier = started
    pthread_mutex_init(&lock, nil)
  }

  deinit { pthread_mutex_destroy(&lock) }

  /// Waits until it has ended; its exit status, or 128 and the signal that ended it.
  @discardableResult
  func wait() -> Int32 {
    pthread_mutex_lock(&lock)
    defer { pthread_mutex_unlock(&lock) }
    if let status { return status }
    var raw: Int32 = 0
    while waitpid(identifier, &raw, 0) < 0, errno == EINTR {}
    let ended = raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + raw & 0x7f
    status = ended
    return ended
  }
}

/// A call of the harness's own that failed.
struct POSIXFailure: Error, CustomStringConvertible {
  var number: Int32
  var description: String { String(cString: strerror(number)) }
}
