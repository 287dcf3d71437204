import Journal

/// What a person watches while a run is under way.
///
/// On a terminal one line moves along and failures scroll past above it; elsewhere every case has a line of its own.
/// The view knows nothing but the journal's events, and that a system takes a while to start.
package struct ConsoleView {
  /// Where the view is shown.
  package enum Medium: Sendable, Hashable {
    case terminal
    case plain
  }

  /// How much of a run is shown.
  package struct Detail: Sendable, Hashable {
    /// Cases that end as expected get no line of their own, and no calls.
    package var isQuiet: Bool
    /// The calls of cases that end as expected are shown too.
    package var hasTraces: Bool
    /// What the machine lacks is said at length.
    package var isVerbose: Bool

    package init(isQuiet: Bool = false, hasTraces: Bool = false, isVerbose: Bool = false) {
      self.isQuiet = isQuiet
      self.hasTraces = hasTraces
      self.isVerbose = isVerbose
    }
  }

  private let medium: Medium
  private let style: Style
  private let detail: Detail
  private let clock: () -> Double
  private let write: (String) -> Void
  private var progress: ProgressLine

  private var run: RunStarted?
  private var planned: [String: PlannedCase] = [:]
  private var counts = Counts()
  /// The first case that was told of each wrong answer.
  private var told: [FailureGroup.Answer: String] = [:]
  /// The cases that are under way, in the order in which they were begun, and how often each was tried.
  private var underWay: [(id: String, attempts: Int)] = []
  private var began = 0.0

  /// - Parameters:
  ///   - width: Columns of the terminal, asked for before each drawing.
  ///   - clock: Seconds on a clock that never goes back.
  package init(
    medium: Medium, style: Style, detail: Detail = Detail(), width: @escaping () -> Int = { 80 },
    clock: @escaping () -> Double, write: @escaping (String) -> Void
  ) {
    self.medium = medium
    self.style = style
    self.detail = detail
    self.clock = clock
    self.write = write
    progress = ProgressLine(isShown: medium == .terminal, width: width, clock: clock, write: write)
  }

  /// Says what the run is waiting for, before it has any event to tell of.
  package mutating func showWait(for text: String) {
    switch medium {
    case .terminal: progress.show(text)
    case .plain: if !detail.isQuiet { print("\(text)") }
    }
  }

  package mutating func show(_ event: Event) {
    switch event {
    case .runStarted(let started): begin(started)
    case .caseStarted(let started):
      underWay.append((started.id, 0))
      draw()
    case .attemptFinished(let finished): finishAttempt(finished)
    case .caseFinished(let finished): finish(finished)
    case .note(let note): print("note: \(note.text)")
    case .runFinished: progress.erase()
    }
  }

  /// Takes over what is known of a run that goes on.
  package mutating func goOn(_ events: [Event]) {
    for case .runStarted(let started) in events { begin(started) }
    counts = Counts(events)
    print("going on: \(counts.finished) of \(planned.count) cases have ended (\(counts.text))")
  }

  private mutating func begin(_ started: RunStarted) {
    run = started
    planned = Dictionary(started.plan.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    began = clock()
  }

  private mutating func finish(_ finished: CaseFinished) {
    counts.add(finished.outcome)
    underWay.removeAll { $0.id == finished.id }
    if !finished.outcome.isExpected, let planned = planned[finished.id] {
      tell(CaseRecord(planned, end: finished, begun: finished.time, ending: .complete))
    } else if !detail.isQuiet {
      let calls = detail.hasTraces ? finished.trace : []
      // Calls say little without the case that made them.
      if medium == .plain || !calls.isEmpty { print(line(finished)) }
      for call in calls { print("  \(call)") }
    }
    draw()
  }

  private mutating func finishAttempt(_ finished: CaseFinished) {
    let index = underWay.firstIndex { $0.id == finished.id } ?? underWay.endIndex
    if index == underWay.endIndex { underWay.append((finished.id, 0)) }
    underWay[index].attempts += 1
    guard !finished.outcome.isExpected || medium == .plain && !detail.isQuiet else { return }
    print("attempt \(underWay[index].attempts) of \(finished.id): \(FailureText(run: run).headline(finished))")
  }

  /// A failure in full; one that begins with an answer that was told already is told in a line.
  private mutating func tell(_ record: CaseRecord) {
    if let answer = FailureGroup.Answer(record) {
      if let earlier = told[answer] {
        let label = FailureText.label(record.outcome)
        return print("\(label, .bad) \(record.planned.id, .strong): the same answer as in \(earlier)")
      }
      told[answer] = record.planned.id
    }
    for line in FailureText(run: run).lines(record) + [""] { print(line) }
  }

  private func line(_ finished: CaseFinished) -> StyledLine {
    let label = FailureText.label(finished.outcome)
    let head: StyledLine = "\(label)\(String(repeating: " ", count: max(1, 9 - label.count)))\(finished.id)"
    switch finished.outcome {
    case .skipped(let reason):
      let short = detail.isVerbose ? nil : finished.lack
      return "\(head): \(ReportText.line(short ?? reason))"
    case .expectedFailure(let defect, let reason): return "\(head): \(ReportText.line("\(defect): \(reason)"))"
    case .observed: return "\(head): \(ReportText.line(FailureText(run: run).headline(finished)))"
    default: return "\(head)  \(finished.duration.milliseconds) s"
    }
  }

  private mutating func print(_ line: StyledLine) {
    progress.erase()
    write(line.text(style) + "\n")
  }

  private mutating func draw() {
    let bad = counts.unexpected == 0 ? "" : "  \(counts.unexpected) bad"
    progress.draw(
      "\(counts.finished)/\(planned.count)\(bad)  \(elapsedText(clock() - began))  \(underWay.map(\.id).joined(separator: ", "))"
    )
  }
}
