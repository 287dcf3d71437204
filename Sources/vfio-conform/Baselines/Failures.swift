import Journal
import Reports
import Runner
import SuiteModel
import SystemCalls
import VFIOInterface

/// What went wrong in a run, as entries of a baseline: cases that show the same stand in one.
struct Failures {
  private struct Group {
    var shows: [String]
    var cases: [PlannedCase]
  }

  private var groups: [Group] = []
  /// What can be no entry, a sentence each.
  private(set) var notes: [String] = []

  private let system: SystemDescription?
  private let planned: [String: [PlannedCase]]

  init(_ record: RunRecord, _ library: SuiteLibrary) {
    system = record.started?.system
    planned = Dictionary(grouping: record.cases.map(\.planned), by: \.caseID)
    let steps = FailedSteps(library)
    for record in record.cases where !record.outcome.isExpected {
      if let reason = record.outcome.noExpectation ?? (record.planned.file.isEmpty ? "it is no case" : nil) {
        notes.append("\(record.planned.id) gets no entry: \(reason)")
        continue
      }
      if case .unexpectedPass = record.outcome { continue }
      add(record.planned, record.final.map { steps.symptoms(of: $0, record.planned) } ?? [])
    }
  }

  private mutating func add(_ planned: PlannedCase, _ shows: [String]) {
    if let index = groups.firstIndex(where: { $0.shows == shows && !shows.isEmpty }) {
      groups[index].cases.append(planned)
    } else {
      groups.append(Group(shows: shows, cases: [planned]))
    }
  }

  /// The lines of each entry.
  func entries(avoiding names: Set<String>) -> [[String]] {
    var names = names
    return groups.map { group in
      let name = Self.name(group.cases[0].caseID, avoiding: names)
      names.insert(name)
      return ["\(name):", "  cases:"] + cases(of: group).map { "    - \($0.inYAML)" } + place
        + (group.shows.isEmpty ? [] : ["  shows:"] + group.shows.map { "    - { \($0) }" })
        + [
          "  reason: # why the failure is accepted, in one sentence",
          "  link: # where it is followed up, https://…",
          "  expires: # the last day on which it is expected, as 2026-12-31",
        ]
    }
  }

  /// A case by its name alone where all its instances are meant.
  private func cases(of group: Group) -> [String] {
    var seen: Set<String> = []
    return group.cases.compactMap { planned in
      let mine = group.cases.count { $0.caseID == planned.caseID }
      let name = mine == self.planned[planned.caseID]?.count ? planned.caseID : planned.id
      return seen.insert(name).inserted ? name : nil
    }
  }

  /// The kernel's series and the machine: others may be better.
  private var place: [String] {
    guard let system else { return [] }
    let kernel = Version(prefixOf: system.kernel).map { version in
      "  kernel: kernel >= \(version.series)" + (version.nextSeries.map { " && kernel < \($0)" } ?? "")
    }
    return [kernel].compactMap(\.self) + ["  machine: [\((system.machine ?? BaselineTerms.here).inYAML)]"]
  }

  private static func name(_ id: String, avoiding names: Set<String>) -> String {
    let stem = id.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let name = String(String(stem).drop { $0 == "-" }.prefix(70))
    guard names.contains(name) else { return name }
    return (2...).lazy.map { "\(name)-\($0)" }.first { !names.contains($0) } ?? name
  }
}

/// What failed cases showed, as elements of `shows`.
private struct FailedSteps {
  private let steps: CaseSteps
  private let definitions: [String: (suite: Suite, definition: Case)]

  init(_ library: SuiteLibrary) {
    steps = CaseSteps(fixtures: library.fixtures, recipes: library.recipes, parents: library.parents)
    let all = library.suites.flatMap { suite in suite.cases.map { ("\(suite.name)/\($0.name)", (suite, $0)) } }
    definitions = Dictionary(all, uniquingKeysWith: { first, _ in first })
  }

  func symptoms(of end: CaseFinished, _ planned: PlannedCase) -> [String] {
    let step = end.failure?.step.map { name(of: $0, planned) }
    let log = KernelLogVerdict(end.kernelLog.map { KernelMessage(level: 0, text: $0) }).complaints.map {
      "warns: \(Self.glob($0.line).inYAML)"
    }
    switch end.outcome {
    case .errored(.lost), .errored(.timeout): return [(step.map { $0 + ", " } ?? "") + "lost: true"] + log
    default: return [step.map { "\($0), got: \((end.failure?.actual ?? "").inYAML)" }].compactMap(\.self) + log
    }
  }

  private func name(of step: StepLocation, _ planned: PlannedCase) -> String {
    var words = ["step: \(step.text.inYAML)"]
    if let (suite, definition) = definitions[planned.caseID] {
      let name = KnownDefect.StepName(text: step.text, location: definition.location)
      let places = steps.places(of: name, in: suite, definition)
      let index = places.firstIndex { ($0.file, $0.line, $0.column) == (step.file, step.line, step.column) }
      if let index, places.count > 1 { words.append("number: \(index + 1)") }
    }
    if let bindings = step.bindings { words.append("with: \(bindings.inYAML)") }
    return words.joined(separator: ", ")
  }

  /// Numbers in a kernel's log are seldom the same again.
  private static func glob(_ line: String) -> String { line.replacing(/0x[0-9a-f]+|[0-9]+/) { _ in "*" } }
}

extension Outcome {
  /// Why no entry can expect it.
  fileprivate var noExpectation: String? {
    switch self {
    case .flaky: "it fails now and then, and an entry expects that it fails"
    case .errored(.harness): "the harness or the suite is at fault"
    case .errored(.interrupted): "the run was stopped"
    case .errored(.killed): "its run was killed meanwhile"
    default: nil
    }
  }
}
