import Reports
import Runner
import SystemCalls

/// Takes a run's events as they happen: into the journal, onto the console, and into reports at the end.
final class RunRecorder {
  /// Seconds between two versions of the reports while the run goes on. Should the harness be killed, the last one
  /// stands: it shows the case in flight as interrupted, and those behind it as not run.
  private static let refreshInterval = 2.0

  private let writer: JournalWriter
  private var console: ConsoleView
  private let reports: [ReportRequest]
  private var events: [Event] = []
  private var refreshed = monotonicSeconds()
  /// When the first system was there, on the clock of `monotonicSeconds`.
  private(set) var started: Double?
  /// When the plan was made, on the clock of `monotonicSeconds`.
  private(set) var planned: Double?

  init(_ folder: RunFolder, console: ConsoleView, reports: [ReportRequest]) throws {
    writer = try JournalWriter(path: folder.journal)
    self.console = console
    self.reports = reports
  }

  /// Starts a system, and remembers when the first one was there.
  func start(_ target: Target) throws -> any System {
    if let wait = target.wait { console.showWait(for: wait) }
    let system = try target.makeSystem()
    started = started ?? monotonicSeconds()
    return system
  }

  func record(_ event: Event) throws {
    try writer.append(event)
    events.append(event)
    console.show(event)
    switch event {
    case .runStarted: planned = monotonicSeconds()
    case .caseStarted where monotonicSeconds() - refreshed > Self.refreshInterval:
      try writeReports()
      refreshed = monotonicSeconds()
    default: break
    }
  }

  var runRecord: RunRecord { RunRecord(events) }

  func writeReports() throws {
    let record = runRecord
    for report in reports { try report.write(record, journal: events) }
  }
}
