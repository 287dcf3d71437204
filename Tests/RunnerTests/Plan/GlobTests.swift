import Testing

@testable import Runner

@Suite struct GlobTests {
  static let table: [(pattern: String, name: String, matches: Bool)] = [
    ("", "", true), ("", "a", false), ("*", "", true), ("*", "anything", true), ("a*", "abc", true),
    ("*c", "abc", true), ("a*c", "abc", true), ("a*d", "abc", false), ("a?c", "abc", true), ("a?c", "ac", false),
    ("type1.*/overlap*", "type1.map/overlap-is-refused", true), ("type1.*", "type10.map", false),
    ("t/c[at=4KiB]", "t/c[at=4KiB]", true), ("t/c[a]", "t/ca", false), ("**", "x", true), ("*a*b*", "xxaxxbxx", true),
    ("*a*b*", "xxbxxaxx", false),
  ]

  @Test(arguments: table.indices) func patterns(_ index: Int) {
    let row = Self.table[index]
    #expect(Glob(row.pattern).matches(row.name) == row.matches, "\(row.pattern) on \(row.name)")
  }

  /// A matcher that tries every way would not come back from this one.
  @Test func manyStarsStayCheap() {
    let pattern = String(repeating: "*a", count: 40) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 2000)))
  }
}

@Suite struct SelectorTests {
  static let planned = PlannedCase(
    id: "type1.map/overlap[at=4KiB]", suite: "type1.map", name: "overlap[at=4KiB]", title: "",
    parameters: ["at": "4KiB"],
    covers: ["T1-024"], severity: .must, tags: ["dma"], file: "", line: 1)

  static let table: [(Selector, Bool)] = [
    (Selector(), true), (Selector(patterns: ["type1.map"]), true), (Selector(patterns: ["type1"]), true),
    (Selector(patterns: ["type"]), false), (Selector(patterns: ["type1.map/overlap"]), true),
    (Selector(patterns: ["type1.map/overlap[at=4KiB]"]), true),
    (Selector(patterns: ["type1.map/overlap[at=8KiB]"]), false),
    (Selector(patterns: ["*/overlap"]), true), (Selector(patterns: ["group", "type1"]), true),
    (Selector(tags: ["dma"]), true), (Selector(tags: ["irq"]), false), (Selector(requirements: ["T1-024"]), true),
    (Selector(requirements: ["T1-*"]), true), (Selector(requirements: ["IRQ-*"]), false),
    (Selector(patterns: ["type1"], tags: ["irq"]), false),
  ]

  @Test(arguments: table.indices) func selects(_ index: Int) {
    #expect(Self.table[index].0.selects(Self.planned) == Self.table[index].1)
  }

  @Test func slipsOfThePenAreTold() {
    let selector = Selector(patterns: ["type1", "tpye1"], tags: ["dmaa"], requirements: ["T1-024"])
    #expect(selector.unused(in: [Self.planned]) == ["tpye1", "dmaa"])
  }
}
