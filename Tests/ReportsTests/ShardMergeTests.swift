import Foundation
import Journal
import TestSupport
import Testing

@testable import Reports

struct ShardMergeTests {
  private static let positions = [[0, 3], [1, 2, 5], [4]]
  /// Cases whose names tell that they belong to these shards.
  private static let plan = (0..<6).compactMap { position in
    (0..<1000).lazy.map { SampleRun.planned("case\(position)-\($0)") }.first {
      positions[Shard.index(of: $0.id, among: 3) - 1].contains(position)
    }
  }

  /// One of three shards of a plan of six.
  private static func shard(_ index: Int, _ change: (inout RunStarted) -> Void = { _ in }) -> [Event] {
    let positions = positions[index - 1]
    guard case .runStarted(var started) = SampleRun.started(positions.map { plan[$0] }) else { return [] }
    started.id = "shard-\(index)"
    started.suites = "0123456789abcdef"
    started.commandLine += ["--shard", "\(index)/3"]
    started.shard = Shard(
      index: index, count: 3, positions: positions, total: plan.count, checksum: Shard.checksum(of: plan.map(\.id)))
    change(&started)
    return SampleRun.whole(
      [.runStarted(started)] + started.plan.flatMap { [SampleRun.begun($0.id), SampleRun.finished($0.id, .passed)] })
  }

  private func merge(_ shards: [Event]...) throws -> RunRecord {
    let parts = try shards.enumerated().map { index, events in
      let lines = try events.map { try JSONEncoder().encode(JournalLine($0)) + Data("\n".utf8) }
      return ShardMerge.Part(name: "run\(index)", journal: try JournalContents(bytes: Data(lines.joined())))
    }
    return RunRecord(try ShardMerge(parts, id: "whole").events)
  }

  @Test func allShardsAreTheRun() throws {
    let record = try merge(Self.shard(3), Self.shard(1), Self.shard(2))
    #expect(record.isComplete)
    #expect(record.cases.map(\.planned) == Self.plan)
    #expect(record.counts == Counts(passed: 6))
    #expect(record.started?.merged == ["shard-1", "shard-2", "shard-3"])
    #expect(record.started?.shard == nil)
    #expect(record.started?.commandLine == ["vfio-conform", "run", "--kernel", "6.12", "--", "type1.*"])
  }

  @Test func aMissingShardIsMissed() throws {
    let record = try merge(Self.shard(1), Self.shard(3))
    #expect(record.ending == .incomplete("shard 2 of 3 is missing"))
    #expect(record.counts == Counts(passed: 3, errored: 1))
  }

  /// Whatever line of whatever shard is lost, the whole is not complete.
  @Test func aShardThatWasCutOffIsNotWhole() throws {
    let second = Self.shard(2)
    for length in 1..<second.count {
      let record = try merge(Self.shard(1), Array(second.prefix(length)), Self.shard(3))
      #expect(!record.isComplete && record.counts.unexpected > 0, "\(length)")
      #expect(record.cases.count { $0.planned.suite == "type1.map" } == 6, "\(length)")
    }
    for index in 1..<(second.count - 1) {
      var events = second
      events.remove(at: index)
      guard case .caseFinished = second[index] else { continue }
      #expect(throws: MergeError.self) { try merge(Self.shard(1), events, Self.shard(3)) }
    }
  }

  /// Each shard tells what the machine lacks; together they tell it once.
  @Test func aGapOfTheMachineIsToldOnce() throws {
    var gap = SampleRun.planned("offer", suite: "vfio-conform.machine")
    gap.file = ""
    let shards = [1, 2, 3].map { index -> [Event] in
      guard case .runStarted(var started) = Self.shard(index)[0] else { return [] }
      started.plan.insert(gap, at: 0)
      let ends = started.plan.map { SampleRun.finished($0.id, $0 == gap ? .failed : .passed) }
      return SampleRun.whole([.runStarted(started)] + ends)
    }
    let record = try merge(shards[0], shards[1], shards[2])
    #expect(record.isComplete && record.cases.map(\.planned) == [gap] + Self.plan)
    #expect(record.counts == Counts(passed: 6, failed: 1))
  }

  @Test func aCaseTooManyOrTooFewIsNoticed() throws {
    let changes: [(inout RunStarted) -> Void] = [
      { $0.plan.removeLast() }, { $0.plan.insert(Self.plan[0], at: 0) }, { $0.plan[0] = Self.plan[0] },
      { $0.shard?.positions = [1, 2, 4] },
      { $0.shard?.positions = [-1, 2, 5] }, { $0.shard?.positions = [.max, .min, 0] }, { $0.shard?.positions = [] },
    ]
    for (index, change) in changes.enumerated() {
      let record = try? merge(Self.shard(1), Self.shard(2, change), Self.shard(3))
      #expect(record?.isComplete != true, "\(index)")
    }
  }

  private static let strangers: [(what: String, change: @Sendable (inout RunStarted) -> Void)] = [
    ("programs differ: 1.0 and 1.1", { $0.program = "1.1" }),
    ("suites differ: 0123456789abcdef and f", { $0.suites = "f" }),
    ("kernels differ: 6.12.0-sim (#1 SMP) and 6.12.0-sim (#2 SMP)", { $0.system.version = "#2 SMP" }),
    ("systems differ: ", { $0.system.machine = "x86-amd" }),
    ("devices differ: ", { $0.system.devices = [] }),
    ("descriptions of the system differ: ", { $0.system.pageSize = 65536 }),
    ("run1 is no run to merge: its journal contradicts itself: ", { $0.shard?.count = 4 }),
    ("choices of cases differ: 'type1.*' and irq", { $0.commandLine = ["vfio-conform", "run", "--", "irq"] }),
    ("plans differ: 6 cases, ", { $0.shard?.total = 7 }),
    ("plans differ: 6 cases, ", { $0.shard?.checksum = "f" }),
    ("run1 is no shard", { $0.shard = nil }),
    ("its journal contradicts itself: it calls itself shard 2 of -1", { $0.shard?.count = -1 }),
    (
      "its journal contradicts itself: it calls itself shard 1 of 0",
      {
        $0.shard?.index = 1; $0.shard?.count = 0
      }
    ),
    ("its journal contradicts itself: it calls itself shard 4 of 3", { $0.shard?.index = 4 }),
    (" belongs to another shard", { $0.shard?.index = 3 }),
    ("run0 and run1 are the same run", { $0.id = "shard-1" }),
    ("baselines differ: none and f", { $0.baseline = BaselineDescription(file: "b.yaml", checksum: "f") }),
    (
      "requirements differ: nothing and --require device=edu",
      { $0.commandLine.insert(contentsOf: ["--require", "device=edu"], at: 2) }
    ),
  ]

  @Test func aShardIsThereOnce() {
    let error = #expect(throws: MergeError.self) { try merge(Self.shard(1), Self.shard(1) { $0.id = "another" }) }
    #expect(error?.description == "shard 1 is there twice: run0 and run1")
  }

  /// A shard's clock may be put back while it runs: what it told stays in its order.
  @Test func aClockThatGoesBackLosesNothing() throws {
    var second = Self.shard(2)
    for (index, event) in second.enumerated() {
      guard case .caseFinished(var end) = event else { continue }
      end.time = Timestamp(milliseconds: SampleRun.start.milliseconds - 60_000)
      second[index] = .caseFinished(end)
    }
    let record = try merge(Self.shard(1), second, Self.shard(3))
    #expect(record.isComplete && record.counts == Counts(passed: 6))
  }

  @Test(arguments: strangers.indices) func runsOfTwoKindsAreNotMerged(index: Int) {
    let (what, change) = Self.strangers[index]
    let error = #expect(throws: MergeError.self) { try merge(Self.shard(1), Self.shard(2, change)) }
    #expect(error?.description.contains(what) == true, "\(error?.description ?? "")")
  }
}
