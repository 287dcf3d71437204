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
  /// Files that a kernel shows where it could be seen after all.
  package var present: [String]

  /// Parses the file that lists them, by id.
  package static func parse(
    _ text: String, file: String
  ) -> (requirements: [UnreachableRequirement], diagnostics: [Diagnostic]) {
    let parser = FileParser(file: file)
    let entries = parser.root(of: text, "a list of unreachable requirements")?.takeRest() ?? []
    let requirements = entries.map { parser.unreachable($0.name, at: parser.location($0.key), $0.value) }
    return (requirements, parser.diagnostics)
  }
}

extension FileParser {
  /// A reason alone, or one with the files of kernels for which it does not hold.
  fileprivate func unreachable(_ id: String, at location: SourceLocation, _ value: Node) -> UnreachableRequirement {
    guard value.mapping != nil, let mapping = mapping(value, "a reason") else {
      return UnreachableRequirement(id: id, location: location, reason: text(value, "a reason"), present: [])
    }
    let reason = mapping.require("reason").map { text($0, "a reason") } ?? ""
    let present = mapping.require("present").map { list($0, "files") } ?? []
    mapping.finish()
    return UnreachableRequirement(
      id: id, location: location, reason: reason, present: present.map { text($0, "a file") })
  }

  fileprivate func section(_ mapping: MappingReader) -> RequirementSection {
    let area = mapping.require("area").map { text($0, "an area") } ?? ""
    let title = mapping.require("title").map(title) ?? ""
    let planned = mapping.takeEntry("planned")
    let present = mapping.take("present").map { list($0, "files") } ?? []
    if let planned, present.isEmpty {
      report(
        "a planned area says by which files a kernel shows that it has it, as 'present: [/dev/iommu]'",
        at: location(planned.key))
    }
    let nodes = mapping.require("requirements").map { list($0, "requirements") } ?? []
    mapping.finish()
    return RequirementSection(
      area: area, title: title, location: planned.map { location($0.key) } ?? mapping.location,
      planned: planned.map { text($0.value, "a reason") }, present: present.map { text($0, "a file") },
      requirements: requirements(nodes, of: area))
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
