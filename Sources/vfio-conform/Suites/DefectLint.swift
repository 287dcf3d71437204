import Documents
import Reports
import SuiteModel

/// Holds entries that expect failures against the suites that they speak of.
struct DefectLint {
  private let library: SuiteLibrary
  private let names: CaseNames

  init(_ library: SuiteLibrary) {
    self.library = library
    names = CaseNames(library)
  }

  /// - Parameter what: What an entry is: `the defect`.
  func diagnostics(_ defects: [KnownDefect], _ what: String) -> [Diagnostic] {
    defects.flatMap { $0.lint() } + lintSteps(of: defects, what)
      + defects.flatMap { names.unknown($0.cases, of: "\(what) '\($0.id)'", at: $0.location) }
      + defects.filter { names.areAll(in: $0.cases) }.map {
        Diagnostic(
          "\(what) '\($0.id)' excuses every case", at: $0.location, hint: "name those in which the kernel fails")
      }
  }

  /// The step that an entry names is one of a case of it, and only one; and each case has a step that is named.
  private func lintSteps(of defects: [KnownDefect], _ what: String) -> [Diagnostic] {
    let steps = CaseSteps(fixtures: library.fixtures, recipes: library.recipes, parents: library.parents)
    let all = library.suites.flatMap { suite in
      suite.cases.map { definition in
        (suite, definition, ids: ([definition.name] + definition.formerly).map { "\(suite.name)/\($0)" })
      }
    }
    return defects.flatMap { defect -> [Diagnostic] in
      let globs = defect.cases.map { Glob(String($0.prefix { $0 != "[" })) }
      // By index: to look at a case would copy it.
      let cases = all.indices.filter { index in globs.contains { all[index].ids.contains(where: $0.matches) } }
        .map { all[$0] }
      let names = defect.symptoms.compactMap(\.step)
      let places = names.map { name in cases.map { steps.places(of: name, in: $0.0, $0.1).count } }
      var found = zip(names, places).flatMap { name, counts -> [Diagnostic] in
        if let (index, count) = counts.enumerated().first(where: { $0.element > 1 }) {
          return [
            Diagnostic(
              "'\(name.text)' stands for \(count) steps of \(cases[index].0.name)/\(cases[index].1.name)",
              at: name.location, hint: "say which: number: 1")
          ]
        }
        guard !cases.isEmpty, counts.allSatisfy({ $0 == 0 }) else { return [] }
        return [
          Diagnostic(
            "no case of \(what) '\(defect.id)' has a step '\(name.text)'", at: name.location,
            hint: "write it as a report does, without its place")
        ]
      }
      guard !names.isEmpty, names.count == defect.symptoms.count else { return found }
      found += cases.enumerated().filter { index, _ in places.allSatisfy { $0[index] == 0 } }.map { _, meant in
        Diagnostic(
          "\(what) '\(defect.id)' names no step of \(meant.0.name)/\(meant.1.name)", at: defect.location,
          hint: "say in 'shows' what fails there")
      }
      return found
    }
  }
}

/// The names of all cases, also those that they had before.
struct CaseNames {
  private let cases: [String]
  /// The command that prints them.
  private let list: String

  init(_ library: SuiteLibrary) {
    list = ShellWord.command(["vfio-conform", "list", "--suites", library.folder.path])
    cases = library.suites.flatMap { suite in
      suite.cases.flatMap { [$0.name] + $0.formerly }.map { "\(suite.name)/\($0)" }
    }
  }

  /// Complains of each pattern that is of no case; which instances a case has, the machine decides.
  func unknown(_ patterns: [String], of what: String, at location: SourceLocation) -> [Diagnostic] {
    patterns.compactMap { pattern in
      let stem = String(pattern.prefix { $0 != "[" })
      guard !cases.contains(where: Glob(stem).matches) else { return nil }
      return Diagnostic(
        "\(what) names no case: '\(pattern)'", at: location,
        hint: suggestion(for: stem, among: cases) ?? "see '\(list)'")
    }
  }

  /// Whether patterns cover all that there is, so that nothing could fail any more.
  func areAll(in patterns: [String]) -> Bool {
    let globs = patterns.map(Glob.init)
    return patterns.contains { $0.contains { "*?".contains($0) } }
      && cases.allSatisfy { id in globs.contains { $0.matches(id) || $0.matches(id + "[]") } }
  }
}
