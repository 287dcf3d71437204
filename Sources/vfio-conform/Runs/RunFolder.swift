import Foundation
import Journal
import Reports
import SystemPackage

/// The folder in which one run leaves what it found out, and which no other run has meanwhile.
///
/// As soon as the folder is known, the run's reports say that it is incomplete. Whatever ends the run after that, no
/// report says more than its journal holds.
struct RunFolder {
  static let journalName = "events.jsonl"
  private static let journalDraft = JournalWriter.draft(of: journalName)
  /// Files in the folder of a run that are no reports.
  private static let ownFiles: Set<String> = [journalName, journalDraft, FolderLock.name]

  static func isOwn(_ name: String) -> Bool { ownFiles.contains(name) || isConsole(name) }

  private static func isConsole(_ name: String) -> Bool { name.wholeMatch(of: /console(-\d{1,4})?\.log/) != nil }
  /// The reports that every run leaves. Those that are written fastest come first: a run that is stopped has little time.
  private static let standardReports: [(format: ReportFormat, name: String)] = [
    (.json, "summary.json"), (.text, "report.txt"), (.junit, "junit.xml"),
  ]
  /// As many as the kernel follows.
  private static let linkLimit = 40
  static let parent = "reports"
  static let latest = parent + "/latest"
  /// Where it is kept what earlier runs have run.
  private static let history = parent + "/earlier"

  let path: String
  /// The reports that the run writes. Those that cannot be written are its `problems`.
  let reports: ReportSet
  let journal: JournalWriter
  let began = Timestamp.now()
  private let lock: FolderLock
  /// Whether the folder was chosen here. Then `reports/latest` leads to it.
  private let isOwnChoice: Bool

  /// Makes or takes over the folder: every report says "incomplete" from here on, and nothing of an earlier run is left.
  ///
  /// - Parameters:
  ///   - output: What the command line says; without it a new folder in `reports`.
  ///   - backend: Part of the name of a new folder.
  ///   - requests: The reports beyond those that every run leaves.
  ///   - inputs: What the run reads, where no report may go.
  init(output: String?, backend: String, reports requests: [ReportRequest], inputs: CommandInputs) throws {
    isOwnChoice = output == nil
    var reserved = ReservedPlaces(inputs)
    if let output {
      try Self.make(output, reserved: reserved)
      try Self.refuseForeign(output)
      path = output
    } else {
      // Until this run has its reports, there is no last run.
      try Self.removeLatest()
      path = try Self.makeNew(backend)
    }
    lock = try FolderLock(path)
    reserved.open(path)
    // What a link of the folder leads to is not the run's to write.
    try Self.remove(Self.standardReports.map(\.name).filter { [path] in Self.isLink("\(path)/\($0)") }, from: path)
    reports = Self.reports(requests, in: path, reserved)
    try reports.update(RunRecord(incomplete: "it has not come to its plan", since: began), journal: [])
    // No report tells of an earlier run any more, so its journal can go.
    let files = reports.files(in: path)
    try Self.remove(
      lock.earlierFiles.filter { !files.contains($0) } + Self.consoles(in: path) + [
        Self.journalDraft, Self.journalName,
      ],
      from: path)
    journal = try JournalWriter(path: path + "/" + Self.journalName)
    try lock.claim(files, isOwnChoice: isOwnChoice)
  }

  /// Takes over the folder of a run that is to go on. Until `goOn`, nothing of what the run left is changed.
  ///
  /// - Parameters:
  ///   - folder: Of the run.
  ///   - requests: The reports beyond those that every run leaves.
  ///   - inputs: What the run reads, where no report may go.
  init(resuming folder: String, reports requests: [ReportRequest], inputs: CommandInputs) throws {
    // `reports/latest` may lead elsewhere before the run has ended.
    path = try Self.followingLinks(folder)
    let journalPath = path + "/" + Self.journalName
    guard Self.isFile(journalPath) else {
      throw CommandFailure("there is no run to go on with in \(folder): it has no \(Self.journalName)", .usage)
    }
    lock = try FolderLock(path)
    isOwnChoice = lock.wasOwnChoice
    var reserved = ReservedPlaces(inputs)
    reserved.open(path)
    reports = Self.reports(requests, in: path, reserved)
    journal = try JournalWriter(path: journalPath, keepsContents: true)
  }

  /// From here on the run that was cut off is this one.
  ///
  /// - Parameter events: What is kept of its journal.
  func goOn(keeping events: [Event]) throws {
    try reports.update(RunRecord(events), journal: events)
    let files = reports.files(in: path)
    try Self.remove(lock.earlierFiles.filter { !files.contains($0) }, from: path)
    if isOwnChoice { try Self.removeLatest() }
    try journal.replace(with: events)
    try lock.claim(files, isOwnChoice: isOwnChoice)
  }

  /// Writes the reports of a run again that is complete, beside those that it has.
  func rewrite(_ record: RunRecord, journal events: [Event]) throws {
    let files = reports.files(in: path)
    try lock.claim(files + lock.earlierFiles.filter { !files.contains($0) }, isOwnChoice: isOwnChoice)
    try reports.conclude(record, journal: events)
  }

  private static func reports(_ requests: [ReportRequest], in path: String, _ reserved: ReservedPlaces) -> ReportSet {
    let standard = standardReports.map { ReportRequest(format: $0.format, path: "\(path)/\($0.name)") }
    return ReportSet(
      standard + requests, under: path, reserved: { reserved.role(of: $0) },
      history: { RunsBeside.beside(path) })
  }

  /// What earlier runs have run; nil where this run stands alone, in a folder that somebody named.
  var history: RunHistory? { isOwnChoice ? RunHistory(folder: Self.history) : nil }

  /// The run's name among others.
  var id: String { FilePath(path).lastComponent?.string ?? path }

  /// Where the consoles of a worker's guests are kept: `console.log` for the first, then `console-2.log`.
  var console: @Sendable (_ worker: Int) -> String {
    { [path] worker in worker == 0 ? "\(path)/console.log" : "\(path)/console-\(worker + 1).log" }
  }

  /// Writes the last version of the reports, and makes `reports/latest` lead to them.
  func conclude(_ record: RunRecord, journal events: [Event] = []) throws {
    try reports.conclude(record, journal: events)
    guard isOwnChoice else { return }
    // The link is made under another name and renamed, so that a run that ends meanwhile finds a whole link or none.
    let draft = "\(Self.latest).\(getpid())"
    unlink(draft)
    guard symlink(id, draft) == 0, rename(draft, Self.latest) == 0 else {
      let reason = Errno.current
      unlink(draft)
      throw CommandFailure("\(Self.latest) cannot be made: \(reason)", .incomplete)
    }
  }

  /// Ends a run that ended before it had a plan. Its reports say why.
  func conclude(failure: String) throws {
    try journal.append(.runFinished(RunFinished(time: .now(), ending: .aborted, reason: failure, counts: Counts([]))))
    try conclude(RunRecord(incomplete: failure, since: began))
  }

  /// Marks the reports that a command line names as incomplete, if the command line itself cannot be understood.
  static func disown(_ paths: ReportPaths, because reason: String) throws {
    var status = stat()
    // A run that was to go on stays as it is.
    guard paths.resume == nil else { return }
    guard paths.output != nil || !paths.requests.isEmpty || lstat(latest, &status) == 0 else { return }
    let folder = try RunFolder(
      output: paths.output, backend: Backend.sim.rawValue, reports: paths.requests, inputs: paths.inputs)
    try folder.conclude(failure: reason)
  }

  // MARK: Setting up

  private static func consoles(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter(isConsole)
  }

  static func make(_ folder: String, reserved: ReservedPlaces? = nil) throws {
    guard !folder.isEmpty else { throw CommandFailure("--output names no folder", .usage) }
    if let role = reserved?.role(ofFolder: folder) {
      throw CommandFailure("the output cannot go to \(folder): it is \(role)", .usage)
    }
    guard folder != ReportSink.standardOutput else {
      throw CommandFailure(
        "--output takes a folder (one of that name is ./-); a report on standard output takes --report FORMAT=-", .usage
      )
    }
    do {
      try FilePath(folder).makeFolders()
    } catch {
      throw CommandFailure("the folder \(folder) cannot be made: \(error)", .usage)
    }
  }

  /// What has the name of a report and is of no run is somebody's own.
  private static func refuseForeign(_ folder: String) throws {
    guard FolderLock.files(in: FilePath(folder)) == nil, !isFile("\(folder)/\(journalName)"),
      let file = standardReports.map(\.name).first(where: { isFile("\(folder)/\($0)") })
    else { return }
    throw CommandFailure(
      "the output cannot go to \(folder): its \(file) is of no run, and would be replaced", .usage,
      remedies: ["move it away, or name another folder"])
  }

  private static func removeLatest() throws {
    var status = stat()
    guard lstat(latest, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFLNK else {
      throw CommandFailure("\(latest) is not a link to a run; move it away, or name a folder with --output", .usage)
    }
    guard unlink(latest) != 0, errno != ENOENT else { return }
    throw CommandFailure("\(latest) cannot be removed: \(Errno.current)", .usage)
  }

  /// `reports/2026-01-31T12-00-00-sim`, with a number behind it where that is taken.
  static func makeNew(_ backend: String) throws -> String {
    try make(parent)
    let time = Timestamp.now().description.prefix(19).map { $0 == ":" ? "-" : $0 }
    let name = "\(parent)/\(String(time))-\(backend)"
    for number in 1...999 {
      let path = number == 1 ? name : "\(name)-\(number)"
      if mkdir(path, 0o755) == 0 { return path }
      guard errno == EEXIST else { break }
    }
    throw CommandFailure("the folder \(name) cannot be made: \(Errno.current)", .usage)
  }

  /// Removes the files that exist. A device or anything else that is no file stays.
  private static func remove(_ files: [String], from folder: String) throws {
    for file in files.map({ "\(folder)/\($0)" }) where isFile(file) {
      guard unlink(file) == 0 else {
        throw CommandFailure("\(file) cannot be removed: \(Errno.current)", .usage)
      }
    }
  }

  /// A path whose last part is no link.
  private static func followingLinks(_ path: String) throws -> String {
    var place = FilePath(path)
    for _ in 0..<linkLimit {
      guard isLink(place.string) else { return place.string }
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: place.string)
      place = place.removingLastComponent().pushing(FilePath(target))
    }
    throw CommandFailure("\(path) leads from link to link", .usage)
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Whether that is a regular file, or a link to one.
  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
