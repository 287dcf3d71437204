import SystemCalls
import Testing
import VFIOInterface

@testable import Simulator

/// What user space does to find out whether a kernel keeps a rule, and what it sees where it does.
struct RuleProbe: CustomTestStringConvertible, Sendable {
  var rule: Rule
  var machine = "x86-intel"
  var profile = KernelProfile.linux6_12
  var expected: String
  var look: @Sendable (TestMachine) throws -> String

  var testDescription: String { rule.id }

  init(
    _ rule: Rule, _ expected: String, on machine: String = "x86-intel", with profile: KernelProfile = .linux6_12,
    _ look: @escaping @Sendable (TestMachine) throws -> String
  ) {
    self.rule = rule
    self.machine = machine
    self.profile = profile
    self.expected = expected
    self.look = look
  }
}

/// An error's name, or "0" for success.
func name(_ error: Errno?) -> String { error.map(\.description) ?? "0" }
func name(_ result: CallResult) -> String {
  result.fault.map(\.name) ?? result.error.map(\.description) ?? "\(result.value)"
}

@Suite struct RuleTests {
  static let probes =
    RuleProbe.container + RuleProbe.group + RuleProbe.noIOMMU + RuleProbe.type1 + RuleProbe.device + RuleProbe.region
    + RuleProbe.config + RuleProbe.reset + RuleProbe.irq + RuleProbe.virqfd
    + RuleProbe.module + RuleProbe.virtualFunction + RuleProbe.spapr

  @Test(arguments: probes) func isKept(probe: RuleProbe) throws {
    let seen = try probe.look(TestMachine(probe.machine, probe.profile))
    #expect(seen == probe.expected)
  }

  @Test(arguments: probes) func isSeenToBeBroken(probe: RuleProbe) throws {
    let seen = try probe.look(TestMachine(probe.machine, probe.profile, quirks: [probe.rule]))
    #expect(seen != probe.expected)
  }

  @Test func idsAreUnique() {
    #expect(Set(Rule.all.map(\.id)).count == Rule.all.count)
    #expect(Rule.all.allSatisfy { Rule.named($0.id) == $0 })
  }
}
