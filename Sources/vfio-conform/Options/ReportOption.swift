import ArgumentParser
import Reports

struct ReportOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Also write a report; FORMAT is \(Self.formats) (repeatable).", valueName: "format=path"))
  var report: [ReportRequest] = []

  private static let formats = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
}

extension ReportRequest: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
