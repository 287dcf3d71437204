import Foundation
import Reports
import Synchronization
import SystemPackage

enum StandardStreams {
  /// Gives descriptors 0 to 2, where the program was started without them, to something that refuses to be used: the
  /// first file that is opened would get their numbers otherwise, and what is printed would land in it.
  static func keepClosedOnesClosed() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}

/// The program's standard output, and what is known of the terminal behind it.
enum StandardOutput {
  static let isTerminal = canMoveCursor(on: STDOUT_FILENO)

  private struct State {
    var failure: Errno?
    var isVerdict = false
  }

  private static let state = Mutex(State())

  /// Why something could not be written; nil if everything was.
  static var failure: Errno? { state.withLock { $0.failure } }

  /// Whether the output is a verdict. A reader who closes the pipe early then misses something.
  static var isVerdict: Bool {
    get { state.withLock { $0.isVerdict } }
    set { state.withLock { $0.isVerdict = newValue } }
  }

  /// Writes lines. Whatever a line holds, it stays one line.
  static func write(lines: [String]) { write(drawn: lines.map { VisibleText.line($0) + "\n" }.joined()) }

  /// Writes rows of two columns; on a terminal none is longer than its lines.
  static func write(rows: [(String, String)]) { write(lines: columns(rows, within: isTerminal ? width : nil)) }

  /// Writes a text of several lines.
  static func write(_ text: String) { write(drawn: VisibleText.lines(text)) }

  /// Writes what was made for a terminal: nothing in it comes from outside as it came.
  static func write(drawn text: String) {
    do {
      try FileDescriptor.standardOutput.writeAll(text.utf8)
    } catch {
      state.withLock { $0.failure = $0.failure ?? error as? Errno ?? .ioError }
    }
  }

  /// Columns of the terminal.
  static var width: Int { columns(of: STDOUT_FILENO) }
}

/// Where complaints go, and progress where standard output holds data.
enum StandardError {
  static let isTerminal = canMoveCursor(on: STDERR_FILENO)

  static func write(lines: [String]) { write(drawn: lines.map { VisibleText.line($0) + "\n" }.joined()) }
  static func write(_ text: String) { write(drawn: VisibleText.lines(text)) }

  /// If this fails, there is no other place to report it.
  static func write(drawn text: String) { _ = try? FileDescriptor.standardError.writeAll(text.utf8) }

  /// A line that shows how far long work has come, if there is a terminal.
  static var progress: ProgressLine {
    ProgressLine(
      isShown: isTerminal, width: { columns(of: STDERR_FILENO) }, clock: monotonicSeconds, write: write(drawn:))
  }
}

/// Whether there is a terminal that can move its cursor: one that calls itself dumb gets plain lines.
private func canMoveCursor(on descriptor: Int32) -> Bool {
  isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
}

private func columns(of terminal: Int32) -> Int {
  var size = winsize()
  guard ioctl(terminal, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}

/// Seconds on a clock that never goes back.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
