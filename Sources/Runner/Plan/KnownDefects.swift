import Documents
import Journal
import SuiteModel

/// The known defects of one machine, with the patterns of their cases made ready: each case that is run is held against
/// all of them.
struct DefectTable {
  private typealias Pattern = (glob: Glob, values: InstancePattern?)

  private let entries: [(patterns: [Pattern], defect: KnownDefect)]

  init(_ defects: [KnownDefect], on inventory: Inventory) throws(EvaluationError) {
    let scope = GlobalScope(inventory)
    var entries: [(patterns: [Pattern], defect: KnownDefect)] = []
    for defect in defects where try defect.condition?.holds(in: scope) ?? true {
      entries.append((defect.cases.map { (Glob($0), InstancePattern($0)) }, defect))
    }
    self.entries = entries
  }

  /// The defects that say that an instance fails.
  func all(of instance: Instance) -> [KnownDefect] {
    guard !entries.isEmpty else { return [] }
    let names = instance.planned.ids + instance.planned.caseIDs
    return entries.filter { patterns, _ in
      patterns.contains { glob, values in
        names.contains(where: glob.matches) || values?.matches(instance.planned, isOpen: instance.isOpen) == true
      }
    }.map(\.defect)
  }
}

extension KnownDefect {
  /// Whether all that was seen of a case is what the defect is known for.
  func explains(_ report: CaseReport, of instance: Instance, _ steps: CaseSteps) -> Bool {
    guard !symptoms.isEmpty else { return true }
    func isMeant(_ name: StepName?) -> Bool {
      guard let step = report.failure?.step, let name else { return name == nil && report.failure?.step == nil }
      return name.round.map { Glob($0).matches(step.bindings ?? "") } ?? true
        && steps.places(of: name, in: instance.suite, instance.definition).contains(step.place)
    }
    let isUnanswered = [.errored(.lost), .errored(.timeout)].contains(report.outcome)
    var sights: [(Symptom) -> Bool] = []
    if let failure = report.failure, failure.step != nil, !isUnanswered {
      sights.append {
        if case .answer(let glob, let step) = $0 { isMeant(step) && Glob(glob).matches(failure.actual) } else { false }
      }
    }
    for complaint in report.complaints {
      sights.append { if case .complaint(let glob) = $0 { Glob(glob).matches(complaint) } else { false } }
    }
    if report.isSystemLost {
      sights.append { if case .loss(let step) = $0 { step == nil || isMeant(step) } else { false } }
    }
    return !sights.isEmpty && sights.allSatisfy { sight in symptoms.contains(where: sight) }
  }
}

extension StepLocation {
  fileprivate var place: SourceLocation { SourceLocation(file: file, line: line, column: column) }
}
