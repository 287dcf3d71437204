import Documents

/// The steps of cases, with those of the fixtures and operations that they use.
package struct CaseSteps: Sendable {
  private let fixtures: [String: Fixture]
  private let operations: [String: [DeviceRecipe.Operation]]

  package init(fixtures: [String: Fixture], recipes: [DeviceRecipe], parents: [ParentRecipe]) {
    self.fixtures = fixtures
    operations = Dictionary(grouping: recipes.flatMap(\.operations) + parents.flatMap(\.operations), by: \.name)
  }

  /// Where the steps stand that a name means, in the order in which they are written; each place once.
  package func places(of name: KnownDefect.StepName, in suite: Suite, _ definition: Case) -> [SourceLocation] {
    var walk = Walk(steps: self)
    walk.visit(suite.setup + definition.setup + definition.steps)
    let glob = Glob(name.text)
    let places = walk.found.filter { glob.matches($0.text) || $0.text == name.text }.map(\.location)
    guard let number = name.number else { return places }
    return number <= places.count ? [places[number - 1]] : []
  }

  private struct Walk {
    let steps: CaseSteps
    private(set) var found: [(text: String, location: SourceLocation)] = []
    private var seen: Set<SourceLocation> = []
    private var used: Set<String> = []

    init(steps: CaseSteps) { self.steps = steps }

    mutating func visit(_ all: [Step]) {
      for step in all {
        if seen.insert(step.location).inserted { found.append((step.action.text, step.location)) }
        switch step.action {
        case .flow(.use(let use)):
          // One that uses itself is a mistake of its own.
          guard used.insert("use \(use.fixture)").inserted else { continue }
          visit(steps.fixtures[use.fixture]?.steps ?? [])
        case .flow(.operate(let operate)):
          guard used.insert("operate \(operate.operation)").inserted else { continue }
          for operation in steps.operations[operate.operation] ?? [] { visit(operation.steps) }
        default: visit(step.action.innerSteps)
        }
      }
    }
  }
}
