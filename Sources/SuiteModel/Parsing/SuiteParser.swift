import Documents
import Yams

extension Suite {
  /// Parses a file of cases.
  ///
  /// - Parameter file: The name that locations bear.
  /// - Returns: The suite, where the file is one at all, and what is wrong with it. A suite with errors must not be run.
  package static func parse(_ text: String, file: String) -> (suite: Suite?, diagnostics: [Diagnostic]) {
    let parser = FileParser(file: file)
    let suite = parser.root(of: text, "a suite").map(parser.suite)
    return (suite, parser.diagnostics)
  }
}

extension FileParser {
  fileprivate func suite(_ mapping: MappingReader) -> Suite {
    let suite = Suite(
      name: mapping.require("suite").map { slug($0, "a suite", separators: "-.") } ?? "",
      title: mapping.require("title").map(title) ?? "",
      location: mapping.location,
      tags: mapping.take("tags").map(tags) ?? [],
      needs: mapping.take("needs").map(needs) ?? Needs(),
      setup: mapping.take("setup").map(steps) ?? [],
      cases: mapping.require("cases").map(cases) ?? [])
    mapping.finish()
    return suite
  }

  private func cases(_ node: Node) -> [Case] {
    var places: [String: SourceLocation] = [:]
    return list(node, "cases").compactMap { node in
      guard let mapping = mapping(node, "a case") else { return nil }
      let names = [mapping.require("case")].compactMap(\.self) + (mapping.take("formerly").map(formerNames) ?? [])
      for node in names {
        let name = slug(node, "a case")
        if let first = places[name], !name.isEmpty {
          report("the suite has two cases '\(name)'", at: location(node), hint: "the first is in line \(first.line)")
        }
        places[name] = places[name] ?? location(node)
      }
      return suiteCase(mapping, names: names)
    }
  }

  private func formerNames(_ node: Node) -> [Node] { list(node, "names that the case had") }

  /// - Parameter names: The case's name, and those that it had before.
  private func suiteCase(_ mapping: MappingReader, names: [Node]) -> Case {
    let suiteCase = Case(
      name: names.first.map { text($0, "a case") } ?? "",
      formerly: names.dropFirst().map { text($0, "a case") },
      title: mapping.require("title").map(title) ?? "",
      location: names.first.map(location) ?? mapping.location,
      covers: mapping.take("covers").map(covers) ?? [],
      severity: mapping.take("severity").flatMap(severity),
      tags: mapping.take("tags").map(tags) ?? [],
      needs: mapping.take("needs").map(needs) ?? Needs(),
      parameters: mapping.take("for").map(parameters) ?? [],
      when: mapping.take("when").map { expression($0) },
      isIsolated: mapping.take("isolated").map(boolean) ?? false,
      timeout: mapping.take("timeout").map(milliseconds) ?? Case.defaultTimeout,
      setup: mapping.take("setup").map(steps) ?? [],
      steps: mapping.require("steps").map(steps) ?? [])
    mapping.finish()
    return suiteCase
  }

  private func covers(_ node: Node) -> [RequirementReference] {
    words(node, "requirement ids").map {
      RequirementReference(id: text($0, "a requirement id"), location: location($0))
    }
  }

  private func tags(_ node: Node) -> [String] { words(node, "tags").map { slug($0, "a tag") } }

  func severity(_ node: Node) -> Severity? { choice(node, of: Severity.self, "severity") }
}
