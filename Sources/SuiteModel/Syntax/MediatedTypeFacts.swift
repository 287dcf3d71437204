/// The facts of a type of mediated devices that suites can ask for; docs/suite-language.md says what each means.
package enum MediatedTypeFacts {
  /// What the harness reads from the machine, and what a parent's file promises.
  package static let observed: Set<String> = [
    "name", "parent", "sysfs", "device_api", "title", "available", "described", "promised_api", "promised_title",
    "instances", "flags", "num_regions", "num_irqs", "regions", "irqs", "features",
  ]

  /// What a file can promise of what its devices do; false without one.
  package static let promised: Set<String> = ["can_raise_intx", "can_raise_msi", "can_reset", "can_migrate"]

  /// Every fact, with those that parents' files add.
  package static func all(_ parents: [ParentRecipe]) -> Set<String> {
    observed.union(promised).union(parents.flatMap(\.types).flatMap(\.facts).map(\.name))
  }
}
