import SuiteModel
import SystemCalls

/// Holds needs against a machine.
struct NeedsChecker {
  let inventory: Inventory
  /// Files that were looked for, and whether they are there.
  let files: [String: Bool]

  /// The first need that is not met, as a sentence that says what the machine has; nil where all are.
  func unmet(_ needs: Needs) throws(EvaluationError) -> String? {
    if let condition = needs.kernel, try !condition.holds(in: GlobalScope(inventory)) {
      return "needs \(condition.text), and the kernel is \(inventory.kernel)"
    }
    if let model = needs.iommu, !inventory.models.contains(model) { return missing(model) }
    if let module = needs.modules.first(where: { !inventory.modules.contains(Inventory.moduleName($0)) }) {
      return "needs the module \(module), which is neither loaded nor built in"
    }
    if let path = needs.parameters.first(where: { files[$0] != true }) {
      return "needs \(path), which does not exist"
    }
    if needs.monitor, !inventory.hasMonitor {
      return "needs a host that can inject events into a guest, and there is none"
    }
    if needs.disposable, !inventory.isDisposable {
      return "needs a system of the run's own (a guest or the simulator), and this one is in use"
    }
    let drivers = needs.roles.compactMap(\.driver)
    if let driver = drivers.first(where: { !inventory.modules.contains(Inventory.moduleName($0)) }) {
      return "needs the driver \(driver), which is neither loaded nor built in"
    }
    return nil
  }

  private func missing(_ model: IOMMUModel) -> String {
    let offered = inventory.models.map(\.rawValue).sorted().joined(separator: ", ")
    return "needs IOMMU model \(model.rawValue), and the machine offers \(offered.isEmpty ? "none" : offered)"
  }
}
