import Journal
import SuiteModel
import Testing

@testable import Runner

@Suite struct ChoiceTests {
  private static let names = (0..<40).map { "c\($0)" }

  private func plan(
    _ choice: Choice, of names: [String] = names, isolated: Set<String> = [], selecting: Selector? = nil
  ) throws -> ChosenPlan {
    let library = try RunnableLibrary(
      cases: names.map {
        "  - { case: \($0), title: T, isolated: \(isolated.contains($0)), steps: [{ open: /x }] }"
      }.joined(separator: "\n"))
    let system = FakeSystem.twoDevices
    let inventory = try Inventory(of: system, selecting: .endpoints, recipes: [])
    let planner = try Planner(inventory: inventory, suites: library.suites, requirements: [:], on: system)
    let all = planner.plan(library.suites)
    return ChosenPlan(selecting.map { selector in all.filter { selector.selects($0.planned) } } ?? all, of: all, choice)
  }

  private func ids(_ plan: ChosenPlan) -> [String] { plan.instances.map(\.planned.name) }

  @Test func whatIsExcludedIsCounted() throws {
    var choice = Choice()
    choice.exclusions = ["t/c1?", "t/c11", "t/c3"].map { .init(Selector(patterns: [$0]), word: $0) }
    let plan = try plan(choice)
    #expect(plan.instances.count == 29 && !ids(plan).contains("c11") && ids(plan).contains("c1"))
    #expect(
      plan.leftOut == [
        LeftOut(count: 10, by: "--exclude t/c1?"), LeftOut(count: 0, by: "--exclude t/c11"),
        LeftOut(count: 1, by: "--exclude t/c3"),
      ])
  }

  @Test func whatWentWrongIsRunAgain() throws {
    var choice = Choice()
    choice.rerun = .init(
      failed: ["t/c7"], unfinished: ["t/c3", "t/never"], good: ["t/c0", "t/c1", "t/never"], name: "last")
    let plan = try plan(choice)
    #expect(ids(plan) == ["c3", "c7"])
    #expect(
      plan.leftOut == [LeftOut(count: 2, by: "nothing was wrong in last"), LeftOut(count: 36, by: "not in last")])
    #expect(plan.gap == nil)
  }

  /// A case that failed and is gone is no better for that; one that the selection leaves out is somebody's wish.
  @Test func whatWentWrongAndIsGoneIsMissed() throws {
    var choice = Choice()
    choice.rerun = .init(failed: ["t/c7", "t/c3", "t/gone", "t/lost"], name: "last")
    let plan = try plan(choice, selecting: Selector(patterns: ["t/c3"]))
    #expect(ids(plan) == ["c3"])
    #expect(plan.gap?.planned.id == "vfio-conform.machine/failed-before")
    #expect(plan.gap?.expected == "every case that went wrong in last is run again")
    #expect(plan.gap?.actual == "not there any more: t/gone, t/lost")
  }

  /// A seed means an order: these are not to change from one release to the next.
  @Test func aSeedIsAnOrder() throws {
    var choice = Choice()
    choice.randomOrder = 7
    let some = Array(Self.names.prefix(8))
    #expect(try ids(plan(choice, of: some)) == ["c0", "c6", "c1", "c2", "c5", "c7", "c3", "c4"])
    choice.randomOrder = 8
    #expect(try ids(plan(choice, of: some)) != ["c0", "c6", "c1", "c2", "c5", "c7", "c3", "c4"])
    #expect(try ids(plan(choice, of: some)).sorted() == some)
  }

  @Test func theOrderOfSomeIsThatOfAll() throws {
    var choice = Choice()
    choice.randomOrder = 42
    let all = try ids(plan(choice))
    let some = Self.names.filter { Int($0.dropFirst()).map { $0 % 3 == 0 } == true }
    #expect(try ids(plan(choice, of: some)) == all.filter(some.contains))
  }

  @Test func isolatedCasesStayLast() throws {
    var choice = Choice()
    choice.randomOrder = 7
    let order = try ids(plan(choice, isolated: ["c3", "c4"]))
    #expect(Set(order.suffix(2)) == ["c3", "c4"] && order.count == 40)
  }

  @Test(arguments: [1, 2, 3, 7, 50]) func shardsArePartsOfTheWhole(count: Int) throws {
    let whole = try ids(plan(Choice()))
    var seen: [Int: String] = [:]
    for index in 1...count {
      var choice = Choice()
      choice.shard = (index, count)
      let plan = try plan(choice)
      let shard = try #require(plan.shard)
      #expect(shard.total == whole.count && shard.checksum == Shard.checksum(of: whole.map { "t/\($0)" }))
      #expect(shard.positions.count == plan.instances.count)
      for (position, name) in zip(shard.positions, ids(plan)) {
        #expect(seen.updateValue(name, forKey: position) == nil, "\(name) is there twice")
      }
    }
    #expect(seen.sorted { $0.key < $1.key }.map(\.value) == whole)
  }

  /// Each case stays in its shard when others are added or go.
  @Test func shardsAreStable() throws {
    var choice = Choice()
    choice.shard = (2, 3)
    let all = try ids(plan(choice))
    let fewer = Self.names.filter { $0.count == 2 }
    #expect(try ids(plan(choice, of: fewer)) == all.filter(fewer.contains))
  }
}
