import ArgumentParser
import Reports

struct ReportOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Also write a report; FORMAT is \(Self.formats); PATH - is standard output (repeatable).",
      valueName: "format=path"))
  var report: [ReportRequest] = []

  private static let formats = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
}

extension ReportRequest: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

/// Where reports go by a command line that may be wrong in everything else.
struct ReportPaths: ParsableArguments {
  @Option var output: String?
  @Option var report: [String] = []
  @Argument(parsing: .allUnrecognized) var others: [String] = []

  var requests: [ReportRequest] { report.compactMap(ReportRequest.init(_:)) }
}
