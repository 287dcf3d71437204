import Journal
import Reports
import SystemCalls

/// Takes a run's events as they happen: into the journal, onto the console, and into reports.
final class RunRecorder {
  /// Seconds between two versions of the reports while the run goes on. Should the harness be killed, the last one
  /// stands: it shows the case in flight as interrupted, and those behind it as not run.
  private static let refreshInterval = 2.0

  private let folder: RunFolder
  private var console: ConsoleView
  private var events: [Event] = []
  private var refreshed = monotonicSeconds()
  /// When the first system was there, on the clock of `monotonicSeconds`.
  private(set) var started: Double?
  /// When the plan was made, on the clock of `monotonicSeconds`.
  private(set) var planned: Double?

  init(_ folder: RunFolder, console: ConsoleView) {
    self.folder = folder
    self.console = console
  }

  /// Starts a system, and remembers when the first one was there.
  func start(_ target: Target) throws -> any System {
    if let wait = target.wait { console.showWait(for: wait) }
    let system = try target.makeSystem()
    started = started ?? monotonicSeconds()
    return system
  }

  func record(_ event: Event) throws {
    try folder.journal.append(event)
    events.append(event)
    console.show(event)
    switch event {
    case .runStarted: planned = monotonicSeconds()
    case .caseStarted where monotonicSeconds() - refreshed > Self.refreshInterval:
      try folder.reports.update(runRecord, journal: events)
      refreshed = monotonicSeconds()
    default: break
    }
  }

  private var runRecord: RunRecord { RunRecord(events) }

  /// Writes the last version of the reports; what they tell.
  func conclude() throws -> RunRecord {
    let record = runRecord
    try folder.conclude(record, journal: events)
    return record
  }

  /// Writes it where the run did not come to its journal's end.
  func conclude(failure: String) throws {
    guard planned != nil else { return try folder.conclude(failure: failure) }
    try folder.conclude(RunRecord(events, incomplete: failure), journal: events)
  }
}
