import Runner

/// What a person watches while a run is under way.
///
/// On a terminal one line moves along and failures scroll past above it; elsewhere every case has a line of its own.
/// The view knows nothing but the journal's events, and that a system takes a while to start.
public struct ConsoleView {
  /// Where the view is shown.
  public enum Medium: Sendable, Hashable {
    /// A terminal: asked for its width in columns before each drawing.
    case terminal
    case plain
  }

  /// The shortest time between two drawings of the moving line, in seconds: a run of the simulator is quicker than an eye.
  static let drawingInterval = 0.05

  private let medium: Medium
  private let style: Style
  private let isQuiet: Bool
  /// Columns of the terminal.
  private let width: () -> Int
  /// Seconds on a clock that never goes back.
  private let clock: () -> Double
  private let write: (String) -> Void

  private var run: RunStarted?
  private var planned: [String: PlannedCase] = [:]
  private var counts = Counts()
  private var current = ""
  private var began = 0.0
  private var drawn = -1.0

  /// - Parameter isQuiet: Cases that end as expected get no line of their own.
  public init(
    medium: Medium, style: Style, isQuiet: Bool = false, width: @escaping () -> Int = { 80 },
    clock: @escaping () -> Double, write: @escaping (String) -> Void
  ) {
    self.medium = medium
    self.style = style
    self.isQuiet = isQuiet
    self.width = width
    self.clock = clock
    self.write = write
  }

  /// Says what the run is waiting for, before it has any event to tell of.
  public func showWait(for text: String) {
    switch medium {
    case .terminal:
      erase()
      write(String(text.prefix(max(0, width() - 1))))
    case .plain: if !isQuiet { write(text + "\n") }
    }
  }

  public mutating func show(_ event: Event) {
    switch event {
    case .runStarted(let started): begin(started)
    case .caseStarted(let started):
      current = started.id
      draw()
    case .caseFinished(let finished): finish(finished)
    case .note(let note): print("note: " + ReportText.line(note.text))
    case .runFinished: erase()
    }
  }

  private mutating func begin(_ started: RunStarted) {
    run = started
    planned = Dictionary(started.plan.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    began = clock()
  }

  private mutating func finish(_ finished: CaseFinished) {
    counts.add(finished.outcome)
    if !finished.outcome.isExpected, let planned = planned[finished.id] {
      let record = CaseRecord(planned, attempts: [finished], begun: finished.time, ending: .complete)
      for line in FailureText(run: run, style: style).lines(record) + [""] { print(line) }
    } else if medium == .plain, !isQuiet {
      print(line(finished))
    }
    if finished.outcome.isExpected {
      for call in finished.trace { print("  " + ReportText.line(call, limit: 4096)) }
    }
    draw()
  }

  private func line(_ finished: CaseFinished) -> String {
    let label = FailureText.label(finished.outcome)
    let padding = String(repeating: " ", count: max(1, 9 - label.count))
    switch finished.outcome {
    case .skipped(let reason): return "\(label)\(padding)\(finished.id): \(ReportText.line(reason))"
    case .expectedFailure(let defect, let reason):
      return "\(label)\(padding)\(finished.id): \(ReportText.line("\(defect): \(reason)"))"
    case .observed:
      let text = FailureText(run: run, style: style).headline(finished)
      return "\(label)\(padding)\(finished.id): \(ReportText.line(text))"
    default: return "\(label)\(padding)\(finished.id)  \(finished.duration.milliseconds) s"
    }
  }

  private func print(_ line: String) {
    erase()
    write(line + "\n")
  }

  private func erase() {
    if medium == .terminal { write("\r\u{1b}[K") }
  }

  /// Draws the moving line, unless it was drawn a moment ago.
  private mutating func draw() {
    guard medium == .terminal, clock() - drawn >= Self.drawingInterval else { return }
    drawn = clock()
    erase()
    write(String(progress.prefix(max(0, width() - 1))))
  }

  private var progress: String {
    let bad = counts.unexpected
    let failures = bad == 0 ? "" : "  \(bad) bad"
    let elapsed = Int(clock() - began)
    let seconds = elapsed % 60
    let time = "\(elapsed / 60):\(seconds < 10 ? "0" : "")\(seconds)"
    return "\(counts.finished)/\(planned.count)\(failures)  \(time)  \(ReportText.line(current))"
  }
}
