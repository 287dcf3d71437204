import ArgumentParser
import Documents
import Foundation
import Reports
import SuiteModel

struct SuitesOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of suites, fixtures, recipes, machines and requirements (default: Suites, here or in a folder above, or above the program).",
      valueName: "dir"), completion: .directory)
  var suites: String?

  /// The option as it was given.
  var words: [String] { suites.map { ["--suites", $0] } ?? [] }

  func folder() throws -> SuiteFolder {
    let folder = try SuiteFolder(suites)
    let inner = folder.path + "/Suites"
    if FileManager.default.fileExists(atPath: inner + "/fixtures") {
      throw CommandFailure("\(folder.path): the suites are in the folder \(inner)", .usage)
    }
    return folder
  }

  /// The suites, fixtures and recipes of the folder, which have no errors.
  ///
  /// - Parameter selection: What is wanted of the suites; others are not read.
  func library(for selection: SelectionOptions? = nil) throws -> SuiteLibrary {
    let folder = try folder()
    let library = SuiteLibrary(folder, selection?.filter(in: folder))
    guard !library.isWhole || !library.suites.isEmpty || !library.diagnostics.isEmpty else {
      throw CommandFailure("\(folder.path): this folder holds no suite (AREA/NAME.yaml)", .usage)
    }
    guard library.diagnostics.contains(where: { $0.severity == .error }) else { return library }
    let found = Linter(library, library.requirements()).lintForRun() + SideFiles(folder).diagnostics(library)
    throw SuiteErrors(found, folder)
  }
}

/// What is wrong with the suites so that nothing can be done with them.
struct SuiteErrors: Error, CustomStringConvertible {
  let errors: DocumentErrors
  private let folder: SuiteFolder

  init(_ found: some Sequence<Diagnostic>, _ folder: SuiteFolder) {
    errors = DocumentErrors(found)
    self.folder = folder
  }

  /// Lint knows more: what a run could do with.
  var remedies: [String] {
    ["'vfio-conform lint --suites \(ShellWord.quoted(folder.path))' tells all that is wrong"]
  }

  var description: String { "\(counted(errors.diagnostics.count, "error")) in the suites" }
}
