import Journal
import SuiteModel

extension Sequence<KnownDefect> {
  /// The first defect that says that an instance fails on this machine.
  func first(of instance: Instance, on inventory: Inventory) throws(EvaluationError) -> KnownDefect? {
    let scope = GlobalScope(inventory)
    for defect in self where defect.names(instance.planned) {
      if try defect.condition?.holds(in: scope) ?? true { return defect }
    }
    return nil
  }
}

extension KnownDefect {
  func names(_ planned: PlannedCase) -> Bool {
    cases.contains { (planned.ids + planned.caseIDs).contains(where: Glob($0).matches) }
  }
}
