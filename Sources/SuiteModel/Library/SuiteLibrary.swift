import Documents

/// The suites of a folder, and the fixtures and recipes that they use.
package struct SuiteLibrary: Sendable {
  /// Cases of all suites, each combination of values counted.
  package static let maximumInstances = 1 << 17

  package let folder: SuiteFolder
  /// Whether no suite was left out.
  package let isWhole: Bool
  /// By name.
  package private(set) var suites: [Suite] = []
  package private(set) var fixtures: [String: Fixture] = [:]
  /// By name.
  package private(set) var recipes: [DeviceRecipe] = []
  /// What is known of parents of mediated devices, by name.
  package private(set) var parents: [ParentRecipe] = []
  /// What is wrong with the files, each by itself; `lint()` says what is wrong with the whole.
  package private(set) var diagnostics: [Diagnostic] = []

  private let catalogue: RequirementCatalogue?

  /// Reads the files in parallel.
  ///
  /// What is wrong with a file becomes a diagnostic; a suite with errors is not to be run.
  ///
  /// - Parameter filter: Tells which suites are wanted. Those are read as well that may cover a requirement of an area
  ///   that is planned: reports tell which of them no case covers.
  package init(_ folder: SuiteFolder, _ filter: SuiteFilter? = nil) {
    self.folder = folder
    isWhole = filter == nil
    catalogue = filter.map { _ in RequirementCatalogue(folder) }
    let planned = catalogue?.plannedPrefixes ?? []
    let files = SuiteFileKind.ofLibrary.flatMap { kind in folder.files(of: kind).map { (kind: kind, path: $0) } }
    let contents = files.parallelMap { file in
      folder.content(of: file.path, file.kind) { text in
        guard let filter, file.kind == .suite else { return true }
        return filter.mayMean(SuiteFolder.suiteName(ofFile: file.path), withText: text) || text.holds(anyOf: planned)
      }
    }
    for (content, file) in zip(contents, files) { add(content, from: file.path) }
    diagnostics += folder.strays
  }

  /// The same with other suites, and with other fixtures beside its own.
  package func replacing(suites: [Suite], fixtures: [String: Fixture]) -> SuiteLibrary {
    var library = self
    library.suites = suites
    library.fixtures.merge(fixtures) { _, new in new }
    library.diagnostics = []
    return library
  }

  private mutating func add(_ content: SuiteFileContent, from path: String) {
    let suiteName = SuiteFolder.suiteName(ofFile: path)
    let fileName = String(suiteName.split(separator: ".").last ?? "")
    diagnostics += content.diagnostics
    if let suite = content.suite {
      check(suite.name, is: suiteName, at: suite.location)
      suites.append(suite)
    }
    if let fixture = content.fixture {
      check(fixture.name, is: fileName, at: fixture.location)
      if let first = fixtures[fixture.name] {
        diagnostics.append(
          Diagnostic(
            "the fixture '\(fixture.name)' is defined twice", at: fixture.location,
            hint: "the first is in \(first.location.file)"))
      }
      fixtures[fixture.name] = fixtures[fixture.name] ?? fixture
    }
    if let recipe = content.recipe {
      check(recipe.name, is: fileName, at: recipe.location)
      recipes.append(recipe)
    }
    if let parent = content.parent {
      check(parent.name, is: fileName, at: parent.location)
      parents.append(parent)
    }
  }

  /// The file's place tells its name, so that no two files can define the same.
  private mutating func check(_ name: String, is expected: String, at location: SourceLocation) {
    guard name != expected, !name.isEmpty else { return }
    diagnostics.append(
      Diagnostic("the file's place asks for the name '\(expected)', found '\(name)'", at: location))
  }

  package func suite(_ name: String) -> Suite? { suites.first { $0.name == name } }

  package func recipe(_ name: String) -> DeviceRecipe? { recipes.first { $0.name == name } }

  /// The requirements, which only reports and lint need, and so are read when they ask.
  package func requirements() -> RequirementCatalogue { catalogue ?? RequirementCatalogue(folder) }
}
