import Dispatch
import Synchronization

/// All suites of a folder, and the fixtures and recipes that they use.
package struct SuiteLibrary: Sendable {
  /// Cases of all suites, each combination of values counted.
  package static let maximumInstances = 1 << 17

  package let folder: SuiteFolder
  /// By name.
  package private(set) var suites: [Suite] = []
  package private(set) var fixtures: [String: Fixture] = [:]
  /// By name.
  package private(set) var recipes: [DeviceRecipe] = []
  /// What is known of parents of mediated devices, by name.
  package private(set) var parents: [ParentRecipe] = []
  /// What is wrong with the files, each by itself; `lint()` says what is wrong with the whole.
  package private(set) var diagnostics: [Diagnostic] = []

  /// Reads every file, in parallel.
  ///
  /// What is wrong with a file becomes a diagnostic; a suite with errors is not to be run.
  package init(_ folder: SuiteFolder) {
    self.folder = folder
    let files =
      folder.suiteFiles().map { (kind: Kind.suite, path: $0) }
      + folder.files(in: "fixtures").map { (kind: Kind.fixture, path: $0) }
      + folder.files(in: "devices").map { (kind: Kind.recipe, path: $0) }
      + folder.files(in: "parents").map { (kind: Kind.parent, path: $0) }
    let contents = Mutex<[Int: Content]>([:])
    DispatchQueue.concurrentPerform(iterations: files.count) { index in
      let content = Self.load(files[index].path, files[index].kind, from: folder)
      contents.withLock { $0[index] = content }
    }
    let sorted = contents.withLock { $0 }.sorted { $0.key < $1.key }.map(\.value)
    for content in sorted { add(content) }
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

  private enum Kind { case suite, fixture, recipe, parent }

  /// What a file holds.
  private struct Content {
    var path: String
    var suite: Suite?
    var fixture: Fixture?
    var recipe: DeviceRecipe?
    var parent: ParentRecipe?
    var diagnostics: [Diagnostic] = []

    /// The file's name without its folder and extension.
    var fileName: String { String(path.split(separator: "/").last?.dropLast(".yaml".count) ?? "") }
  }

  private static func load(_ path: String, _ kind: Kind, from folder: SuiteFolder) -> Content {
    var content = Content(path: path)
    let file = "\(folder.path)/\(path)"
    switch (folder.read(path), kind) {
    case (.failure(let diagnostic), _): content.diagnostics = [diagnostic]
    case (.success(let text), .suite): (content.suite, content.diagnostics) = Suite.parse(text, file: file)
    case (.success(let text), .fixture): (content.fixture, content.diagnostics) = Fixture.parse(text, file: file)
    case (.success(let text), .recipe): (content.recipe, content.diagnostics) = DeviceRecipe.parse(text, file: file)
    case (.success(let text), .parent): (content.parent, content.diagnostics) = ParentRecipe.parse(text, file: file)
    }
    return content
  }

  private mutating func add(_ content: Content) {
    diagnostics += content.diagnostics
    if let suite = content.suite {
      let expected = content.path.dropLast(".yaml".count).split(separator: "/").joined(separator: ".")
      check(suite.name, is: expected, at: suite.location)
      suites.append(suite)
    }
    if let fixture = content.fixture {
      check(fixture.name, is: content.fileName, at: fixture.location)
      fixtures[fixture.name] = fixture
    }
    if let recipe = content.recipe {
      check(recipe.name, is: content.fileName, at: recipe.location)
      recipes.append(recipe)
    }
    if let parent = content.parent {
      check(parent.name, is: content.fileName, at: parent.location)
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

  /// Reads the requirements, which only reports and lint need.
  package func requirements() -> RequirementCatalogue { RequirementCatalogue(folder) }
}
