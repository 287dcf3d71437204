import SuiteModel

/// What runs are made of: suites, and all that they name.
public struct Library: Sendable {
  public var suites: [Suite]
  public var fixtures: [String: Fixture]
  public var recipes: [DeviceRecipe]
  public var parents: [ParentRecipe]
  public var requirements: [String: Requirement]
  public var defects: [KnownDefect]

  public init(
    suites: [Suite], fixtures: [String: Fixture] = [:], recipes: [DeviceRecipe] = [],
    parents: [ParentRecipe] = [], requirements: [String: Requirement] = [:], defects: [KnownDefect] = []
  ) {
    self.suites = suites
    self.fixtures = fixtures
    self.recipes = recipes
    self.parents = parents
    self.requirements = requirements
    self.defects = defects
  }
}

extension Library {
  /// The suites of a folder, with the requirements and known defects beside them.
  public init(
    _ suites: SuiteLibrary, requirements: RequirementCatalogue, defects: [KnownDefect] = []
  ) {
    self.init(
      suites: suites.suites, fixtures: suites.fixtures, recipes: suites.recipes,
      parents: suites.parents, requirements: requirements.requirements, defects: defects)
  }
}
