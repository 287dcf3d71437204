import Journal
import SuiteModel
import SystemCalls

/// Starts systems of one kind, with one rule broken or with none.
package struct MutantHost<Quirk: Sendable>: Sendable {
  package var name: String
  /// What cases may play with there.
  var devices: Inventory.Selection
  var makeSystem: @Sendable (Quirk?) throws -> any System

  package init(
    _ name: String, devices: Inventory.Selection = .endpoints,
    makeSystem: @escaping @Sendable (Quirk?) throws -> any System
  ) {
    self.name = name
    self.devices = devices
    self.makeSystem = makeSystem
  }
}

/// Runs cases against systems that break one rule each, and tells which noticed. A suite that passes with a rule removed
/// is not testing it.
///
/// A case notices a quirk where it passes without and *fails* with it, and covers the requirement that the quirk breaks.
/// One that errs proves nothing: it may be that its set-up could not be done.
package struct MutantRunner: Sendable {
  private let library: RunnableLibrary
  private let workers: Int

  /// - Parameter workers: Systems that run side by side.
  package init(_ library: RunnableLibrary, workers: Int = 2) {
    self.library = library
    self.workers = max(1, workers)
  }

  /// Tries the quirks on one host after the other, with the cases that are still wanted there: those that cover what
  /// nobody noticed yet, and those that noticed nothing yet.
  ///
  /// - Parameters:
  ///   - quirks: What to break, one at a time.
  ///   - requirement: The requirement that a quirk breaks.
  ///   - isThorough: Whether every case is run against every quirk on every host.
  ///   - judgesCases: Whether cases are asked for that notice nothing; otherwise only those are run that cover what is
  ///     broken.
  ///   - showsInOffers: Whether a quirk may show in what a machine offers, before any case is run.
  ///   - progress: Called as a host begins, without a quirk, and as each trial on it ends, in no order.
  package func run<Quirk: Sendable>(
    _ quirks: [Quirk], requirement: @escaping @Sendable (Quirk) -> String, on hosts: [MutantHost<Quirk>],
    isThorough: Bool = false, judgesCases: Bool = true,
    showsInOffers: (Quirk) -> Bool = { _ in true },
    progress: (MutantHost<Quirk>, Quirk?) -> Void = { _, _ in }
  ) async throws -> MutantSurvey<Quirk> {
    var survey = MutantSurvey(reports: quirks.map { MutantReport(quirk: $0) })
    for host in hosts {
      progress(host, nil)
      let baseline = try MutantBaseline(library, host: host)
      baseline.enter(&survey)
      let wanted = survey.wanted(requirement: requirement, judgesCases: judgesCases)
      let good = try baseline.passing { isThorough || wanted($0) }
      for instance in good { survey.cases[instance.planned.caseID]?.passed = true }
      let trials = quirks.indices.map { index in
        let broken = requirement(quirks[index])
        let isNoticed = !survey.reports[index].noticedBy.isEmpty
        return MutantTrial(
          index: index, quirk: quirks[index],
          instances: good.filter { instance in
            let covers = instance.planned.covers.contains(broken)
            return isThorough || covers && (!isNoticed || survey.cases[instance.planned.caseID]?.noticed == 0)
          },
          requirement: broken, isThorough: isThorough)
      }
      let results = try await run(trials.filter { !$0.instances.isEmpty }, baseline) { progress(host, $0) }
      // What the survey says must not depend on which of the trials ended first.
      for result in results.sorted(by: { $0.index < $1.index }) { survey.add(result) }
    }
    let offered = quirks.indices.filter { showsInOffers(quirks[$0]) }
    for host in hosts { try lookForGaps(offered, of: quirks, on: host, &survey) }
    return survey
  }

  /// A run looks at what is offered before it runs a case, so a quirk that no case noticed may be noticed by that.
  private func lookForGaps<Quirk: Sendable>(
    _ indices: [Int], of quirks: [Quirk], on host: MutantHost<Quirk>, _ survey: inout MutantSurvey<Quirk>
  ) throws {
    for index in indices where survey.reports[index].noticedBy.isEmpty {
      let system = try host.makeSystem(quirks[index])
      defer { system.shutDown() }
      let inventory = try Inventory(
        of: system, selecting: host.devices, recipes: library.recipes, parents: library.parents)
      survey.reports[index].noticedBy = inventory.gaps.map(\.planned.id)
    }
  }

  private func run<Quirk: Sendable>(
    _ trials: [MutantTrial<Quirk>], _ baseline: MutantBaseline<Quirk>, progress: (Quirk) -> Void
  ) async throws -> [MutantTrial<Quirk>.Result] {
    try await withThrowingTaskGroup(of: MutantTrial<Quirk>.Result.self) { group in
      var results: [MutantTrial<Quirk>.Result] = []
      var waiting = trials.makeIterator()
      func start() {
        guard let trial = waiting.next() else { return }
        group.addTask { try baseline.run(trial) }
      }
      for _ in 0..<workers { start() }
      while let result = try await group.next() {
        results.append(result)
        progress(result.quirk)
        start()
      }
      return results
    }
  }
}

extension MutantSurvey {
  /// Whether a case may still tell something: it noticed nothing so far, or covers what nobody noticed.
  fileprivate func wanted(requirement: (Quirk) -> String, judgesCases: Bool) -> (Instance) -> Bool {
    let broken = Set(reports.map { requirement($0.quirk) })
    let unnoticed = Set(reports.filter(\.noticedBy.isEmpty).map { requirement($0.quirk) })
    return { instance in
      let covers = instance.planned.covers
      let mayNotice = judgesCases || covers.contains(where: broken.contains)
      let noticedNothing = cases[instance.planned.caseID]?.noticed == 0
      return mayNotice && noticedNothing || covers.contains(where: unnoticed.contains)
    }
  }

  fileprivate mutating func add(_ result: MutantTrial<Quirk>.Result) {
    reports[result.index].tried.formUnion(result.tried)
    reports[result.index].noticedBy += result.noticedBy.map(\.id)
    reports[result.index].disturbed += result.disturbed.map(\.id)
    for id in Set(result.noticedBy.map(\.planned.caseID)) { cases[id]?.noticed += 1 }
  }
}
