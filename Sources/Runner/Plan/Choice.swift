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
    /// Of the instances, by their names then.
    package var ids: Set<String>
    /// The run.
    package var name: String

    package init(ids: Set<String>, name: String) {
      self.ids = ids
      self.name = name
    }
  }

  package init() {}
}

/// A plan as a run chose it.
struct ChosenPlan {
  private(set) var instances: [Instance]
  private(set) var leftOut: [LeftOut] = []
  private(set) var shard: Shard?
  /// What an earlier run left to be run again, and this plan has not.
  private(set) var missing: [String] = []

  init(_ plan: [Instance], _ choice: Choice = Choice()) {
    instances = plan
    exclude(choice.exclusions)
    if let rerun = choice.rerun { keep(rerun, of: plan) }
    if let seed = choice.randomOrder { shuffle(seed) }
    if let (index, count) = choice.shard { divide(index, count) }
  }

  /// The plan of a run that goes on, as it was chosen when that began.
  init(_ plan: [Instance], as started: RunStarted) {
    instances = plan
    (leftOut, shard) = (started.leftOut, started.shard)
  }

  /// Takes out what has been run.
  mutating func leaveOut(_ ids: Set<String>) { instances.removeAll { ids.contains($0.id) } }

  private mutating func exclude(_ exclusions: [Choice.Exclusion]) {
    let names = instances.flatMap(\.planned.ids)
    for exclusion in exclusions {
      let selector = exclusion.selector.knowing(names)
      let before = instances.count
      instances.removeAll { selector.selects($0.planned) }
      leftOut.append(LeftOut(count: before - instances.count, by: "--exclude \(exclusion.word)"))
    }
  }

  private mutating func keep(_ rerun: Choice.Rerun, of plan: [Instance]) {
    let before = instances.count
    instances.removeAll { rerun.ids.isDisjoint(with: $0.planned.ids) }
    leftOut.append(LeftOut(count: before - instances.count, by: "nothing was wrong in \(rerun.name)"))
    missing = rerun.ids.subtracting(plan.flatMap(\.planned.ids)).sorted()
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
    let positions = ids.indices.filter { StableHash.of(ids[$0]) % UInt64(count) == UInt64(index - 1) }
    shard = Shard(
      index: index, count: count, positions: positions, total: ids.count, checksum: Shard.checksum(of: ids))
    instances = positions.map { instances[$0] }
  }
}
