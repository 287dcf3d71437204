import Journal
import SuiteModel
import SystemCalls

/// Turns suites into the list of what is run on a machine.
package struct Planner {
  /// Instances of one case.
  static let instanceLimit = Case.maximumInstances

  private let inventory: Inventory
  private let requirements: [String: Requirement]
  let needs: NeedsChecker
  /// What the kernel has to keep and no case looks at yet, by the requirements' ids.
  let notJudged: [String]

  /// - Parameters:
  ///   - requirements: The catalogue, by id; it tells the severity of a case that states none.
  ///   - planned: Areas that are not done yet.
  ///   - system: Asked for the files that the suites' needs and the areas name.
  package init(
    inventory: Inventory, suites: [Suite], requirements: [String: Requirement], planned: [PlannedArea] = [],
    on system: any System
  ) throws(SystemError) {
    self.inventory = inventory
    self.requirements = requirements
    let paths = Set(suites.flatMap { suite in suite.needs.parameters + suite.cases.flatMap(\.needs.parameters) })
    let files = try Self.existing(paths.union(planned.flatMap(\.present)), on: system)
    needs = NeedsChecker(inventory: inventory, files: files)
    notJudged = planned.filter { $0.present.contains { files[$0] == true } }.flatMap(\.requirements)
  }

  /// All instances: suites by name, cases as they are written, isolated cases last.
  package func plan(_ suites: [Suite]) -> [Instance] {
    let all = suites.sorted { $0.name < $1.name }.flatMap { suite in
      suite.cases.flatMap { instances(of: $0, in: suite) }
    }
    return all.filter { !$0.definition.isIsolated } + all.filter(\.definition.isIsolated)
  }

  /// The instances that a selector selects, in the same order.
  ///
  /// - Throws: The parts of the selection that select nothing.
  package func plan(_ suites: [Suite], selecting selector: Selector) throws(PlanError) -> [Instance] {
    try select(selector, from: plan(suites))
  }

  func select(_ selector: Selector, from all: [Instance]) throws(PlanError) -> [Instance] {
    guard !selector.isEmpty else { return all }
    let unused = selector.unused(in: all.lazy.map { ($0.planned, $0.isOpen) })
    guard unused.isEmpty else { throw PlanError(unused: unused, among: all) }
    let selector = selector.knowing(all.lazy.flatMap(\.planned.ids))
    return all.filter { selector.selects($0.planned, isOpen: $0.isOpen) }
  }

  /// No entry of a baseline names what there is not, selected or not.
  func refuseIdle(_ defects: [KnownDefect], among all: [Instance]) throws(PlanError) {
    let entries: [KnownDefect]
    do {
      let scope = GlobalScope(inventory)
      entries = try defects.filter { try $0.terms != nil && $0.condition?.holds(in: scope) ?? true }
    } catch {
      throw .broken(["\(error)"])
    }
    let selector = Selector(patterns: entries.flatMap(\.cases))
    let idle = Set(selector.unused(in: all.lazy.map { ($0.planned, $0.isOpen) }))
    for entry in entries {
      let mine = entry.cases.filter(idle.contains)
      if !mine.isEmpty { throw PlanError(idle: mine, of: entry, among: all) }
    }
  }

  private static func existing(_ paths: Set<String>, on system: any System) throws(SystemError) -> [String: Bool] {
    guard !paths.isEmpty else { return [:] }
    let probe = Probe(system: system, process: HarnessProcess.process)
    try system.spawn(probe.process, SpawnOptions())
    var files: [String: Bool] = [:]
    for path in paths { files[path] = try probe.exists(path) }
    try system.endCase()
    return files
  }

  private func instances(of definition: Case, in suite: Suite) -> [Instance] {
    var template = Instance(definition, in: suite, requirements: requirements)
    do {
      if let lack = try needs.unmet(template.needs) {
        template.readiness = .unmet(lack)
      } else {
        try choose(template.needs, for: &template)
      }
      let instances = try forEachType(template).flatMap { (instance) throws(EvaluationError) in
        try expanded(instance)
      }
      guard instances.isEmpty else { return instances }
      template.readiness = .unmet(valueless(definition))
      return [template]
    } catch {
      template.readiness = .broken("\(error)")
      return [template]
    }
  }

  private func choose(_ needs: Needs, for instance: inout Instance) throws(EvaluationError) {
    guard !needs.roles.isEmpty else { return }
    let matcher = RoleMatcher(inventory: inventory, model: needs.iommu.first)
    switch try matcher.match(needs.roles) {
    case .devices(let devices): instance.roles = Array(zip(needs.roles, devices)).map { (role: $0, device: $1) }
    case .none(let role): instance.readiness = .unmet(matcher.lack(role))
    }
  }

  /// One instance for each type of mediated devices that satisfies the case's condition.
  private func forEachType(_ template: Instance) throws(EvaluationError) -> [Instance] {
    guard let condition = template.needs.mediated, template.readiness == .ready else { return [template] }
    var instances: [Instance] = []
    for type in inventory.mediatedTypes {
      guard try type.meets(condition, inventory) else { continue }
      var instance = template.adding(Role.mediatedType, .record(type.facts), written: type.name)
      instance.mediatedType = type
      instances.append(instance)
    }
    guard instances.isEmpty else { return instances }
    let types = inventory.mediatedTypes.map(\.name)
    var instance = template
    let need = "a type of mediated devices with \(condition.text)"
    instance.readiness = .unmet(
      Lack(
        "\(need): none of \(types.count)",
        reason: "needs \(need), and the machine has \(types.isEmpty ? "none" : types.joined(separator: ", "))"))
    return [instance]
  }

  /// One instance for each combination of the parameters' values. If its needs are not met, the values are text only.
  private func expanded(_ template: Instance) throws(EvaluationError) -> [Instance] {
    guard template.readiness == .ready else { return template.outlined }
    var instances = [template]
    for parameter in template.definition.parameters {
      var next: [Instance] = []
      for instance in instances {
        for (text, value) in try values(of: parameter, for: instance) {
          if value.work > Case.maximumParameterSize {
            throw EvaluationError("the values of \(parameter.name) are too large", at: parameter.location)
          }
          guard next.count < Self.instanceLimit else {
            throw EvaluationError("more than \(Self.instanceLimit) combinations of values", at: parameter.location)
          }
          next.append(instance.adding(parameter.name, value, written: text))
        }
      }
      instances = next
    }
    guard let condition = template.definition.when else { return instances }
    var chosen: [Instance] = []
    for instance in instances where try condition.holds(in: scope(of: instance)) { chosen.append(instance) }
    return chosen
  }

  private func valueless(_ definition: Case) -> Lack {
    let names = definition.parameters.map(\.name).joined(separator: ", ")
    let need = "a value for \(names)\(definition.when.map { " with \($0.text)" } ?? "")"
    return Lack(need, reason: "needs \(need), and the machine has none")
  }

  private func scope(of instance: Instance) -> LayeredScope {
    LayeredScope(layers: [DictionaryScope(instance.bindings), GlobalScope(inventory)])
  }

  /// The values of a parameter and how they are written.
  private func values(
    of parameter: Parameter, for instance: Instance
  ) throws(EvaluationError) -> [(String, Value)] {
    let scope = scope(of: instance)
    switch parameter.values {
    case .each(let expressions):
      var values: [(String, Value)] = []
      for expression in expressions { values.append((expression.plainText, try expression.evaluate(in: scope))) }
      return values
    case .list(let expression):
      guard case .list(let values) = try expression.evaluate(in: scope) else {
        throw EvaluationError("the values of \(parameter.name) must be a list", at: expression.location)
      }
      return values.map { ($0.description, $0) }
    }
  }
}

extension Instance {
  /// The roles' facts and the parameters, by name.
  var bindings: [String: Value] {
    let facts = roles.map { ($0.role.name, Value.record($0.device.facts)) }
    return Dictionary(facts + parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
  }
}

extension MediatedType {
  func meets(_ condition: Expression, _ inventory: Inventory) throws(EvaluationError) -> Bool {
    try condition.holds(in: LayeredScope(layers: [RecordScope(facts), GlobalScope(inventory)]))
  }
}
