import SuiteModel
import SystemCalls

/// Holds needs against a machine.
struct NeedsChecker {
  let inventory: Inventory
  /// Files that were looked for, and whether they are there.
  let files: [String: Bool]

  /// The first need that is not met; nil where all are.
  func unmet(_ needs: Needs) throws(EvaluationError) -> Lack? {
    if let lack = try unmet(needs.kernel) { return lack }
    if !needs.iommu.isEmpty {
      let models = inventory.models
      if let model = needs.iommu.first(where: { !models.contains($0) }) { return missing(model) }
    }
    if let module = needs.modules.first(where: { !inventory.modules.contains(Inventory.moduleName($0)) }) {
      return missing("module \(module)", "neither loaded nor built in")
    }
    if let path = needs.parameters.first(where: { files[$0] != true }) {
      return Lack("\(path): does not exist", reason: "needs \(path), which does not exist")
    }
    if needs.monitor, !inventory.hasMonitor {
      return Lack(
        "a host that can inject events into a guest: there is none",
        reason: "needs a host that can inject events into a guest, and there is none")
    }
    if needs.disposable, !inventory.isDisposable {
      return Lack(
        "a system of the run's own: this one is in use",
        reason: "needs a system of the run's own (a guest or the simulator), and this one is in use")
    }
    let drivers = needs.roles.compactMap(\.driver)
    if let driver = drivers.first(where: { !inventory.modules.contains(Inventory.moduleName($0)) }) {
      return missing("driver \(driver)", "neither loaded nor built in")
    }
    return nil
  }

  private func unmet(_ condition: Expression?) throws(EvaluationError) -> Lack? {
    for part in condition?.conjuncts ?? [] where try !part.holds(in: GlobalScope(inventory)) {
      let pages = "pages are of \(inventory.identity.pageSize >> 10)KiB"
      return Lack(
        "\(part.text): \(part.text.contains("page") ? pages : "the kernel is \(inventory.kernel)")",
        reason: "needs \(condition?.text ?? part.text), and the kernel is \(inventory.kernel)")
    }
    return nil
  }

  private func missing(_ what: String, _ state: String) -> Lack {
    Lack("\(what): \(state)", reason: "needs the \(what), which is \(state)")
  }

  private func missing(_ model: IOMMUModel) -> Lack {
    let offered = inventory.models.filter { $0 != .none }.map(\.rawValue).sorted().joined(separator: ", ")
    let offer = "the machine offers \(offered.isEmpty ? "none" : offered)"
    return Lack("IOMMU \(model.rawValue): \(offer)", reason: "needs IOMMU model \(model.rawValue), and \(offer)")
  }
}
