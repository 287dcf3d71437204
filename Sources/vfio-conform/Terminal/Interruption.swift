import Foundation
import Reports
import Synchronization
import SystemCalls

/// Ctrl-C and the signals like it end every command within a second, with exit code 3.
///
/// A command that has a system under test, or reports to write, is asked to stop; any other ends where it is. A second
/// signal ends either at once. Guests and executors end by themselves when the harness is gone.
enum Interruption {
  /// The cancellation that a command with a system under test looks at.
  static let cancellation = Cancellation()

  private enum Manner: Int { case atOnce, gently, underWay }
  private static let manner = Atomic<Int>(Manner.atOnce.rawValue)

  /// Microseconds until a command that was asked to stop has had its time.
  private static let limit = 800_000

  /// The line to print when that time is over, if the command has left something: the address of a C string that lives
  /// as long as the process, or 0.
  private static let lastWord = Atomic<UInt>(0)

  /// Installs the handlers of the signals.
  static func watch() {
    _ = cancellation
    // The program may have been started with SIGCHLD ignored. Then it could not wait for its children.
    signal(SIGCHLD, SIG_DFL)
    for number in [SIGINT, SIGTERM, SIGHUP] where !isLeftAlone(number) {
      unblock(number)
      signal(number) { _ in Interruption.stop() }
    }
    unblock(SIGALRM)
    signal(SIGALRM) { _ in Interruption.endByForce() }
  }

  /// From here on the first signal asks the command to stop.
  ///
  /// - Parameter leaving: Where to look for what the command knew, should it not come to say so itself: a line.
  static func endGently(leaving line: String? = nil) {
    if let line { lastWord.store(UInt(bitPattern: strdup(VisibleText.line(line) + "\n")), ordering: .relaxed) }
    manner.store(Manner.gently.rawValue, ordering: .relaxed)
  }

  // MARK: In a signal's handler, where little is allowed

  private static func stop() {
    let wasGentle = manner.compareExchange(
      expected: Manner.gently.rawValue, desired: Manner.underWay.rawValue, ordering: .relaxed
    ).exchanged
    guard wasGentle else {
      if manner.load(ordering: .relaxed) == Manner.underWay.rawValue { endByForce() }
      end(saying: "vfio-conform: stopped\n")
    }
    cancellation.cancel()
    var time = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: 0, tv_usec: limit))
    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &time, nil)
  }

  private static func endByForce() -> Never {
    if let word = UnsafePointer<CChar>(bitPattern: lastWord.load(ordering: .relaxed)) {
      _ = write(STDERR_FILENO, word, strlen(word))
    }
    end(saying: "vfio-conform: stopped, without waiting for what was under way\n")
  }

  private static func end(saying text: StaticString) -> Never {
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    _exit(ExitStatus.incomplete.rawValue)
  }

  // MARK: What the program inherited

  /// `nohup` lets a program live on when its terminal goes.
  private static func isLeftAlone(_ number: Int32) -> Bool {
    var action = sigaction()
    guard number == SIGHUP, sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Whoever started the program may have left the signal blocked, as a thread of a dispatch queue does.
  private static func unblock(_ number: Int32) {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, number)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}
