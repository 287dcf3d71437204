import Foundation
import Reports
import Runner

/// The folder in which one run leaves what it found out.
struct RunFolder {
  static let journalName = "events.jsonl"
  private static let parent = "reports"

  let path: String
  /// Whether the folder was chosen here, so that `reports/latest` shall lead to it.
  private let isOwnChoice: Bool

  /// - Parameters:
  ///   - output: What the command line says; without it a new folder in `reports`.
  ///   - backend: Part of the name of a new folder.
  init(output: String?, backend: String) {
    isOwnChoice = output == nil
    path = output ?? Self.freeName(backend)
  }

  /// Makes the folder, once it is clear that something will be run.
  func create() throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure("the folder \(path) cannot be made: \(String(cString: strerror(errno)))", .incomplete)
    }
    if isOwnChoice { linkLatest() }
  }

  /// The run's name among others.
  var id: String { (path as NSString).lastPathComponent }

  var journal: String { path + "/" + Self.journalName }

  /// Where a guest's console is kept.
  var console: String { path + "/console.log" }

  /// The reports that every run leaves.
  var standardReports: [ReportRequest] {
    [
      ReportRequest(format: .junit, path: path + "/junit.xml"),
      ReportRequest(format: .json, path: path + "/summary.json"),
      ReportRequest(format: .text, path: path + "/report.txt"),
    ]
  }

  /// The journal of a run that is named by its folder or by the journal itself.
  static func journal(of run: String) throws -> Journal {
    let path = run.hasSuffix(".jsonl") ? run : run + "/" + journalName
    guard FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure("there is no journal \(path)", .usage)
    }
    return try Journal(path: path)
  }

  /// How the folder is best named to a person.
  var name: String { isOwnChoice ? Self.parent + "/latest" : path }

  /// `reports/2026-01-31T12-00-00-sim`, with a number behind it where that is taken.
  private static func freeName(_ backend: String) -> String {
    let time = Timestamp.now().description.prefix(19).map { $0 == ":" ? "-" : $0 }
    let name = "\(parent)/\(String(time))-\(backend)"
    guard FileManager.default.fileExists(atPath: name) else { return name }
    let free = (2...999).first { !FileManager.default.fileExists(atPath: "\(name)-\($0)") }
    return free.map { "\(name)-\($0)" } ?? name
  }

  /// The link is made beside its name and renamed, so that there is one at all times.
  private func linkLatest() {
    let link = Self.parent + "/latest"
    let draft = "\(link).\(getpid())"
    let target = (path as NSString).lastPathComponent
    guard symlink(target, draft) == 0 else { return }
    if rename(draft, link) != 0 { unlink(draft) }
  }
}
