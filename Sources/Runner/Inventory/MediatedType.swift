import SuiteModel
import SystemCalls
import VFIOInterface

/// A type of mediated devices that a parent of the machine can make.
package struct MediatedType: Sendable, Hashable {
  /// The name of its directory: `mtty-1`.
  package var name: String
  /// What suites can ask of it.
  package var facts: Record
  /// What its vendor promises of it.
  package var recipe: ParentRecipe?
}

extension MediatedType {
  private static let parents = "/sys/class/mdev_bus/"
  private static let types = "/mdev_supported_types/"

  /// The types of all parents, by name.
  ///
  /// On a machine of somebody's own the parents are left alone: making a device is for those who name it.
  static func all(of probe: Probe, kernel: Version, parents recipes: [ParentRecipe]) throws(SystemError) -> [Self] {
    guard probe.system.identity.backend != "local" else { return [] }
    var found: [MediatedType] = []
    for parent in try probe.names(parents) {
      // Parents of one kind have the same types; the first stands for all.
      for name in try probe.names(parents + parent + types) where !found.contains(where: { $0.name == name }) {
        let directory = parents + parent + types + name
        let observed = Record([
          Record.Entry("name", .text(name)), Record.Entry("parent", .text(parent)),
          Record.Entry("sysfs", .text(directory)),
          Record.Entry("device_api", .text(try probe.text(directory + "/device_api") ?? "")),
          Record.Entry("title", .text(try probe.text(directory + "/name") ?? "")),
          Record.Entry(
            "available", .number(Int128(try probe.text(directory + "/available_instances") ?? "") ?? 0)),
        ])
        found.append(MediatedType(name, observed, kernel, recipes))
      }
    }
    return found.sorted { $0.name < $1.name }
  }

  private init(_ name: String, _ observed: Record, _ kernel: Version, _ recipes: [ParentRecipe]) {
    self.name = name
    recipe = recipes.first { $0.types.contains { $0.name == name } }
    let type = recipe?.types.first { $0.name == name }
    var record = observed
    let own = type?.facts ?? []
    let budget = WorkBudget(WorkBudget.ofCase)
    for binding in own { record.add(binding, PromiseScope(facts: record, kernel: kernel, budget: budget)) }
    for fact in MediatedTypeFacts.promised.sorted() where record[fact] == nil {
      record.entries.append(Record.Entry(fact, .boolean(false)))
    }
    // What is promised may depend on the facts, so these come first.
    let scope = PromiseScope(facts: record, kernel: kernel, budget: budget)
    let offers = recipe?.offers ?? MediatedOffer()
    record.entries += [
      Record.Entry("described", .boolean(recipe != nil)),
      Record.Entry("promised_api", .text(recipe?.deviceAPI ?? "")),
      Record.Entry("promised_title", .text(type?.title ?? "")),
      Record.Entry("instances", scope.number(type?.instances)),
      Record.Entry("flags", scope.number(offers.flags)),
      Record.Entry("num_regions", scope.number(offers.regionCount)),
      Record.Entry("num_irqs", scope.number(offers.interruptCount)),
      Record.Entry("regions", .list(offers.regions.map { scope.record($0, MediatedOffer.regionFields) })),
      Record.Entry("irqs", .list(offers.interrupts.map { scope.record($0, MediatedOffer.interruptFields) })),
      Record.Entry("features", .list(offers.features.map { scope.number($0) })),
    ]
    facts = record
  }
}

/// What a promise is evaluated in.
private struct PromiseScope: Scope {
  let facts: Record
  let kernel: Version
  /// For all that one file promises.
  let budget: WorkBudget?

  func lookup(_ name: String) -> Value? { name == "kernel" ? .version(kernel) : facts[name] }

  /// -1 where nothing is promised, or what is cannot be told.
  func number(_ expression: Expression?) -> Value {
    guard let value = try? expression?.evaluate(in: self) else { return .number(-1) }
    return value
  }

  func record(_ item: MediatedOffer.Item, _ fields: [Field]) -> Value {
    let values = fields.map { field in item.fields.first { $0.name == field.name }?.value }
    return .record(Record(zip(fields, values).map { Record.Entry($0.name, number($1)) }))
  }
}

extension Record {
  fileprivate mutating func add(_ binding: Binding, _ scope: PromiseScope) {
    guard let value = try? binding.value.evaluate(in: scope) else { return }
    entries.append(Entry(binding.name, value))
  }
}
