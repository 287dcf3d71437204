import Journal
import SuiteModel
import SystemCalls

/// Runs the same plan on two systems and compares every call of every case.
package final class TwinRunner {
  /// Calls of one case that are compared.
  private static let traceLimit = 1_000_000

  private let library: RunnableLibrary
  private let exemptions: [TwinExemption]
  private let context: Int
  private let selector: Selector
  private let cancellation: Cancellation

  package init(
    _ library: RunnableLibrary, exemptions: [TwinExemption], context: Int = 8, selector: Selector = Selector(),
    cancellation: Cancellation = Cancellation()
  ) {
    self.library = library
    self.exemptions = exemptions
    self.context = context
    self.selector = selector
    self.cancellation = cancellation
  }

  /// - Parameters:
  ///   - devices: Those of both systems that cases may play with.
  ///   - first: Starts a system of the first kind: the simulator, as a rule.
  ///   - second: Starts one of the other.
  ///   - progress: Called after each case, with the number of all.
  /// - Throws: What kept either system from starting, or from being read.
  package func run(
    devices: Inventory.Selection = .endpoints, first: @escaping () throws -> any System,
    second: @escaping () throws -> any System,
    progress: (TwinReport.Case, Int) -> Void = { _, _ in }
  ) throws -> TwinReport {
    let one = try session(devices, first)
    defer { one.shutDown() }
    let two = try session(devices, second)
    defer { two.shutDown() }
    var report = TwinReport()
    report.machine = Self.differences(one.inventory, two.inventory)
    var comparison = TwinComparison(exemptions: exemptions, context: context)
    let others = Dictionary(two.plan.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for instance in one.plan where !cancellation.isCancelled {
      let result = try compare(instance, others[instance.id], one, two, &comparison)
      // What a case did until it was stopped is no difference.
      if cancellation.isCancelled { break }
      let entry = TwinReport.Case(planned: instance.planned, result: result)
      report.cases.append(entry)
      progress(entry, one.plan.count)
    }
    report.calls = comparison.calls
    report.exemptions = comparison.uses
    report.unusedExemptions = unused(comparison.uses, of: report).map(\.id)
    return report
  }

  /// Exemptions that all cases could do without: those for which a case was left out may be needed there.
  private func unused(_ uses: [String: Int], of report: TwinReport) -> [TwinExemption] {
    let selected = Set(report.cases.map(\.planned.caseID))
    let outlines = Outline.all(of: library.suites)
    let compared = report.cases.filter(\.isCompared).map(\.planned)
    return exemptions.filter { exemption in
      guard uses[exemption.id] == nil else { return false }
      let named = Set(outlines.filter(exemption.mayName).map(\.planned.caseID))
      return named.isEmpty || named.isSubset(of: selected) && compared.contains(where: exemption.names)
    }
  }

  private func session(
    _ devices: Inventory.Selection, _ makeSystem: @escaping () throws -> any System
  ) throws -> Session {
    try Session(
      library, devices: devices, selector: selector, cancellation: cancellation, traceLimit: Self.traceLimit,
      makeSystem: makeSystem)
  }

  private func compare(
    _ instance: Instance, _ other: Instance?, _ one: Session, _ two: Session, _ comparison: inout TwinComparison
  ) throws -> TwinReport.Result {
    guard let other else { return .notCompared("the second system has no such instance") }
    switch (instance.readiness, other.readiness) {
    case (.ready, .ready): break
    case (.broken(let message), _), (_, .broken(let message)): return .notCompared(message)
    case (.unmet(let lack), .unmet): return .notCompared(lack.reason)
    case (.unmet(let lack), .ready):
      return .different(Self.lacks(first: [lack.reason]))
    case (.ready, .unmet(let lack)):
      return .different(Self.lacks(second: [lack.reason]))
    }
    let (mine, theirs) = (try one.run(instance), try two.run(other))
    // A kernel that dies as it is known to has not made the calls that follow.
    if let defect = (mine.isSystemLost ? mine : theirs).defectThatLostIt, mine.isSystemLost != theirs.isSystemLost {
      return .notCompared("the known defect '\(defect)' took one of the systems down")
    }
    // One that depends on the moment shows in another round.
    if let defect = mine.knownDefect, defect == theirs.knownDefect,
      mine.failure?.step?.bindings != theirs.failure?.step?.bindings
    {
      return .notCompared("the known defect '\(defect)' showed in another round")
    }
    return comparison.difference(of: instance.planned, mine, theirs).map(TwinReport.Result.different) ?? .same
  }

  private static func lacks(first: [String] = [], second: [String] = []) -> TwinDifference {
    TwinDifference([TwinDifference.Place(what: "what the machine offers", first: first, second: second)])
  }

  /// Facts of the machines that are not the same, each as a line.
  private static func differences(_ one: Inventory, _ two: Inventory) -> [String] {
    let names = Set(one.devices.map(\.name)).union(two.devices.map(\.name)).sorted()
    var lines = names.flatMap { name -> [String] in
      guard let mine = one.device(name), let theirs = two.device(name) else {
        return ["\(name) is under test on one machine only"]
      }
      return mine.facts.entries.compactMap { entry in
        let other = theirs.facts[entry.name]
        guard other != entry.value else { return nil }
        return "\(name): \(entry.name) is \(entry.value) and \(other.map { "\($0)" } ?? "not known")"
      }
    }
    for (name, answer) in one.extensions.sorted(by: { $0.key < $1.key }) where two.extensions[name] != answer {
      lines.append("VFIO_CHECK_EXTENSION(\(name)) is \(answer) and \(two.extensions[name].map(String.init) ?? "-")")
    }
    return lines
  }
}

extension CaseReport {
  /// The known defect that took the system down; nil where it lives, or where nobody knew.
  fileprivate var defectThatLostIt: String? { isSystemLost ? knownDefect : nil }

  /// The known defect that the case showed.
  fileprivate var knownDefect: String? {
    if case .expectedFailure(let defect, _) = outcome { defect } else { nil }
  }
}
