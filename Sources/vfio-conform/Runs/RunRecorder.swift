import Journal
import Reports
import Runner

/// Takes a run's events as they happen: into the journal, onto the console, and into reports.
final class RunRecorder {
  /// Seconds between two versions of the reports while the run goes on. Should the harness be killed, the last one
  /// stands: it shows the case in flight as interrupted, and those behind it as not run.
  private static let refreshInterval = 2.0
  /// How much longer than it takes to write them, so that reports of many cases do not take the run's time.
  private static let refreshFactor = 20.0
  /// Seconds between two moments at which the journal stands on the disk, where only the harness's own machine could lose
  /// it. To wait for the disk takes milliseconds, and a case on the simulator less than one.
  private static let syncInterval = 1.0

  private let folder: RunFolder
  /// Whether a case may take the harness down with it: then the disk is to know of the case first.
  private let isAtRisk: Bool
  /// The run that goes on, until it has.
  private var resumption: Resumption?
  private var console: ConsoleView
  private var events: [Event] = []
  private var refreshed = monotonicSeconds()
  private var pause = RunRecorder.refreshInterval
  private var synced = monotonicSeconds()
  /// When the plan was made, on the clock of `monotonicSeconds`.
  private(set) var planned: Double?

  /// - Parameters:
  ///   - isAtRisk: Whether the cases run on the harness's own machine.
  ///   - resumption: The run that goes on; nil for a new one.
  init(_ folder: RunFolder, console: ConsoleView, isAtRisk: Bool = false, resuming resumption: Resumption? = nil) {
    self.folder = folder
    self.console = console
    self.isAtRisk = isAtRisk
    self.resumption = resumption
  }

  /// Says what the run waits for before it has a system.
  func showWait(for text: String) { console.showWait(for: text) }

  func record(_ event: Event) throws {
    if let resumption {
      try goOn(resumption)
      self.resumption = nil
    }
    try folder.journal.append(event)
    events.append(event)
    console.show(event)
    switch event {
    case .runStarted:
      planned = monotonicSeconds()
      try sync()
    case .caseStarted:
      let isStale = monotonicSeconds() - refreshed > pause
      if isAtRisk || isStale || monotonicSeconds() - synced > Self.syncInterval { try sync() }
      guard isStale else { break }
      let start = monotonicSeconds()
      try folder.reports.update(runRecord, journal: events)
      refreshed = monotonicSeconds()
      pause = max(Self.refreshInterval, (refreshed - start) * Self.refreshFactor)
    case .attemptFinished, .caseFinished, .note: break
    case .runFinished: try sync()
    }
  }

  private func sync() throws {
    try folder.journal.sync()
    synced = monotonicSeconds()
  }

  /// The run that was cut off is this one from now on.
  private func goOn(_ resumption: Resumption) throws {
    try folder.goOn(keeping: resumption.kept)
    events = resumption.kept
    console.goOn(events)
    planned = monotonicSeconds()
  }

  private var runRecord: RunRecord { RunRecord(events) }

  /// Writes the last version of the reports; what they tell.
  func conclude() throws -> RunRecord {
    // A run that was complete has no event to tell of.
    if let resumption {
      let record = RunRecord(resumption.kept)
      try folder.rewrite(record, journal: resumption.kept)
      return record
    }
    let record = runRecord
    try folder.conclude(record, journal: events)
    return record
  }

  /// Whether the run is in its folder, to go on from there.
  var canGoOn: Bool { planned != nil }

  /// Writes it where the run did not come to its journal's end. A run that was to go on and could not is left as it was.
  func conclude(failure: String) throws {
    guard resumption == nil else { return }
    guard planned != nil else { return try folder.conclude(failure: failure) }
    try folder.conclude(RunRecord(events, incomplete: failure), journal: events)
  }
}
