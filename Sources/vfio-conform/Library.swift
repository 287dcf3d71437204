import Runner
import SuiteModel

extension Library {
  /// All that a run is made of, out of a folder of suites.
  init(_ library: SuiteLibrary) throws {
    self.init(
      library, requirements: library.requirements(), defects: try SideFiles(library.folder).knownDefects())
  }
}
