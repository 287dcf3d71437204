import Runner
import SuiteModel

extension Library {
  /// All that a run is made of, out of a folder of suites in which nothing is wrong that would hinder one.
  init(_ library: SuiteLibrary) throws {
    let sideFiles = SideFiles(library.folder)
    let found = Set(library.lintForRun() + sideFiles.diagnostics(library.suites)).filter { $0.severity == .error }
    guard found.isEmpty else { throw SuiteErrors(Array(found)) }
    self.init(library, requirements: library.requirements(), defects: try sideFiles.knownDefects())
  }
}
