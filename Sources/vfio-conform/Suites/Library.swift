import Runner
import SuiteModel

extension Library {
  /// All that a run is made of, out of a folder of suites in which nothing is wrong that would hinder one.
  init(_ library: SuiteLibrary) throws {
    let sideFiles = SideFiles(library.folder)
    let requirements = library.requirements()
    let found = Linter(library, requirements).lintForRun() + sideFiles.diagnostics(library.suites)
    let errors = Set(found).filter { $0.severity == .error }
    guard errors.isEmpty else { throw SuiteErrors(Array(errors), library.folder) }
    self.init(library, requirements: requirements, defects: try sideFiles.knownDefects())
  }
}
