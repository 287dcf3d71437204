import Documents
import Journal
import SuiteModel

/// Known defects, with the patterns of their cases made ready: each case that is run is held against all of them.
struct DefectTable {
  private let entries: [(globs: [Glob], defect: KnownDefect)]

  init(_ defects: [KnownDefect]) { entries = defects.map { ($0.cases.map(Glob.init), $0) } }

  /// The defects that say that an instance fails on this machine.
  func all(of instance: Instance, on inventory: Inventory) throws(EvaluationError) -> [KnownDefect] {
    let names = instance.planned.ids + instance.planned.caseIDs
    var found: [KnownDefect] = []
    for (globs, defect) in entries where globs.contains(where: { names.contains(where: $0.matches) }) {
      if try defect.condition?.holds(in: GlobalScope(inventory)) ?? true { found.append(defect) }
    }
    return found
  }
}

extension KnownDefect {
  /// Whether all that was seen of a case is what the defect is known for.
  func explains(_ report: CaseReport, of instance: Instance, _ steps: CaseSteps) -> Bool {
    func isMeant(_ name: StepName?) -> Bool {
      guard let step = report.failure?.step else { return name == nil }
      return name.map { steps.places(of: $0, in: instance.suite, instance.definition).contains(step.place) } ?? false
    }
    let isUnanswered = if case .errored = report.outcome { true } else { false }
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
