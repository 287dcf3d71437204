import Documents

/// All requirements, and those among them that no machine of the suites can show.
package struct RequirementCatalogue: Sendable {
  static let unreachableFile = "requirements/unreachable.yaml"

  package private(set) var requirements: [String: Requirement] = [:]
  /// By file.
  package private(set) var sections: [RequirementSection] = []
  /// By id, why the requirement cannot be shown.
  package private(set) var unreachable: [String: UnreachableRequirement] = [:]
  package private(set) var diagnostics: [Diagnostic] = []

  package init(_ folder: SuiteFolder) {
    if folder.holds(Self.unreachableFile) {
      let (found, mistakes) = folder.parse(Self.unreachableFile, otherwise: [], UnreachableRequirement.parse)
      diagnostics += mistakes
      for entry in found { unreachable[entry.id] = entry }
    }
    let files = folder.files(of: .requirements)
    for (section, mistakes) in files.parallelMap({ folder.parse($0, otherwise: nil, RequirementSection.parse) }) {
      diagnostics += mistakes
      section.map { add($0) }
    }
    for entry in unreachable.values.sorted(by: { $0.location < $1.location }) where requirements[entry.id] == nil {
      diagnostics.append(Diagnostic("unknown requirement '\(entry.id)'", at: entry.location))
    }
  }

  private mutating func add(_ section: RequirementSection) {
    sections.append(section)
    for requirement in section.requirements {
      if let first = requirements[requirement.id] {
        diagnostics.append(
          Diagnostic(
            "the requirement '\(requirement.id)' is defined twice", at: requirement.location,
            hint: "the first is at \(first.location)"))
      }
      requirements[requirement.id] = requirements[requirement.id] ?? requirement
    }
  }

  /// Why an area's cases are still missing; nil where each of its `must` has to have one.
  package func plan(for area: String) -> String? { sections.first { $0.area == area }?.planned }

  /// Each `must` that none of the suites' cases covers, of areas that are planned or alone, though a kernel may have it.
  package func planned(beside suites: [Suite]) -> [PlannedArea] {
    let covered = Set(suites.flatMap(\.cases).flatMap(\.covers).map(\.id))
    let alone = unreachable.values.sorted { $0.location < $1.location }.filter {
      !$0.present.isEmpty && requirements[$0.id]?.severity == .must
    }
    let areas = sections.filter { $0.planned != nil }.map { section in
      PlannedArea(
        present: section.present,
        requirements: section.requirements.map(\.id).filter {
          requirements[$0]?.severity == .must && unreachable[$0] == nil && !covered.contains($0)
        })
    }
    return areas + alone.map { PlannedArea(present: $0.present, requirements: [$0.id]) }
  }

  /// With what the ids of requirements begin whose cases count whatever is selected: a report tells which of an area
  /// that is planned have none.
  package var plannedPrefixes: [String] { sections.filter { $0.planned != nil }.map { "\($0.area)-" } }

  package subscript(id: String) -> Requirement? { requirements[id] }
}

/// What an area that is planned leaves open.
package struct PlannedArea: Sendable, Hashable {
  /// Files that kernels show where they have the area.
  package var present: [String]
  /// Each `must` without a case, by id.
  package var requirements: [String]
}
