import Glibc
import Synchronization

/// A program that was started, with just the descriptors that it is given. It may be ended from any thread.
final class ChildProcess: Sendable {
  /// How long to wait between two looks whether it has ended.
  private static let turn = Duration.milliseconds(2)

  let identifier: pid_t
  /// How it ended, once that is known.
  private let status = Mutex<Int32?>(nil)

  /// Starts a program with standard input, output and error (/dev/null where there is none), then the other descriptors
  /// from 3 on.
  init(
    _ command: [String], input: Descriptor? = nil, output: Descriptor? = nil, error: Descriptor? = nil,
    others: [Descriptor] = []
  ) throws(POSIXFailure) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Copies go far above the targets, so that no copy overwrites a descriptor that is still to be copied.
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
    // A process group of its own, since the terminal's Ctrl-C is for the harness alone. The program does not inherit the
    // signals that the harness ignores.
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)

    var arguments = command.map { strdup($0) }
    arguments.append(nil)
    defer { arguments.forEach { free($0) } }
    var started: pid_t = 0
    let failure = withExtendedLifetime(copies) {
      posix_spawnp(&started, command.first ?? "", &actions, &attributes, arguments, environ)
    }
    guard failure == 0 else { throw POSIXFailure(number: failure) }
    identifier = started
  }

  /// Waits until it has ended; its exit status, or 128 and the signal that ended it. Nil where it has not ended in time,
  /// or the run was stopped meanwhile.
  func wait(_ patience: Patience) -> Int32? {
    var patience = patience
    while true {
      if let ended = poll() { return ended }
      guard (try? patience.pause(Self.turn)) == true else { return poll() }
    }
  }

  /// Kills it, and what it started in its group.
  func kill() { signal(SIGKILL, group: true) }

  /// Continues it, if somebody stopped it.
  func resume() { signal(SIGCONT, group: false) }

  /// How it ended; nil while it runs.
  private func poll() -> Int32? {
    status.withLock { status in
      if let status { return status }
      var raw: Int32 = 0
      switch waitpid(identifier, &raw, WNOHANG) {
      case identifier: status = raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + raw & 0x7f
      case 0: return nil
      // Its status is lost: the harness's parent had the harness ignore the end of its children (SIGCHLD).
      default: if errno != EINTR { status = Self.unknown }
      }
      return status
    }
  }

  /// The status of a program that ended in an unknown way. No program can exit with it.
  private static let unknown: Int32 = -1

  /// Once it was waited for, its number may belong to another process.
  private func signal(_ number: Int32, group: Bool) {
    status.withLock { status in
      guard status == nil else { return }
      _ = Glibc.kill(group ? -identifier : identifier, number)
    }
  }
}

/// A call of the harness's own that failed.
struct POSIXFailure: Error, CustomStringConvertible {
  var number: Int32
  var description: String { String(cString: strerror(number)) }
}
