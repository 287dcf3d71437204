import Documents
import MachineModel

/// What a file of a folder of suites defines.
package enum SuiteFileKind: CaseIterable, Sendable {
  case suite
  case fixture
  case recipe
  case parent
  case requirements
  case knownDefects
  case twinExemptions
  case machine

  /// Those that a library is made of.
  static let ofLibrary: [SuiteFileKind] = [.suite, .fixture, .recipe, .parent]

  /// Reads a file's text.
  ///
  /// - Parameter file: The name that locations bear.
  func content(of text: String, file: String) -> SuiteFileContent {
    var content = SuiteFileContent()
    switch self {
    case .suite: (content.suite, content.diagnostics) = Suite.parse(text, file: file)
    case .fixture: (content.fixture, content.diagnostics) = Fixture.parse(text, file: file)
    case .recipe: (content.recipe, content.diagnostics) = DeviceRecipe.parse(text, file: file)
    case .parent: (content.parent, content.diagnostics) = ParentRecipe.parse(text, file: file)
    case .requirements: content.diagnostics = RequirementSection.parse(text, file: file).diagnostics
    case .knownDefects: content.diagnostics = KnownDefect.parse(text, file: file).1
    case .twinExemptions: content.diagnostics = TwinExemption.parse(text, file: file).1
    case .machine: content.diagnostics = Machine.parse(text, file: file).diagnostics
    }
    return content
  }
}

/// What a file holds: the one thing of its kind, unless it cannot be read or is of no library.
struct SuiteFileContent {
  var suite: Suite?
  var fixture: Fixture?
  var recipe: DeviceRecipe?
  var parent: ParentRecipe?
  var diagnostics: [Diagnostic] = []
}

extension SuiteFolder {
  /// The files of one kind, by their paths in the folder, sorted.
  func files(of kind: SuiteFileKind) -> [String] {
    switch kind {
    case .suite: suiteFiles()
    case .fixture: files(in: "fixtures")
    case .recipe: files(in: "recipes")
    case .parent: files(in: "parents")
    case .requirements: files(in: "requirements").filter { $0 != RequirementCatalogue.unreachableFile }
    case .knownDefects: ["known-defects.yaml"].filter(holds)
    case .twinExemptions: ["twin-exemptions.yaml"].filter(holds)
    case .machine: files(in: "machines")
    }
  }

  /// What a file holds, or what hinders reading it.
  ///
  /// - Parameter isWanted: Whether a text is worth a parser; nothing is in the file otherwise.
  func content(
    of path: String, _ kind: SuiteFileKind, where isWanted: (_ text: String) -> Bool = { _ in true }
  ) -> SuiteFileContent {
    do {
      let text = try read(path)
      return isWanted(text) ? kind.content(of: text, file: "\(self.path)/\(path)") : SuiteFileContent()
    } catch {
      return SuiteFileContent(diagnostics: [error])
    }
  }
}
