import SuiteModel

extension DeviceRecipe {
  /// Whether a device has every fact that the recipe matches by.
  func matches(_ facts: Record) -> Bool {
    match.allSatisfy { binding in
      guard let wanted = try? binding.value.evaluate(in: RecordScope(facts)), let actual = facts[binding.name] else {
        return false
      }
      return actual.isEqual(to: wanted) == true
    }
  }

  /// The facts that the recipe adds to a device's; one that cannot be told is left out.
  func addedFacts(to facts: Record) -> [(String, Value)] {
    let scope = RecordScope(facts, budget: WorkBudget(WorkBudget.ofCase))
    return self.facts.compactMap { binding in
      (try? binding.value.evaluate(in: scope)).map { (binding.name, $0) }
    }
  }
}
