import Foundation
import Reports

/// The program's standard output, and what is known of the terminal behind it.
enum StandardOutput {
  static let isTerminal = canMoveCursor(on: STDOUT_FILENO)

  /// Writes lines, each of which stays one, whatever it holds.
  static func write(lines: [String]) { write(drawn: lines.map { VisibleText.line($0) + "\n" }.joined()) }

  /// Writes a text of several lines.
  static func write(_ text: String) { write(drawn: VisibleText.lines(text)) }

  /// Writes what was made for a terminal: nothing in it comes from outside as it came.
  static func write(drawn text: String) { writeAll(text, to: STDOUT_FILENO) }

  /// Columns of the terminal.
  static var width: Int { columns(of: STDOUT_FILENO) }
}

/// Where complaints go, and progress where standard output holds data.
enum StandardError {
  static let isTerminal = canMoveCursor(on: STDERR_FILENO)

  static func write(lines: [String]) { write(drawn: lines.map { VisibleText.line($0) + "\n" }.joined()) }
  static func write(_ text: String) { write(drawn: VisibleText.lines(text)) }
  static func write(drawn text: String) { writeAll(text, to: STDERR_FILENO) }

  /// A line that tells how far long work has come, where somebody is there to see it.
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

private func writeAll(_ text: String, to descriptor: Int32) {
  var text = text
  text.withUTF8 { bytes in
    var rest = UnsafeRawBufferPointer(bytes)
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = Foundation.write(descriptor, start, rest.count)
      if count < 0, errno == EINTR { continue }
      // A reader that is gone needs no more.
      guard count > 0 else { return }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }
}

/// Seconds on a clock that never goes back.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
