import Journal
import SuiteModel

extension Sequence<KnownDefect> {
  /// The first defect that says that an instance fails on this machine.
  func first(of instance: Instance, on inventory: Inventory) throws(EvaluationError) -> KnownDefect? {
    let scope = GlobalScope(inventory)
    let names = instance.planned.ids + instance.planned.caseIDs
    for defect in self where defect.cases.contains(where: { names.contains(where: Glob($0).matches) }) {
      if try defect.condition?.holds(in: scope) ?? true { return defect }
    }
    return nil
  }
}
