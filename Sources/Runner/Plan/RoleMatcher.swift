import SuiteModel

/// Finds a device for each role of a case: the first that satisfy all conditions, by address, so that the same machine
/// always gives the same choice.
struct RoleMatcher {
  /// Conditions that are evaluated for one case at the most.
  private static let limit = 100_000
  /// A number that no group of a machine has.
  private static let someGroup: Int128 = 1 << 20

  let inventory: Inventory
  /// The model decides which devices are of use at all: those with an IOMMU group, or those without.
  let model: IOMMUModel?

  enum Match {
    case devices([HostDevice])
    /// No device for this role, whatever was chosen for those before.
    case none(Role)
  }

  func match(_ roles: [Role]) throws(EvaluationError) -> Match {
    var search = Search(
      roles: roles, candidates: candidates, bridges: inventory.bridges, unguarded: unguarded,
      globals: GlobalScope(inventory))
    if try search.extend([]) { return .devices(search.chosen) }
    return .none(roles[min(search.deepest, roles.count - 1)])
  }

  /// Why no device can play a role.
  func lack(_ role: Role) -> Lack {
    let devices = inventory.devices.map { "\($0.name)\($0.model.map { " (\($0))" } ?? "")" }
    let present = devices.isEmpty ? "no device under test" : devices.joined(separator: ", ")
    return Lack(
      "\(FactPhrase.device(lacking(role.condition))): none of \(candidates.count)",
      reason: "needs a device as \(role.name) with \(role.condition.text), and the machine has \(present)")
  }

  /// The first part of a condition that no device satisfies; all of it where it takes the parts together.
  private func lacking(_ condition: Expression) -> Expression {
    let globals = GlobalScope(inventory)
    return condition.conjuncts.first { part in
      // What leans on another role has no value here, and says nothing by itself.
      !candidates.contains { (try? part.holds(in: LayeredScope(layers: [RecordScope($0.facts), globals]))) ?? true }
    } ?? condition
  }

  private var candidates: [HostDevice] {
    guard let model, model != .none else { return inventory.devices }
    return inventory.devices.filter { ($0.group != nil) == model.hasGroups || !$0.bus.hasGroups }
  }

  /// Devices that the IOMMU does not see, beside others that it does.
  private var unguarded: [HostDevice] {
    guard model?.hasGroups == true else { return [] }
    return inventory.devices.filter { $0.group == nil && $0.bus.hasGroups }
  }

  private struct Search {
    let roles: [Role]
    let candidates: [HostDevice]
    /// No driver under test takes a bridge, so it can only play a part without one.
    let bridges: [HostDevice]
    let unguarded: [HostDevice]
    let globals: GlobalScope
    let budget = WorkBudget(WorkBudget.ofCase)
    var chosen: [HostDevice] = []
    /// The role that was reached last.
    var deepest = 0
    var evaluations = 0

    mutating func extend(_ partial: [HostDevice]) throws(EvaluationError) -> Bool {
      guard partial.count < roles.count else {
        chosen = partial
        return true
      }
      deepest = max(deepest, partial.count)
      let role = roles[partial.count]
      let earlier = DictionaryScope(
        Dictionary(
          zip(roles.map(\.name), partial.map { Value.record($0.facts) }), uniquingKeysWith: { first, _ in first }))
      let choice = (role.driver == nil ? candidates + bridges : candidates) + unguarded
      for candidate in choice where !partial.contains(candidate) {
        evaluations += 1
        guard evaluations <= RoleMatcher.limit else { return false }
        if try fits(candidate, role, LayeredScope(layers: [earlier, globals])), try extend(partial + [candidate]) {
          return true
        }
      }
      return false
    }

    /// A device that the IOMMU does not see is offered only to a role that asks for one: with a group it is refused.
    private func fits(_ device: HostDevice, _ role: Role, _ others: LayeredScope) throws(EvaluationError) -> Bool {
      func holds(_ facts: Record) throws(EvaluationError) -> Bool {
        try role.condition.holds(in: LayeredScope(layers: [RecordScope(facts), others], budget: budget))
      }
      guard try holds(device.facts) else { return false }
      // So is one that is not on PCI: most cases are about what PCI has.
      if device.bus != .pci { return try !holds(device.factsAsOfPCI) }
      guard unguarded.contains(device) else { return true }
      var guarded = device.facts
      guarded.set("group", to: .number(RoleMatcher.someGroup))
      return try !holds(guarded)
    }
  }
}
