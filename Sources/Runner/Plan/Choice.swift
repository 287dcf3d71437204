import Journal
import SuiteModel

/// Which of the selected instances a run takes, and in which order.
package struct Choice: Sendable {
  /// Instances that are left out, a selection each.
  package var exclusions: [Exclusion] = []
  /// The instances that another run left to be run again; nil for all.
  package var rerun: Rerun?
  /// The part of them that is this run's; nil for all.
  package var shard: (index: Int, count: Int)?
  /// What the order is drawn from; nil for that of the suites.
  package var randomOrder: UInt64?

  package struct Exclusion: Sendable {
    package var selector: Selector
    /// The option as it was given.
    package var word: String

    package init(_ selector: Selector, word: String) {
      self.selector = selector
      self.word = word
    }
  }

  /// What another run found wrong, or did not come to.
  package struct Rerun: Sendable {
    /// Instances that went wrong, by their names then.
    package var failed: Set<String>
    /// Instances that had no end.
    package var unfinished: Set<String>
    /// Instances that ended as expected.
    package var good: Set<String>
    /// The run.
    package var name: String

    package init(failed: Set<String>, unfinished: Set<String> = [], good: Set<String> = [], name: String) {
      self.failed = failed
      self.unfinished = unfinished
      self.good = good
      self.name = name
    }

    package var ids: Set<String> { failed.union(unfinished) }
  }

  package init() {}
}

extension Choice {
  /// Whether a run of all shards takes an instance that is selected.
  package func takes(_ instance: Instance) -> Bool {
    !exclusions.contains { $0.selector.selects(instance.planned) }
      && rerun.map { !$0.ids.isDisjoint(with: instance.planned.ids) } ?? true
  }
}

/// A plan as a run chose it.
struct ChosenPlan {
  private(set) var instances: [Instance]
  /// What all shards together have.
  private(set) var whole: [Instance] = []
  private(set) var leftOut: [LeftOut] = []
  private(set) var shard: Shard?
  /// What went wrong in an earlier run, and cannot be run again here.
  private(set) var gap: OfferGap?

  /// - Parameters:
  ///   - plan: What is selected.
  ///   - all: What the machine has, selected or not.
  init(_ plan: [Instance], of all: [Instance], _ choice: Choice = Choice()) {
    instances = plan
    exclude(choice.exclusions)
    if let rerun = choice.rerun {
      keep(rerun)
      gap = rerun.gap(plan, of: all)
    }
    if let seed = choice.randomOrder { shuffle(seed) }
    whole = instances
    if let (index, count) = choice.shard { divide(index, count) }
  }

  /// A part of a plan, as a run that goes on had it.
  init(_ instances: [Instance], of chosen: ChosenPlan, as started: RunStarted) {
    (self.instances, whole) = (instances, chosen.whole)
    (leftOut, shard) = (started.leftOut, started.shard)
  }

  private mutating func exclude(_ exclusions: [Choice.Exclusion]) {
    let names = instances.flatMap(\.planned.ids)
    for exclusion in exclusions {
      let selector = exclusion.selector.knowing(names)
      let before = instances.count
      instances.removeAll { selector.selects($0.planned) }
      leftOut.append(LeftOut(count: before - instances.count, by: "--exclude \(exclusion.word)"))
    }
  }

  private mutating func keep(_ rerun: Choice.Rerun) {
    let others = instances.filter { rerun.ids.isDisjoint(with: $0.planned.ids) }
    instances.removeAll { rerun.ids.isDisjoint(with: $0.planned.ids) }
    let good = others.count { !rerun.good.isDisjoint(with: $0.planned.ids) }
    leftOut.append(LeftOut(count: good, by: "nothing was wrong in \(rerun.name)"))
    guard good < others.count else { return }
    leftOut.append(LeftOut(count: others.count - good, by: "not in \(rerun.name)"))
  }

  /// The order of two instances is the same in each plan that has both. Isolated ones stay behind the others: whatever ran
  /// before, each of them gets a system of its own.
  private mutating func shuffle(_ seed: UInt64) {
    let keys = instances.map { instance in
      (isIsolated: instance.definition.isIsolated, hash: StableHash.of(instance.id, family: seed), id: instance.id)
    }
    instances = zip(instances, keys).sorted { one, other in
      let (one, other) = (one.1, other.1)
      guard one.isIsolated == other.isIsolated else { return other.isIsolated }
      return (one.hash, one.id) < (other.hash, other.id)
    }.map(\.0)
  }

  /// Which shard an instance belongs to is told by its name alone, so that no other instance moves if one is added.
  private mutating func divide(_ index: Int, _ count: Int) {
    let ids = instances.map(\.id)
    let positions = ids.indices.filter { Shard.index(of: ids[$0], among: count) == index }
    shard = Shard(
      index: index, count: count, positions: positions, total: ids.count, checksum: Shard.checksum(of: ids))
    instances = positions.map { instances[$0] }
  }
}

extension Choice.Rerun {
  /// Names that a report shows.
  private static let shown = 20

  /// What went wrong then, and is skipped here or there no more. What is left out on purpose is none of it.
  fileprivate func gap(_ plan: [Instance], of all: [Instance]) -> OfferGap? {
    let gone = failed.subtracting(all.flatMap(\.planned.ids))
    let skipped = plan.filter { instance in
      if case .unmet = instance.readiness { !failed.isDisjoint(with: instance.planned.ids) } else { false }
    }.map(\.id)
    guard !gone.isEmpty || !skipped.isEmpty else { return nil }
    func names(_ ids: [String], _ what: String) -> String? {
      guard !ids.isEmpty else { return nil }
      let more = ids.count > Self.shown ? ", … (\(ids.count) in all)" : ""
      return "\(what): \(ids.prefix(Self.shown).joined(separator: ", "))\(more)"
    }
    return OfferGap(
      "failed-before", nil, title: "What went wrong in the earlier run can be run again",
      expected: "every case that went wrong in \(name) is run again",
      actual: [names(gone.sorted(), "not there any more"), names(skipped, "skipped here")].compactMap(\.self)
        .joined(separator: "; "))
  }
}
