import ArgumentParser
import Foundation
import SuiteModel

struct BaselineOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file of failures that are expected, each with a reason, a link and a last day. Anything else is news, and so is a pass. 'vfio-conform baseline' says what is in it.",
      valueName: "file"), completion: .file(extensions: ["yaml"]))
  var baseline: String?

  /// The option as it was given.
  var words: [String] { baseline.map { ["--baseline", $0] } ?? [] }

  /// What the file holds; nil where none is given.
  func load(_ library: SuiteLibrary) throws -> Baseline? {
    try baseline.map { try Baseline($0, library, on: Day(of: Date())) }
  }
}
