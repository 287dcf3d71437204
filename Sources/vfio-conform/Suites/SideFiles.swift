import Documents
import MachineModel
import Runner
import SuiteModel

/// The files of a folder of suites beside the suites: known defects, exemptions of the twin, and machines.
struct SideFiles {
  private let folder: SuiteFolder

  init(_ folder: SuiteFolder) { self.folder = folder }

  /// What kernels are known to do wrong.
  func knownDefects() throws -> [KnownDefect] { try read("known-defects.yaml", KnownDefect.parse) }

  /// Where the simulator and a kernel may differ.
  func twinExemptions() throws -> [TwinExemption] { try read("twin-exemptions.yaml", TwinExemption.parse) }

  /// All that is wrong with these files, beside the suites that they speak of.
  func diagnostics(_ library: SuiteLibrary) -> [Diagnostic] {
    let suites = library.suites
    let (defects, damage) = parse("known-defects.yaml", KnownDefect.parse)
    let (exemptions, otherDamage) = parse("twin-exemptions.yaml", TwinExemption.parse)
    let cases = suites.flatMap { suite in suite.cases.flatMap { [$0.name] + $0.formerly }.map { "\(suite.name)/\($0)" }
    }
    return damage + otherDamage + machineDiagnostics() + defects.flatMap { $0.lint() }
      + lintSteps(of: defects, library)
      + defects.flatMap { Self.lint($0.cases, of: "the defect '\($0.id)'", at: $0.location, among: cases) }
      + defects.filter { Self.isBlanket($0.cases, over: cases) }.map {
        Diagnostic(
          "the defect '\($0.id)' excuses every case", at: $0.location, hint: "name those in which the kernel fails")
      }
      + exemptions.flatMap { Self.lint($0.cases, of: "the exemption '\($0.id)'", at: $0.location, among: cases) }
  }

  /// The step that an entry names is one of a case of it, and only one; and each case has a step that is named.
  private func lintSteps(of defects: [KnownDefect], _ library: SuiteLibrary) -> [Diagnostic] {
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
            "no case of the defect '\(defect.id)' has a step '\(name.text)'", at: name.location,
            hint: "write it as a report does, without its place")
        ]
      }
      guard !names.isEmpty, names.count == defect.symptoms.count else { return found }
      found += cases.enumerated().filter { index, _ in places.allSatisfy { $0[index] == 0 } }.map { _, meant in
        Diagnostic(
          "the defect '\(defect.id)' names no step of \(meant.0.name)/\(meant.1.name)", at: defect.location,
          hint: "say in 'shows' what fails there")
      }
      return found
    }
  }

  /// Each pattern is of some case; which instances a case has, the machine decides.
  private static func lint(
    _ patterns: [String], of what: String, at location: SourceLocation, among cases: [String]
  ) -> [Diagnostic] {
    patterns.filter { pattern in
      let glob = Glob(String(pattern.prefix { $0 != "[" }))
      return !cases.contains(where: glob.matches)
    }.map { Diagnostic("\(what) names no case: '\($0)'", at: location, hint: "see 'vfio-conform list'") }
  }

  /// Whether patterns cover all that there is, so that nothing could fail any more.
  private static func isBlanket(_ patterns: [String], over cases: [String]) -> Bool {
    let globs = patterns.map(Glob.init)
    return patterns.contains { $0.contains { "*?".contains($0) } }
      && cases.allSatisfy { id in globs.contains { $0.matches(id) || $0.matches(id + "[]") } }
  }

  private func machineDiagnostics() -> [Diagnostic] {
    folder.machines.parallelMap { Machine.read(path: "\(folder.path)/machines/\($0).yaml").diagnostics }.flatMap(\.self)
  }

  private func read<Entry>(_ name: String, _ parser: (String, String) -> ([Entry], [Diagnostic])) throws -> [Entry] {
    let (entries, diagnostics) = parse(name, parser)
    guard !diagnostics.contains(where: { $0.severity == .error }) else { throw SuiteErrors(diagnostics, folder) }
    return entries
  }

  /// Nothing where the folder has no such file.
  private func parse<Entry>(
    _ name: String, _ parser: (String, String) -> ([Entry], [Diagnostic])
  ) -> (entries: [Entry], diagnostics: [Diagnostic]) {
    folder.holds(name) ? folder.parse(name, otherwise: [], parser) : ([], [])
  }
}
