/// Holds suites against all that they name: fixtures, recipes, facts, requirements.
public struct Linter {
  private let library: SuiteLibrary
  private let catalogue: RequirementCatalogue
  private let facts: Set<String>
  private let typeFacts: Set<String>

  public init(_ library: SuiteLibrary, _ catalogue: RequirementCatalogue) {
    self.library = library
    self.catalogue = catalogue
    facts = DeviceFacts.all(library.recipes)
    typeFacts = MediatedTypeFacts.all(library.parents)
  }

  /// Everything that is wrong, by file and line; what was wrong with the files by themselves comes first in each.
  public func lint() -> [Diagnostic] {
    var found = library.diagnostics + catalogue.diagnostics
    for suite in library.suites { found += lint(suite) }
    for recipe in library.recipes { found += lint(recipe) }
    for parent in library.parents { found += lint(parent) }
    found += coverage()
    // A mistake in a fixture is found once for each case that uses it.
    var seen: Set<Diagnostic> = []
    return found.filter { seen.insert($0).inserted }.sorted { $0.location < $1.location }
  }

  // MARK: Suites

  /// What is wrong with the cases of one suite.
  public func lint(_ suite: Suite) -> [Diagnostic] {
    suite.cases.flatMap { suiteCase in
      lint(suite.needs.adding(suiteCase.needs)) + lint(covers: suiteCase) + lint(suiteCase, of: suite)
    }
  }

  private func lint(_ suiteCase: Case, of suite: Suite) -> [Diagnostic] {
    let needs = suite.needs.adding(suiteCase.needs)
    let roles = needs.roles.map(\.name) + (needs.mediated == nil ? [] : [Role.mediatedType])
    let checker = StepChecker(
      library, facts: facts.union(typeFacts), roles: Set(roles), isDisposable: needs.disposable)
    checker.check(suiteCase.parameters) {
      checker.check(suite.setup)
      checker.check(suiteCase.setup)
      checker.check(suiteCase.steps)
    }
    return checker.diagnostics
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

  private func lint(_ needs: Needs) -> [Diagnostic] {
    var found: [Diagnostic] = []
    var names = NameTable()
    if let kernel = needs.kernel {
      ExpressionChecker(names: names, facts: facts).check(kernel) { found.append($0) }
    }
    if let mediated = needs.mediated {
      names.local = Dictionary(typeFacts.map { ($0, .unknown) }) { first, _ in first }
      ExpressionChecker(names: names, facts: typeFacts).check(mediated) { found.append($0.about("a type")) }
    }
    for role in needs.roles {
      names.local = Dictionary(facts.map { ($0, .unknown) }) { first, _ in first }
      ExpressionChecker(names: names, facts: facts).check(role.condition) { found.append($0.about("a device")) }
      names.bound[role.name] = .device
    }
    return found
  }

  // MARK: Recipes

  private func lint(_ recipe: DeviceRecipe) -> [Diagnostic] {
    var found = recipe.match.filter { !DeviceFacts.observed.contains($0.name) }.map { binding in
      Diagnostic(
        "unknown fact '\(binding.name)' of a device", at: binding.location,
        hint: suggestion(for: binding.name, among: DeviceFacts.observed))
    }
    for operation in recipe.operations {
      let checker = StepChecker(library, facts: facts, roles: ["device"])
      let names = ["fd"] + (0...8).map { "region\($0)" } + operation.parameters.map(\.name) + facts
      checker.check(operation.steps, with: Dictionary(names.map { ($0, .unknown) }) { first, _ in first })
      found += checker.diagnostics
    }
    return found
  }

  private func lint(_ parent: ParentRecipe) -> [Diagnostic] {
    var found: [Diagnostic] = []
    let known = MediatedTypeFacts.observed.union(parent.types.flatMap(\.facts).map(\.name))
    var names = NameTable()
    names.local = Dictionary(known.map { ($0, .unknown) }) { first, _ in first }
    let items = (parent.offers.regions + parent.offers.interrupts).flatMap(\.fields).map(\.value)
    let counts = [parent.offers.flags, parent.offers.regionCount, parent.offers.interruptCount].compactMap(\.self)
    for expression in items + counts + parent.offers.features + parent.types.compactMap(\.instances) {
      ExpressionChecker(names: names, facts: known).check(expression) { found.append($0.about("a type")) }
    }
    for operation in parent.operations {
      let checker = StepChecker(library, facts: known, roles: [Role.mediatedType])
      let local = ["fd"] + (0...8).map { "region\($0)" } + operation.parameters.map(\.name) + known
      checker.check(operation.steps, with: Dictionary(local.map { ($0, .unknown) }) { first, _ in first })
      found += checker.diagnostics
    }
    return found
  }

  // MARK: Coverage

  /// Each `must` has a case, or a reason to have none: no machine can show it, or its area is planned. Reasons that no
  /// longer hold are mistakes as well.
  private func coverage() -> [Diagnostic] {
    let covered = Set(library.suites.flatMap(\.cases).flatMap(\.covers).map(\.id))
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
      + needless.map { Diagnostic("'\($0.id)' is said to be unreachable, but a case covers it", at: $0.location) }
      + finished.map {
        Diagnostic(
          "the area '\($0.area)' is said to be planned, but each 'must' of it has a case", at: $0.location,
          hint: "remove 'planned'")
      }
  }
}

extension SuiteLibrary {
  /// Everything that is wrong with the suites, each by itself and all together.
  public func lint() -> [Diagnostic] { Linter(self, requirements()).lint() }
}

extension Diagnostic {
  /// The same about a name that had to be a fact of something.
  fileprivate func about(_ what: String) -> Diagnostic {
    var diagnostic = self
    diagnostic.message = message.replacing(suffix: "is not bound here", with: "is no fact of \(what)")
    return diagnostic
  }
}

extension String {
  fileprivate func replacing(suffix: String, with replacement: String) -> String {
    hasSuffix(suffix) ? dropLast(suffix.count) + replacement : self
  }
}
