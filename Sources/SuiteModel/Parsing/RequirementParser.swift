import Documents
import Yams

extension RequirementSection {
  /// Parses a file of requirements.
  package static func parse(_ text: String, file: String) -> (section: RequirementSection?, diagnostics: [Diagnostic]) {
    let parser = FileParser(file: file)
    let section = parser.root(of: text, "a file of requirements").map(parser.section)
    return (section, parser.diagnostics)
  }
}

/// A requirement that no machine of the suites can show, and why.
package struct UnreachableRequirement: Sendable, Hashable {
  package var id: String
  package var location: SourceLocation
  package var reason: String

  /// Parses the file that lists them, by id.
  package static func parse(
    _ text: String, file: String
  ) -> (requirements: [UnreachableRequirement], diagnostics: [Diagnostic]) {
    let parser = FileParser(file: file)
    let entries = parser.root(of: text, "a list of unreachable requirements")?.takeRest() ?? []
    let requirements = entries.map { entry in
      UnreachableRequirement(
        id: entry.name, location: parser.location(entry.key), reason: parser.text(entry.value, "a reason"))
    }
    return (requirements, parser.diagnostics)
  }
}

extension FileParser {
  fileprivate func section(_ mapping: MappingReader) -> RequirementSection {
    let area = mapping.require("area").map { text($0, "an area") } ?? ""
    let title = mapping.require("title").map(title) ?? ""
    let planned = mapping.takeEntry("planned")
    let nodes = mapping.require("requirements").map { list($0, "requirements") } ?? []
    mapping.finish()
    return RequirementSection(
      area: area, title: title, location: planned.map { location($0.key) } ?? mapping.location,
      planned: planned.map { text($0.value, "a reason") }, requirements: requirements(nodes, of: area))
  }

  private func requirements(_ nodes: [Node], of area: String) -> [Requirement] {
    nodes.compactMap { node in
      guard let mapping = self.mapping(node, "a requirement") else { return nil }
      let requirement = requirement(mapping)
      if requirement.area != area {
        report("'\(requirement.id)' is not of the area '\(area)'", at: requirement.location)
      }
      return requirement
    }
  }

  private func requirement(_ mapping: MappingReader) -> Requirement {
    let requirement = Requirement(
      id: mapping.require("id").map { text($0, "an id") } ?? "",
      location: mapping.location,
      severity: mapping.require("severity").flatMap(severity) ?? .must,
      action: mapping.require("do").map { text($0, "what is done") } ?? "",
      outcome: mapping.require("outcome").map { text($0, "what comes of it") } ?? "",
      isShownTogether: mapping.take("together").map(boolean) ?? false,
      versions: mapping.take("versions").map { text($0, "versions") },
      source: mapping.take("source").map { text($0, "a source") },
      needs: mapping.take("needs").map { text($0, "needs") })
    mapping.finish()
    return requirement
  }
}
