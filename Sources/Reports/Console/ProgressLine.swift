/// The line of a terminal that moves along while work is done; nothing where there is no terminal.
package struct ProgressLine {
  /// The shortest time between two drawings, in seconds: the simulator is quicker than an eye.
  static let interval = 0.05

  private let isShown: Bool
  private let width: () -> Int
  private let clock: () -> Double
  private let write: (String) -> Void
  private var drawn = -Self.interval
  private var isDrawn = false

  /// - Parameters:
  ///   - width: Columns of the terminal, asked for before each drawing.
  ///   - clock: Seconds on a clock that never goes back.
  package init(
    isShown: Bool, width: @escaping () -> Int, clock: @escaping () -> Double, write: @escaping (String) -> Void
  ) {
    self.isShown = isShown
    self.width = width
    self.clock = clock
    self.write = write
  }

  /// Shows a text in place of the last one, unless that was drawn a moment ago.
  package mutating func draw(_ text: @autoclosure () -> String) {
    guard isShown, clock() - drawn >= Self.interval else { return }
    drawn = clock()
    show(text())
  }

  /// Shows a text that is to stand for a while.
  package mutating func show(_ text: String) {
    guard isShown else { return }
    erase()
    write(String(VisibleText.line(text).prefix(max(0, width() - 1))))
    isDrawn = true
  }

  /// Makes room for other text.
  package mutating func erase() {
    guard isDrawn else { return }
    write("\r\u{1b}[K")
    isDrawn = false
  }
}

/// `1:05`: minutes and seconds.
package func elapsedText(_ seconds: Double) -> String {
  let (minutes, rest) = (Int(seconds) / 60, Int(seconds) % 60)
  return "\(minutes):\(rest < 10 ? "0" : "")\(rest)"
}
