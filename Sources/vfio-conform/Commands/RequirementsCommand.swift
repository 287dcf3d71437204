import ArgumentParser
import Documents
import Foundation
import Journal
import Matrix
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
        vfio-conform requirements T1-024 'IRQ-*' group
            some of them: by id, by pattern, by area or by suite
        vfio-conform requirements reports/latest
            with the results of the last run
        vfio-conform requirements run-6.1 run-7.2 --output matrix.html
            with those of two runs, as one page

      Ends with 3 if a run is incomplete.
      """)

  @Argument(
    help: ArgumentHelp(
      "Requirements by id, pattern, area or suite; and runs, by their folders or journals. A case's last result counts.",
      valueName: "requirement or run"))
  var words: [String] = []

  @Option(
    help: ArgumentHelp(
      "The format: text, json or html (default: by the name of the output, else text).", valueName: "format"))
  var format: MatrixFormat?

  @Option(help: ArgumentHelp("The file to write, instead of printing it (- prints it).", valueName: "file"))
  var output: String?

  @OptionGroup var suites: SuitesOption

  func run() throws {
    let library = try suites.library()
    let catalogue = library.requirements()
    let (runs, ids) = try sorted(words, catalogue, SuiteNames(library, suites))
    let kept = try runs.map(KeptRun.init)
    let reserved = ReservedPlaces(CommandInputs(suites: suites.suites, journals: kept.map(\.path)))
    let sink = try output.map { try ReportSink($0, reserved: reserved.role) }
    let matrix = RequirementMatrix(library.suites, catalogue, only: ids, runs: kept.map(\.record))
    let data = try (format ?? output.flatMap(MatrixFormat.init(ofFile:)) ?? .text).encode(matrix)
    if let sink {
      try sink.write(data)
    } else {
      StandardOutput.write(String(decoding: data, as: UTF8.self))
    }
    StandardError.write(
      lines: kept.compactMap { run in
        run.record.ending.reason.map { "vfio-conform: \(run.path) is of an incomplete run: \($0)" }
      })
    guard kept.allSatisfy(\.record.isComplete) else { throw ExitCode(ExitStatus.incomplete.rawValue) }
  }
}

extension RequirementsCommand {
  /// Tells runs, which are there as files, from names of requirements; nil where no requirement is named, for all.
  private func sorted(
    _ words: [String], _ catalogue: RequirementCatalogue, _ names: SuiteNames
  ) throws -> (runs: [String], ids: Set<String>?) {
    var runs: [String] = []
    var ids: Set<String> = []
    for word in words {
      let named = Self.ids(word, catalogue, names)
      if !named.isEmpty {
        ids.formUnion(named)
      } else if word.contains("/") || FileManager.default.fileExists(atPath: word) {
        runs.append(word)
      } else {
        let known = Array(catalogue.requirements.keys) + names.areas
        let hint = suggestion(for: word, among: known) ?? "see '\(names.command("requirements"))'"
        throw CommandFailure("there is no requirement and no run '\(word)'; \(hint)", .usage)
      }
    }
    return (runs, runs.count == words.count ? nil : ids)
  }

  /// The requirements that a word names: by id, by a pattern, by the area of their ids, or by suites that cover them.
  private static func ids(_ word: String, _ catalogue: RequirementCatalogue, _ names: SuiteNames) -> [String] {
    let glob = Glob(word.uppercased())
    let byID = catalogue.requirements.values.filter { glob.matches($0.id) || $0.area == word.uppercased() }
    guard byID.isEmpty else { return byID.map(\.id) }
    let selector = Selector(patterns: [names.selector(word)])
    return Outline.all(of: names.library.suites).map(\.planned).filter { selector.selects($0) }.flatMap(\.covers)
  }
}

/// How the matrix is shown.
enum MatrixFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case html

  func encode(_ matrix: RequirementMatrix) throws -> Data {
    switch self {
    case .text: Data(MatrixText(matrix).text.utf8)
    case .json: try MatrixReport(matrix).encoded()
    case .html: Data(MatrixPage(matrix).html.utf8)
    }
  }
}
