import Documents
import Runner
import SuiteModel

extension RunnableLibrary {
  /// The library of a folder of suites. Throws the errors that would hinder a run.
  init(_ library: SuiteLibrary) throws {
    let sideFiles = SideFiles(library.folder)
    let requirements = library.requirements()
    let checks: [@Sendable () -> [Diagnostic]] = [
      { Linter(library, requirements).lintForRun() }, { sideFiles.diagnostics(library) },
    ]
    let found = checks.parallelMap { $0() }.flatMap(\.self)
    let errors = SuiteErrors(found, library.folder)
    guard errors.errors.diagnostics.isEmpty else { throw errors }
    self.init(library, requirements: requirements, defects: try sideFiles.knownDefects())
  }
}
