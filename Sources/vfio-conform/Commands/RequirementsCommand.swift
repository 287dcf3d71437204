import ArgumentParser
import Foundation
import Reports
import Runner
import SuiteModel
import SystemPackage

struct RequirementsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requirements",
    abstract: "Shows which requirements there are, which cases cover them, and what runs found.",
    discussion: """
        vfio-conform requirements
            every requirement with its cases, or the reason why it has none
        vfio-conform requirements reports/latest
            with the results of the last run
        vfio-conform requirements run-6.1 run-7.2 --output matrix.html
            with those of two runs, as one page

      Ends with 3 where a run is incomplete.
      """)

  @Argument(
    help: ArgumentHelp("Folders of runs, or their events.jsonl; a case's last result counts.", valueName: "run"))
  var runs: [String] = []

  @Option(
    help: ArgumentHelp(
      "How to show it: text, json or html (default: by the name of the output, else text).", valueName: "format"))
  var format: MatrixFormat?

  @Option(help: ArgumentHelp("The file to write, instead of printing it (- prints it).", valueName: "file"))
  var output: String?

  @OptionGroup var suites: SuitesOption

  func run() throws {
    let library = try suites.library()
    let sink = try output.map { try ReportSink($0) }
    let kept = try runs.map(KeptRun.init)
    let matrix = RequirementMatrix(library.suites, library.requirements(), runs: kept.map(\.record))
    let data = try (format ?? output.flatMap(MatrixFormat.init(ofFile:)) ?? .text).encode(matrix)
    if let sink {
      try sink.write(data)
    } else {
      StandardOutput.write(String(decoding: data, as: UTF8.self))
    }
    StandardError.write(
      lines: kept.compactMap { run in
        guard case .incomplete(let reason) = run.record.ending else { return nil }
        return "vfio-conform: \(run.path) is of an incomplete run: \(reason)"
      })
    guard kept.allSatisfy(\.record.isComplete) else { throw ExitCode(ExitStatus.incomplete.rawValue) }
  }
}

/// How the matrix is shown.
enum MatrixFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case html

  /// The format that a file's name tells, if any.
  init?(ofFile path: String) {
    switch FilePath(path).extension?.lowercased() {
    case "html", "htm": self = .html
    case "json": self = .json
    case "txt": self = .text
    default: return nil
    }
  }

  func encode(_ matrix: RequirementMatrix) throws -> Data {
    switch self {
    case .text: Data(MatrixText(matrix).text.utf8)
    case .json: try MatrixReport(matrix).encoded()
    case .html: Data(MatrixPage(matrix).html.utf8)
    }
  }
}
