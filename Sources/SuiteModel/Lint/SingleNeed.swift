import Documents
import Yams

extension SuiteLibrary {
  /// Reads one need as somebody states it beside the suites: `iommu` and `type1v2`, `device` and `edu && isolated`.
  ///
  /// - Returns: A need that some case has, or may have; or what is wrong with it, and what there is instead.
  package func need(_ name: String, _ value: String) -> Result<Needs, Diagnostic> {
    let parser = FileParser(file: name)
    let all = suites.flatMap { suite in suite.cases.map { suite.needs.adding($0.needs) } }
    let roles = Set(all.flatMap(\.roles).map(\.name))
    let known = (Needs.keys + roles.sorted())
    guard known.contains(name) else {
      return .failure(
        Diagnostic(
          "no case has a need '\(name)'", at: parser.start,
          hint: suggestion(for: name, among: known) ?? "needs are \(known.joined(separator: ", "))"))
    }
    let needs = name == "drivers" ? Needs(drivers: [value], at: parser.start) : parser.need(name, value)
    let mistakes = parser.diagnostics + Linter(self, requirements()).lint(needs, behind: roles)
    if let mistake = mistakes.first(where: { $0.severity == .error }) { return .failure(mistake) }
    return unknownName(of: needs, among: all).map(Result.failure) ?? .success(needs)
  }

  /// Modules, drivers and files can have any name, so a name is wrong only if no case needs it.
  private func unknownName(of needs: Needs, among all: [Needs]) -> Diagnostic? {
    let lists: [(String, KeyPath<Needs, [String]>)] = [
      ("module", \.modules), ("driver", \.drivers), ("file", \.parameters),
    ]
    for (what, names) in lists {
      let known = Set(all.flatMap { $0[keyPath: names] })
      guard let name = needs[keyPath: names].first, !known.contains(where: { $0.normal == name.normal }) else {
        continue
      }
      return Diagnostic(
        "no case needs the \(what) '\(name)'", at: SourceLocation(file: what),
        hint: suggestion(for: name, among: known) ?? "cases need \(known.sorted().joined(separator: ", "))")
    }
    return nil
  }
}

extension String {
  /// As the kernel compares names of modules.
  fileprivate var normal: String { String(map { $0 == "-" ? "_" : $0 }) }
}

extension Needs {
  /// The keys of `needs` that are no roles.
  static let keys = ["iommu", "kernel", "mdev", "modules", "drivers", "parameters", "monitor", "disposable"]

  /// The drivers that the roles have when a case starts.
  package var drivers: [String] { roles.compactMap(\.driver) }

  /// A device with each of these drivers, whatever it is.
  fileprivate init(drivers: [String], at location: SourceLocation) {
    let any = Expression(.boolean(true), text: "true", at: location)
    self.init(roles: drivers.map { Role(name: "device", location: location, condition: any, driver: $0) })
  }
}

extension FileParser {
  fileprivate var start: SourceLocation { SourceLocation(file: file) }

  /// The need as it would be in a suite, where some keys take a list.
  fileprivate func need(_ name: String, _ value: String) -> Needs {
    let node = Node(value)
    let isFlag = name == "monitor" || name == "disposable"
    if isFlag, value != "true" {
      report("'\(name)' takes true, found '\(value)'", at: start, hint: "write \(name)=true")
    }
    let isList = name == "modules" || name == "parameters"
    return needs(Node([(Node(name), isList ? Node([node]) : node)]))
  }
}

extension Expression {
  /// Whether the condition can hold only where another does, as far as that is written: each part of the other, joined
  /// by `&&`, is a part of this one too.
  package func asks(for other: Expression) -> Bool {
    Set(conjuncts.map(\.root.text)).isSuperset(of: other.conjuncts.map(\.root.text))
  }
}
