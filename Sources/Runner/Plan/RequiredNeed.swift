import SuiteModel

/// A need that a run declares its machine to meet: `iommu=type1v2`, `device=edu`. Where it is not met, the cases that
/// have it fail instead of being skipped.
public struct RequiredNeed: Sendable, Hashable {
  /// A key of `needs`: `iommu`, `modules`, `parameters`, `monitor`, `disposable`, or a role.
  public var name: String
  /// What the need asks for; of a role's condition one word is enough.
  public var value: String

  /// Reads `NEED=VALUE`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    name = parts[0]
    value = parts[1]
  }

  /// The part of a case's needs that this is about; nil where the case has no such need.
  func part(of needs: Needs) -> Needs? {
    switch name {
    case "iommu": needs.iommu.flatMap { $0.rawValue == value ? Needs(iommu: $0) : nil }
    case "modules": needs.modules.contains(value) ? Needs(modules: [value]) : nil
    case "parameters": needs.parameters.contains(value) ? Needs(parameters: [value]) : nil
    case "monitor": needs.monitor && value == "true" ? Needs(monitor: true) : nil
    case "disposable": needs.disposable && value == "true" ? Needs(disposable: true) : nil
    default: needs.roles.first { $0.name == name && asks($0) }.map { Needs(roles: [$0]) }
    }
  }

  private func asks(_ role: Role) -> Bool {
    let words = role.condition.text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
    return role.condition.text == value || words.contains { $0 == value }
  }
}

extension Instance {
  /// Whether the case has a need that was declared, and the machine lacks just that.
  func lacks(_ required: RequiredNeed, on inventory: Inventory) -> Bool {
    guard case .unmet(let lack) = readiness, let part = required.part(of: needs) else { return false }
    // Files were looked for when the plan was made; the reason tells which is missing.
    guard part.parameters.isEmpty else { return lack.reason.contains(required.value) }
    do {
      if try NeedsChecker(inventory: inventory, files: [:]).unmet(part) != nil { return true }
      guard !part.roles.isEmpty else { return false }
      if case .none = try RoleMatcher(inventory: inventory, model: nil).match(part.roles) { return true }
      return false
    } catch {
      // A condition that leans on another role says nothing by itself.
      return false
    }
  }
}
