import Journal
import SuiteModel
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

  static let beginnings: [(pattern: String, beginning: String, may: Bool)] = [
    ("t/c[at=4KiB]", "t/c[", true), ("t/c", "t/c[", false), ("t/d[at=4KiB]", "t/c[", false), ("*", "t/c[", true),
    ("*/c[*", "t/c[", true), ("t/c?", "t/c[", true), ("t/c[", "t/c[", true), ("*d", "t/c[", true),
    ("t/?d*", "t/c[", false),
  ]

  @Test(arguments: beginnings.indices) func whatANameMayBecome(_ index: Int) {
    let row = Self.beginnings[index]
    #expect(Glob(row.pattern).mayMatch(beginning: row.beginning) == row.may, "\(row.pattern) on \(row.beginning)…")
  }

  /// A matcher that tries every way would not come back from this one.
  @Test func manyStarsStayCheap() {
    let pattern = String(repeating: "*a", count: 40) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 2000)))
  }
}

@Suite struct SelectorTests {
  static let planned = PlannedCase(
    id: "type1.map/overlap[at=4KiB]", suite: "type1.map", name: "overlap[at=4KiB]",
    formerly: ["cover"], title: "", parameters: ["at": "4KiB"], covers: ["T1-024"], severity: .must, tags: ["dma"],
    file: "", line: 1)

  static let table: [(Selector, Bool)] = [
    (Selector(), true), (Selector(patterns: ["type1.map"]), true), (Selector(patterns: ["type1"]), true),
    (Selector(patterns: ["type"]), false), (Selector(patterns: ["type1.map/overlap"]), true),
    (Selector(patterns: ["type1.map/overlap[at=4KiB]"]), true),
    (Selector(patterns: ["type1.map/overlap[at=8KiB]"]), false),
    (Selector(patterns: ["type1.map/cover"]), true), (Selector(patterns: ["type1.map/cover[at=4KiB]"]), true),
    (Selector(patterns: ["type1.map/cover[at=8KiB]"]), false), (Selector(patterns: ["*/cov*"]), true),
    (Selector(patterns: ["group/cover"]), false),
    (Selector(patterns: ["*/overlap"]), true), (Selector(patterns: ["group", "type1"]), true),
    (Selector(tags: ["dma"]), true), (Selector(tags: ["irq"]), false), (Selector(requirements: ["T1-024"]), true),
    (Selector(requirements: ["T1-*"]), true), (Selector(requirements: ["IRQ-*"]), false),
    (Selector(patterns: ["type1"], tags: ["irq"]), false),
  ]

  @Test(arguments: table.indices) func selects(_ index: Int) {
    #expect(Self.table[index].0.selects(Self.planned) == Self.table[index].1)
  }

  static let unused: [(Selector, [String])] = [
    (Selector(patterns: ["type1", "tpye1"], tags: ["dmaa"], requirements: ["T1-024"]), ["tpye1", "dmaa"]),
    (Selector(patterns: ["type1.map/overlap[at=8KiB]"]), ["type1.map/overlap[at=8KiB]"]),
    (Selector(), []),
  ]

  @Test(arguments: unused.indices) func slipsOfThePenAreTold(_ index: Int) {
    #expect(Self.unused[index].0.unused(in: [(Self.planned, false)]) == Self.unused[index].1)
  }

  private static func instance(_ value: String, tags: [String] = []) -> PlannedCase {
    PlannedCase(
      id: "s/c[x=\(value)]", suite: "s", name: "c[x=\(value)]", title: "", parameters: ["x": value], covers: [],
      severity: .must, tags: tags, file: "", line: 1)
  }

  /// A value may be written with what is a wildcard elsewhere.
  @Test func theNameOfAnInstanceMeansJustThat() {
    let all = ["page * 2", "page * 12", "page ? 1 : 2"].map { Self.instance($0) }
    for planned in all {
      let selector = Selector(patterns: [planned.id]).knowing(all.map(\.id))
      #expect(all.filter { selector.selects($0) } == [planned])
    }
    #expect(all.filter { Selector(patterns: ["s/c[x=page * *"]).knowing(all.map(\.id)).selects($0) }.count == 3)
  }

  @Test func anInstanceThatIsNotKnownYetMayBeMeant() {
    let open = Self.instance("irqs")
    #expect(Selector(patterns: ["s/c[x=4]"]).selects(open, isOpen: true))
    #expect(!Selector(patterns: ["s/c[x=4]"]).selects(open))
    #expect(!Selector(patterns: ["s/d[x=4]"]).selects(open, isOpen: true))
    #expect(Selector(patterns: ["*[x=4*"]).selects(open, isOpen: true))
    #expect(!Selector(patterns: ["*[y=4]"]).selects(open, isOpen: true))
    #expect(!Selector(patterns: ["*4*"]).selects(open, isOpen: true))
  }

  /// Each word selects something, but no case has all that they ask for.
  @Test func wordsThatExcludeEachOtherAreTold() {
    let plan = [(Self.planned, false), (Self.instance("1", tags: ["irq"]), false)]
    #expect(Selector(patterns: ["type1"], tags: ["irq"]).unused(in: plan) == ["type1 irq"])
  }
}
