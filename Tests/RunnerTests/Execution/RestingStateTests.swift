import Foundation
import Journal
import MachineModel
import Simulator
import SuiteModel
import SystemCalls
import Testing

@testable import Runner

/// What one case leaves behind does not reach the next.
@Suite struct RestingStateTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../Suites").standardized.path

  /// The notes of a run of two cases on a kernel that breaks a rule, and the systems that it took.
  private static func notes(
    _ cases: [String], on machine: String, breaking rule: String?
  ) async throws -> (notes: [String], systems: Int) {
    let machine = try Machine.load(path: "\(folder)/machines/\(machine).yaml")
    let suites = SuiteLibrary(try SuiteFolder(folder))
    let quirks = Set(try rule.map { [try #require(Rule.named($0))] } ?? [])
    var (notes, systems): ([String], Int) = ([], 0)
    let runner = Runner(
      RunnableLibrary(suites, requirements: RequirementCatalogue(suites.folder)),
      options: Runner.Options(
        id: "r", program: "p", devices: .machine(machine), selector: Selector(patterns: cases)),
      alone: {
        systems += 1
        return SimulatedSystem(machine: machine, profile: .linux6_12, quirks: quirks)
      },
      record: { if case .note(let note) = $0 { notes.append(note.text) } })
    _ = try await runner.run()
    return (notes, systems)
  }

  @Test(arguments: [
    ("x86-intel", "irq.intx/interrupts-again-and-again", "device.close-interrupts", "with an interrupt enabled"),
    ("x86-intel", "device.lifetime/host-state-is-restored", "device.close-restores", "INTx disabled"),
    ("power9", "eeh.owner/closing-thaws", "eeh.close-thaws", "its endpoint (PE) in state"),
  ])
  func whatIsLeftIsToldAndMended(machine: String, id: String, rule: String, says: String) async throws {
    let broken = try await Self.notes([id], on: machine, breaking: rule)
    #expect(broken.notes.contains { $0.contains(says) }, "\(broken.notes)")
    let whole = try await Self.notes([id], on: machine, breaking: nil)
    #expect(whole.notes == [] && whole.systems == 1)
  }

  /// A fresh system is tried for an error that comes again and again, and once.
  @Test func aSetUpThatFailsAgainAndAgainGetsAFreshSystem() async throws {
    let cases = (1...8).map {
      "  - { case: c\($0), title: T, setup: [{ read-file: /nowhere }], steps: [{ eventfd: 0 }] }"
    }
    let recording = Recording()
    try await recording.run(try RunnableLibrary(cases: cases.joined(separator: "\n")), on: { FakeSystem.twoDevices })
    #expect(recording.systems.count == 2)
    let notes = recording.events.compactMap { if case .note(let note) = $0 { note.text } else { nil } }
    #expect(notes.first == "the set-up of 3 successive cases failed alike: read-file /nowhere, failed with ENOENT")
  }
}
