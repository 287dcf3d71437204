import Testing

@testable import Simulator

/// That each rule can be broken, and is missed, is for `vfio-conform mutants` to prove.
@Suite struct RuleTests {
  @Test func idsAreUnique() {
    #expect(Set(Rule.all.map(\.id)).count == Rule.all.count)
    #expect(Rule.all.allSatisfy { Rule.named($0.id) == $0 })
  }
}
