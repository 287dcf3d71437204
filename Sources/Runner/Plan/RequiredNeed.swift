import Documents
import SuiteModel

/// A need that a run declares its machine to meet: `iommu=type1v2`, `device=edu`. Where it is not met, the cases that
/// have it fail instead of being skipped.
package struct RequiredNeed: Sendable, Hashable {
  /// A key of `needs`, or a role.
  package var name: String
  package var value: String
  /// What it asks for, as a case would: one need alone.
  package var needs: Needs

  package init(_ name: String, _ value: String, needs: Needs) {
    self.name = name
    self.value = value
    self.needs = needs
  }

  /// The part of a case's needs that this is about; nil where the case has no such need.
  func part(of other: Needs) -> Needs? {
    switch name {
    case "iommu": needs.iommu.allSatisfy(other.iommu.contains) ? needs : nil
    case "kernel": asked(by: other.kernel, needs.kernel).map { Needs(kernel: $0) }
    case "mdev": asked(by: other.mediated, needs.mediated).map { Needs(mediated: $0) }
    case "modules": Self.share(other.modules, needs.modules) ? needs : nil
    case "drivers": Self.share(other.drivers, needs.drivers) ? needs : nil
    case "parameters": Self.share(other.parameters, needs.parameters) ? needs : nil
    case "monitor": other.monitor ? needs : nil
    case "disposable": other.disposable ? needs : nil
    default: roles(of: other)
    }
  }

  private func asked(by condition: Expression?, _ part: Expression?) -> Expression? {
    guard let condition, let part, condition.asks(for: part) else { return nil }
    return condition
  }

  private static func share(_ some: [String], _ others: [String]) -> Bool {
    let names = Set(some.map(Inventory.moduleName))
    return others.contains { names.contains(Inventory.moduleName($0)) }
  }

  /// The role, and those before it, which its condition may name.
  private func roles(of other: Needs) -> Needs? {
    guard let index = other.roles.firstIndex(where: { $0.name == name }), let mine = needs.roles.first,
      other.roles[index].condition.asks(for: mine.condition)
    else { return nil }
    return Needs(roles: Array(other.roles[...index]))
  }
}

extension RequiredNeed: CustomStringConvertible {
  package var description: String { "\(name)=\(value)" }
}

/// The needs that a run declares to be met, held against the machine and the plan.
struct RequiredNeeds {
  let required: [RequiredNeed]
  let inventory: Inventory
  let checker: NeedsChecker

  /// The declared need that makes the case be skipped, and what the machine lacks.
  func undelivered(_ instance: Instance) -> (need: RequiredNeed, lack: Lack)? {
    guard case .unmet(let lack) = instance.readiness else { return nil }
    let need = required.first { need in
      need.part(of: instance.needs).map { missing($0, of: need.name) != nil } ?? false
    }
    return need.map { ($0, lack) }
  }

  /// A declared need that no case of the plan would tell of, and that the machine does not meet: it would guard nothing.
  func check(_ plan: [Instance]) throws(PlanError) {
    for need in required where !plan.contains(where: { need.part(of: $0.needs) != nil }) {
      if let sentence = missing(need.needs, of: need.name) {
        throw .unmet("the machine does not meet what the run requires, \(need): it \(sentence)")
      }
    }
  }

  /// What the machine lacks of one need; nil where it lacks nothing.
  private func missing(_ needs: Needs, of name: String) -> String? {
    do {
      if let lack = try checker.unmet(needs) { return lack.reason }
      if let condition = needs.mediated,
        try !inventory.mediatedTypes.contains(where: { try $0.meets(condition, inventory) }
        )
      {
        return "needs a type of mediated devices with \(condition.text)"
      }
      guard name != "drivers", !needs.roles.isEmpty else { return nil }
      guard case .none(let role) = try RoleMatcher(inventory: inventory, model: nil).match(needs.roles),
        role.name == name
      else { return nil }
      return "needs a device as \(name) with \(role.condition.text)"
    } catch {
      return "cannot tell: \(error)"
    }
  }
}

/// Why a plan is not worth running.
package enum PlanError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The machine lacks what the run requires of it.
  case unmet(String)
  /// These parts of the selection select nothing, and what they may have meant.
  case unused([String], hint: String)
  /// An entry of a baseline names what the machine has no case of: a sentence.
  case idle(String)
  /// What the suites say that cannot be evaluated, each with its place.
  case broken([String])
  /// The plan is one whose journal nobody would read: a sentence.
  case tooLong(String)

  package var description: String {
    switch self {
    case .unmet(let sentence): sentence
    case .unused(let words, let hint):
      "\(words.map { "'\($0)'" }.joined(separator: ", ")) selects no case on this machine; \(hint)"
    case .idle(let sentence), .tooLong(let sentence): sentence
    case .broken(let reasons): "a case cannot be planned: \(reasons.joined(separator: "\n"))"
    }
  }
}

extension PlanError {
  init(unused: [String], among plan: [Instance]) {
    self = .unused(unused, hint: Self.hint(unused, among: plan))
  }

  init(idle: [String], of defect: KnownDefect, among plan: [Instance]) {
    let words = idle.map { "'\($0)'" }.joined(separator: ", ")
    self = .idle(
      "\(defect.location): error: the entry '\(defect.id)' names no case of this machine: \(words); "
        + Self.hint(idle, among: plan))
  }

  private static func hint(_ unused: [String], among plan: [Instance]) -> String {
    let hint = unused.first.flatMap { word in
      let stem = word.prefix { $0 != "[" }
      let instances = plan.map(\.planned).filter { $0.caseID == stem }
      return InstancePattern(word)?.hint(among: instances) ?? suggestion(for: word, among: plan.map(\.id))
    }
    return hint ?? "'vfio-conform list --instances' shows those of a machine"
  }
}
