import Foundation
import Runner

/// Ctrl-C and its like: the run ends after the call that is under way, with a valid report and nothing left behind.
enum Interruption {
  /// What a run looks at.
  static let cancellation = Cancellation()

  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// From here on the first such signal asks the run to stop; a second one ends the process at once.
  static func watch() {
    _ = cancellation
    for number in signals {
      unblock(number)
      signal(number) { _ in
        if Interruption.cancellation.isCancelled { _exit(ExitStatus.incomplete.rawValue) }
        Interruption.cancellation.cancel()
      }
    }
  }

  /// Whoever started the program may have left the signal blocked, as a thread of a dispatch queue does.
  private static func unblock(_ number: Int32) {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, number)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}
