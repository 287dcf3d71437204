import ArgumentParser
import Documents
import Reports
import SuiteModel

struct ReportOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Also write a report; FORMAT is \(Self.formats); PATH - is standard output (repeatable).",
      valueName: "format=path"),
    transform: ReportRequest.init(argument:))
  var report: [ReportRequest] = []

  private static let formats = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
}

extension ReportRequest {
  /// Reads `FORMAT=PATH`; says what is wrong with anything else.
  fileprivate init(argument text: String) throws {
    if let request = ReportRequest(text) {
      self = request
      return
    }
    let names = ReportFormat.allCases.map(\.rawValue)
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if names.contains(parts[0]) {
      throw ValidationError("it takes FORMAT=PATH, such as \(parts[0])=build/report")
    }
    let hint = suggestion(for: parts[0], among: names) ?? "there are \(names.joined(separator: ", "))"
    guard parts.count == 1 else { throw ValidationError("there is no report format '\(parts[0])'; \(hint)") }
    throw ValidationError("it takes FORMAT=PATH, such as junit=build/report; \(hint)")
  }
}

/// Where reports go, and may not go, by a command line that may be wrong in everything else.
struct ReportPaths: ParsableArguments {
  @Option var output: String?
  @Option var resume: String?
  @Option var report: [String] = []
  @Option var suites: String?
  @Option var machine: String?
  @Option var kernel: String?
  @Option var modules: String?
  @Option var baseline: String?
  @Argument(parsing: .allUnrecognized) var others: [String] = []

  var requests: [ReportRequest] { report.compactMap(ReportRequest.init(_:)) }
  var inputs: CommandInputs {
    CommandInputs(suites: suites, machine: machine, kernel: kernel, modules: modules, baseline: baseline)
  }
}
