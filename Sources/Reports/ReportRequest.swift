import Foundation
import Journal

/// A kind of file that a journal can be shown as.
package enum ReportFormat: String, Sendable, Hashable, CaseIterable {
  case junit
  case junitAnt = "junit-ant"
  case junitRich = "junit-rich"
  case junitGitLab = "junit-gitlab"
  case json
  case text
  case markdown
  case html
  case ktap
  /// Annotations, as GitHub's runners read them on standard output.
  case github
  case kcidb
  /// The journal itself: one JSON object a line.
  case journal
}

/// One report that somebody asked for: `junit=build/results.xml`.
package struct ReportRequest: Sendable, Hashable {
  package var format: ReportFormat
  /// A path, or `-` for standard output.
  package var path: String

  package init(format: ReportFormat, path: String) {
    self.format = format
    self.path = path
  }

  /// Reads `FORMAT=PATH`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let format = ReportFormat(rawValue: String(parts[0])) else { return nil }
    self.init(format: format, path: String(parts[1]))
  }
}

extension ReportFormat {
  /// The whole file.
  ///
  /// - Parameter history: Runs beside this one.
  package func encoded(
    _ record: RunRecord, _ events: [Event], _ history: [PastRun] = []
  ) throws -> Data {
    switch self {
    case .junit: JUnitReport(record, flavour: .strict).encoded()
    case .junitAnt: JUnitReport(record, flavour: .ant).encoded()
    case .junitRich: JUnitReport(record, flavour: .rich).encoded()
    case .junitGitLab: JUnitReport(record, flavour: .gitLab).encoded()
    case .json: try SummaryReport(record).encoded()
    case .text: Data(TextReport(record).text.utf8)
    case .markdown: Data(MarkdownReport(record).text.utf8)
    case .html: Data(RunPage(record, history: history).html.utf8)
    case .ktap: Data(KTAPReport(record).text.utf8)
    case .github: Data(GitHubReport(record).text.utf8)
    case .kcidb: try KCIDBReport(record).encoded()
    case .journal: try Self.lines(record, events)
    }
  }

  /// The events, without the end of a run that is not complete though its journal says so.
  private static func lines(_ record: RunRecord, _ events: [Event]) throws -> Data {
    try events.reduce(into: Data()) { data, event in
      if case .runFinished(let finish) = event, finish.ending == .complete, !record.isComplete { return }
      data += try JSONText.line(JournalLine(event))
    }
  }
}
