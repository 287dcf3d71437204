import Dispatch
import Documents
import Synchronization

/// Holds suites against all that they name: fixtures, recipes, facts, requirements.
package struct Linter: Sendable {
  private let library: SuiteLibrary
  private let catalogue: RequirementCatalogue
  private let facts: Set<String>
  private let typeFacts: Set<String>
  /// The names of facts, as conditions know them.
  private let factNames: [String: Shape]
  private let graph: UseGraph

  package init(_ library: SuiteLibrary, _ catalogue: RequirementCatalogue) {
    self.library = library
    self.catalogue = catalogue
    facts = DeviceFacts.all(library.recipes)
    typeFacts = MediatedTypeFacts.all(library.parents)
    factNames = Self.names(facts)
    graph = UseGraph(library)
  }

  /// Names of which no more is known than that they are there.
  private static func names(_ names: some Sequence<String>) -> [String: Shape] {
    Dictionary(names.map { ($0, .unknown) }) { first, _ in first }
  }

  /// Everything that is wrong, by file and line; what was wrong with the files by themselves comes first in each.
  package func lint() -> [Diagnostic] {
    Self.sorted(soundness() + library.suites.flatMap(\.cases).flatMap(lint(covers:)) + coverage())
  }

  /// What is wrong so that nothing can be run.
  package func lintForRun() -> [Diagnostic] { Self.sorted(soundness()) }

  private func soundness() -> [Diagnostic] {
    var found = library.diagnostics + catalogue.diagnostics + graph.diagnostics + lintNumberOfInstances()
    found += lintSuites()
    for recipe in library.recipes { found += lint(recipe) }
    for parent in library.parents { found += lint(parent) }
    return found
  }

  /// By place, each once: a mistake in a fixture is found for each case that uses it.
  private static func sorted(_ found: [Diagnostic]) -> [Diagnostic] {
    Set(found).sorted { ($0.location, $0.message) < ($1.location, $1.message) }
  }

  // MARK: Suites

  /// Steps of all cases, those of fixtures counted each time they are used: more take too long to walk.
  private static let maximumSteps = 2_000_000

  /// Lints suites side by side.
  private func lintSuites() -> [Diagnostic] {
    let state = Mutex((found: Set<Diagnostic>(), steps: 0))
    DispatchQueue.concurrentPerform(iterations: library.suites.count) { index in
      let suite = library.suites[index]
      let (void, visits) = (VoidChecker(library), FixtureVisits())
      for suiteCase in suite.cases {
        guard state.withLock({ $0.steps <= Self.maximumSteps }) else { return }
        var steps = 0
        let found = lint(suite.needs.adding(suiteCase.needs)) + lint(suiteCase, of: suite, void, visits, &steps)
        state.withLock { state in
          state.found.formUnion(found)
          state.steps += steps
        }
      }
    }
    let (found, steps) = state.withLock { $0 }
    guard steps <= Self.maximumSteps else {
      let message = "the suites have more than \(Self.maximumSteps) steps, those of fixtures counted at each use"
      let place = SourceLocation(file: library.folder.path)
      return [Diagnostic(message, at: place, hint: "make two folders of suites")]
    }
    return Array(found)
  }

  private func lint(
    _ suiteCase: Case, of suite: Suite, _ void: VoidChecker, _ visits: FixtureVisits, _ steps: inout Int
  ) -> [Diagnostic] {
    let needs = suite.needs.adding(suiteCase.needs)
    let roles = needs.roles.map(\.name) + (needs.mediated == nil ? [] : [Role.mediatedType])
    let checker = StepChecker(
      library, graph, facts: facts.union(typeFacts), roles: Set(roles), isDisposable: needs.disposable, visits: visits)
    checker.check(suiteCase.parameters) {
      suiteCase.when.map { checker.check($0, as: .condition) }
      checker.check(suite.setup)
      checker.check(suiteCase.setup)
      checker.check(suiteCase.steps)
    }
    steps += checker.steps
    return checker.diagnostics + lintExtent(of: suiteCase, in: suite, void) + lint(suiteCase.parameters)
      + lint(when: suiteCase, needs)
  }

  /// What a run would refuse because there is too much of it.
  private func lintExtent(of suiteCase: Case, in suite: Suite, _ void: VoidChecker) -> [Diagnostic] {
    let extent = graph.extent(of: suite.setup + suiteCase.setup + suiteCase.steps)
    var found: [Diagnostic] = []
    if extent.depth > UseGraph.maximumDepth {
      found.append(
        Diagnostic(
          "the case '\(suiteCase.name)' has steps in steps more than \(UseGraph.maximumDepth) deep, through fixtures",
          at: suiteCase.location, hint: "make fewer fixtures of them"))
    } else {
      found += void.check(suiteCase)
    }
    if extent.steps > UseGraph.maximumSteps {
      found.append(
        Diagnostic(
          "the case '\(suiteCase.name)' does more than \(UseGraph.maximumSteps) steps", at: suiteCase.location,
          hint: "repeat less"))
    }
    return found
  }

  /// What no plan can be made of, as far as values are written out.
  private func lint(_ parameters: [Parameter]) -> [Diagnostic] {
    var found: [Diagnostic] = []
    var instances = 1
    for parameter in parameters {
      guard case .each(let values) = parameter.values else { continue }
      instances = min(instances * values.count, Case.maximumInstances + 1)
      if instances > Case.maximumInstances {
        found.append(
          Diagnostic(
            "more than \(Case.maximumInstances) combinations of values", at: parameter.location,
            hint: "make two cases of it, or take fewer values"))
      }
      var seen: Set<String> = []
      for value in values {
        if !seen.insert(value.text).inserted {
          found.append(
            Diagnostic("the value \(value.text) is listed twice", at: value.location, hint: "keep one of them"))
        }
        if let size = (try? value.evaluate(in: DictionaryScope()))?.work, size > Case.maximumParameterSize {
          found.append(
            Diagnostic(
              "the value is too large to stand in the name of an instance", at: value.location,
              hint: "take a number, and make the value of it in a step"))
        }
      }
    }
    return found
  }

  /// All instances are kept while a run lasts.
  private func lintNumberOfInstances() -> [Diagnostic] {
    var count = 0
    for suite in library.suites {
      for suiteCase in suite.cases {
        let instances = suiteCase.parameters.reduce(1) { product, parameter in
          guard case .each(let values) = parameter.values else { return product }
          return min(product * values.count, Case.maximumInstances)
        }
        count += instances
        guard count <= SuiteLibrary.maximumInstances else {
          return [
            Diagnostic(
              "the suites have more than \(SuiteLibrary.maximumInstances) cases and combinations of values",
              at: suiteCase.location, hint: "make two folders of suites")
          ]
        }
      }
    }
    return []
  }

  /// What is the same for all instances is a need, and said as one: then a report tells why the case is skipped.
  private func lint(when suiteCase: Case, _ needs: Needs) -> [Diagnostic] {
    guard let when = suiteCase.when, suiteCase.parameters.isEmpty, needs.mediated == nil else { return [] }
    return [
      Diagnostic(
        "'when' chooses among the values of a case's parameters, and '\(suiteCase.name)' has none", at: when.location,
        hint: "say it in 'needs'")
    ]
  }

  private func lint(covers suiteCase: Case) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if suiteCase.covers.isEmpty, suiteCase.severity == nil {
      found.append(
        Diagnostic(
          "the case '\(suiteCase.name)' covers no requirement", at: suiteCase.location,
          hint: "name one with 'covers', or say its 'severity'"))
    }
    for reference in suiteCase.covers where catalogue[reference.id] == nil {
      found.append(
        Diagnostic(
          "unknown requirement '\(reference.id)'", at: reference.location,
          hint: suggestion(for: reference.id, among: catalogue.requirements.keys)))
    }
    return found
  }

  /// - Parameter roles: Roles that are chosen before those of these needs.
  func lint(_ needs: Needs, behind roles: Set<String> = []) -> [Diagnostic] {
    var found: [Diagnostic] = []
    var names = NameTable()
    for role in roles { names.bound[role] = .device }
    if let kernel = needs.kernel {
      ExpressionChecker(names: names, facts: facts).check(kernel, as: .condition) { found.append($0) }
    }
    if let mediated = needs.mediated {
      names.local = Self.names(typeFacts)
      ExpressionChecker(names: names, facts: typeFacts, subject: "a type").check(mediated, as: .condition) {
        found.append($0)
      }
    }
    for role in needs.roles {
      names.local = factNames
      ExpressionChecker(names: names, facts: facts, subject: "a device").check(role.condition, as: .condition) {
        found.append($0)
      }
      names.bound[role.name] = .device
    }
    return found
  }

  // MARK: Recipes

  private func lint(_ recipe: DeviceRecipe) -> [Diagnostic] {
    var names = NameTable()
    // A fact may be made of those that the harness reads.
    names.local = Self.names(DeviceFacts.observed)
    var found = recipe.match.filter { !DeviceFacts.observed.contains($0.name) }.map { binding in
      Diagnostic(
        "unknown fact '\(binding.name)' of a device", at: binding.location,
        hint: suggestion(for: binding.name, among: DeviceFacts.observed))
    }
    for binding in recipe.match + recipe.facts {
      ExpressionChecker(names: names, facts: facts, subject: "a device").check(binding.value) { found.append($0) }
    }
    for operation in recipe.operations {
      let checker = StepChecker(library, graph, facts: facts, roles: ["device"])
      let names = ["fd"] + (0...8).map { "region\($0)" } + operation.parameters.map(\.name) + facts
      checker.check(operation.steps, with: Self.names(names))
      found += checker.diagnostics
    }
    return found
  }

  private func lint(_ parent: ParentRecipe) -> [Diagnostic] {
    var found: [Diagnostic] = []
    let known = MediatedTypeFacts.observed.union(parent.types.flatMap(\.facts).map(\.name))
    var names = NameTable()
    names.local = Self.names(known)
    let items = (parent.offers.regions + parent.offers.interrupts).flatMap(\.fields).map(\.value)
    let counts = [parent.offers.flags, parent.offers.regionCount, parent.offers.interruptCount].compactMap(\.self)
    for expression in items + counts + parent.offers.features + parent.types.compactMap(\.instances) {
      ExpressionChecker(names: names, facts: known, subject: "a type").check(expression) { found.append($0) }
    }
    for operation in parent.operations {
      let checker = StepChecker(library, graph, facts: known, roles: [Role.mediatedType])
      let local = ["fd"] + (0...8).map { "region\($0)" } + operation.parameters.map(\.name) + known
      checker.check(operation.steps, with: Self.names(local))
      found += checker.diagnostics
    }
    return found
  }

  // MARK: Coverage

  /// Each `must` has a case, or a reason to have none: no machine can show it, or its area is planned. Reasons that no
  /// longer hold are mistakes as well.
  private func coverage() -> [Diagnostic] {
    let covers = library.suites.flatMap(\.cases).flatMap { Set($0.covers.map(\.id)) }
    let counts = covers.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    let covered = Set(covers)
    let missing = catalogue.requirements.values.filter {
      $0.severity == .must && !covered.contains($0.id) && catalogue.unreachable[$0.id] == nil
    }
    let needless = catalogue.unreachable.values.filter { covered.contains($0.id) }
    let finished = catalogue.sections.filter { section in
      section.planned != nil && !missing.contains { $0.area == section.area }
    }
    return missing.filter { catalogue.plan(for: $0.area) == nil }.map {
      Diagnostic(
        "no case covers the requirement '\($0.id)'", at: $0.location,
        hint: "write one, or say in requirements/unreachable.yaml why there can be none")
    }
      + catalogue.requirements.values.filter { $0.severity == .must }.compactMap {
        clauses($0, cases: counts[$0.id] ?? 0)
      }
      + needless.map { Diagnostic("'\($0.id)' is said to be unreachable, but a case covers it", at: $0.location) }
      + finished.map {
        Diagnostic(
          "the area '\($0.area)' is said to be planned, but each 'must' of it has a case", at: $0.location,
          hint: "remove 'planned'")
      }
  }
}

extension Linter {
  /// One case may show one of several clauses, and leave the others to nobody.
  private func clauses(_ requirement: Requirement, cases: Int) -> Diagnostic? {
    let isDoubtful = cases == 1 && requirement.hasSeveralClauses
    if isDoubtful == requirement.isShownTogether { return nil }
    return isDoubtful
      ? Diagnostic(
        "'\(requirement.id)' has several clauses, and one case alone covers it", at: requirement.location,
        hint: "split it, cover the other clauses, or say 'together: true' if the case shows each of them",
        severity: .warning)
      : Diagnostic(
        "'\(requirement.id)' need not say 'together'", at: requirement.location,
        hint: cases == 1 ? "it has one clause" : "it has \(cases) cases", severity: .warning)
  }
}

extension SuiteLibrary {
  /// Everything that is wrong with the suites, each by itself and all together.
  package func lint() -> [Diagnostic] { Linter(self, requirements()).lint() }
}
