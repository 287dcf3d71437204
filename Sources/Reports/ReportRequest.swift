import Foundation
import Runner

/// A kind of file that a journal can be shown as.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
  case junit
  case junitAnt = "junit-ant"
  case junitRich = "junit-rich"
  case json
  case text
  /// The journal itself: one JSON object a line.
  case journal
}

/// One report that somebody asked for: `junit=build/results.xml`.
public struct ReportRequest: Sendable, Hashable {
  public var format: ReportFormat
  public var path: String

  public init(format: ReportFormat, path: String) {
    self.format = format
    self.path = path
  }

  /// Reads `FORMAT=PATH`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let format = ReportFormat(rawValue: String(parts[0])) else { return nil }
    self.init(format: format, path: String(parts[1]))
  }

  /// Writes the report beside its final name and renames it, so that no reader meets half of one.
  public func write(_ record: RunRecord, journal events: [Event]) throws(ReportError) {
    let contents: Data
    do {
      contents = try encoded(record, events)
    } catch {
      throw .unwritable(path: path, reason: "\(error)")
    }
    try AtomicFile.write(contents, to: path)
  }

  private func encoded(_ record: RunRecord, _ events: [Event]) throws -> Data {
    switch format {
    case .junit: try JUnitReport(record, flavour: .strict).encoded()
    case .junitAnt: try JUnitReport(record, flavour: .ant).encoded()
    case .junitRich: try JUnitReport(record, flavour: .rich).encoded()
    case .json: try SummaryReport(record).encoded()
    case .text: Data(TextReport(record).text.utf8)
    case .journal: try events.reduce(into: Data()) { $0 += try JSONText.line($1) }
    }
  }
}

/// Why a report cannot be written.
public enum ReportError: Error, Sendable, Hashable, CustomStringConvertible {
  case unwritable(path: String, reason: String)

  public var description: String {
    switch self {
    case .unwritable(let path, let reason): "cannot write the report \(path): \(reason)"
    }
  }
}
