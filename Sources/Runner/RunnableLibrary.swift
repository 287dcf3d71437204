import SuiteModel

/// What runs are made of: suites, and all that they name.
package struct RunnableLibrary: Sendable {
  package var suites: [Suite]
  package var fixtures: [String: Fixture]
  package var recipes: [DeviceRecipe]
  package var parents: [ParentRecipe]
  package var requirements: [String: Requirement]
  package var defects: [KnownDefect]
  package var planned: [PlannedArea]

  package init(
    suites: [Suite], fixtures: [String: Fixture] = [:], recipes: [DeviceRecipe] = [],
    parents: [ParentRecipe] = [], requirements: [String: Requirement] = [:], defects: [KnownDefect] = [],
    planned: [PlannedArea] = []
  ) {
    self.suites = suites
    self.fixtures = fixtures
    self.recipes = recipes
    self.parents = parents
    self.requirements = requirements
    self.defects = defects
    self.planned = planned
  }
}

extension RunnableLibrary {
  /// The suites of a folder, with the requirements and known defects beside them.
  package init(
    _ suites: SuiteLibrary, requirements: RequirementCatalogue, defects: [KnownDefect] = []
  ) {
    self.init(
      suites: suites.suites, fixtures: suites.fixtures, recipes: suites.recipes,
      parents: suites.parents, requirements: requirements.requirements, defects: defects,
      planned: requirements.planned(beside: suites.suites))
  }
}
