import Foundation
import Journal
import SystemPackage

/// The reports that somebody asked for, each with the place where it goes.
package struct ReportSet {
  private var reports: [(format: ReportFormat, sink: ReportSink)] = []
  /// What is wrong with those that can be written nowhere. The others are there all the same.
  package private(set) var problems: [ReportError] = []
  /// Runs beside that of the reports, for those that show them.
  private let history: [PastRun]

  /// - Parameters:
  ///   - folder: The folder in which missing folders are made.
  ///   - reserved: What is at places that hold something else.
  ///   - history: Reads the runs beside that of the reports; called where a report shows them.
  package init(
    _ requests: [ReportRequest], under folder: String? = nil, reserved: (_ place: FilePath) -> String? = { _ in nil },
    history: () -> [PastRun] = { [] }
  ) {
    self.history = requests.contains { $0.format == .html } ? history() : []
    for request in requests {
      do {
        try add(request, under: folder, reserved)
      } catch {
        problems.append(error)
      }
    }
  }

  private mutating func add(
    _ request: ReportRequest, under folder: String?, _ reserved: (FilePath) -> String?
  ) throws(ReportError) {
    let place = try ReportSink.place(of: request.path, under: folder, reserved: reserved)
    if let other = reports.first(where: { $0.sink.identity == place.identity }) {
      guard other.format != request.format else { return }
      throw .impossible(path: request.path, reason: "another report goes there")
    }
    reports.append((request.format, try ReportSink(request.path, at: place)))
  }

  package var isEmpty: Bool { reports.isEmpty }

  /// Whether one of them appears on standard output.
  package var useStandardOutput: Bool { reports.contains(where: \.sink.isStandardOutput) }

  /// The files that lie in a folder, by their paths in it.
  package func files(in folder: String) -> [String] {
    guard let folder = try? FilePath(folder).resolved() else { return [] }
    return reports.filter(\.sink.isReplaced).compactMap { report in
      var path = FilePath(report.sink.identity)
      return path.removePrefix(folder) ? path.string : nil
    }
  }

  /// Writes what is known of a run that goes on: files hold it until the next version comes; streams take only the last.
  package func update(_ record: RunRecord, journal events: [Event]) throws(ReportError) {
    try write(reports.filter(\.sink.isReplaced), record, events)
  }

  /// Writes all of them, also where one cannot be written; the first error is thrown then.
  package func conclude(_ record: RunRecord, journal events: [Event]) throws(ReportError) {
    try write(reports, record, events)
  }

  private func write(
    _ reports: [(format: ReportFormat, sink: ReportSink)], _ record: RunRecord, _ events: [Event]
  ) throws(ReportError) {
    var failure: ReportError?
    for (format, sink) in reports {
      do {
        try sink.write(try format.encoded(record, events, history))
      } catch let error as ReportError {
        failure = failure ?? error
      } catch {
        failure = failure ?? .unwritable(path: sink.path, reason: "\(error)")
      }
    }
    if let failure { throw failure }
  }
}
