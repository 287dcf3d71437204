import ArgumentParser
import Foundation
import Reports
import Runner
import SuiteModel

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
      """)

  @Argument(
    help: ArgumentHelp("Folders of runs, or their events.jsonl; a case's last result counts.", valueName: "run"))
  var runs: [String] = []

  @Option(
    help: ArgumentHelp(
      "How to show it: text, json or html (default: by the name of the output, else text).", valueName: "format"))
  var format: MatrixFormat?

  @Option(help: ArgumentHelp("The file to write, instead of printing it.", valueName: "file"))
  var output: String?

  @OptionGroup var suites: SuitesOption

  func run() throws {
    let library = try suites.library()
    let records = try runs.map { RunRecord(try RunFolder.journal(of: $0)) }
    let matrix = RequirementMatrix(library.suites, library.requirements(), runs: records)
    let data = try (format ?? output.flatMap(MatrixFormat.init(ofFile:)) ?? .text).encode(matrix)
    if let output {
      try AtomicFile.write(data, to: output)
    } else {
      StandardOutput.write(String(decoding: data, as: UTF8.self))
    }
  }
}

/// How the matrix is shown.
enum MatrixFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case html

  /// The format that a file's name tells, if any.
  init?(ofFile path: String) {
    switch (path as NSString).pathExtension.lowercased() {
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
