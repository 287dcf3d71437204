import Foundation
import Testing

/// The answers that scripts read.
struct AnswerTests {
  private struct Mutants: Decodable {
    var quirks: [Quirk]

    struct Quirk: Decodable {
      var id: String
      var area: String
      var requirement: String
      var noticedBy: [String]
    }
  }

  @Test func mutantsSayWhoNoticed() throws {
    let outcome = try Program().run("mutants", "container.node-open", "--format", "json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let quirk = try #require(try JSONDecoder().decode(Mutants.self, from: Data(outcome.output.utf8)).quirks.first)
    #expect(quirk.id == "container.node-open" && quirk.area == "container" && quirk.requirement == "CON-001")
    #expect(!quirk.noticedBy.isEmpty)
    let known = try Program().run("list", "container").lines.map { String($0.prefix { $0 != " " }) }
    for id in quirk.noticedBy { #expect(known.contains(id)) }
    let keys = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: [[String: Any]]])
    #expect(keys.map(\.key) == ["quirks"])
    #expect(
      Set(keys["quirks"]?.first?.keys ?? [:].keys) == [
        "id", "area", "requirement", "breaks", "tried", "noticedBy", "disturbed",
      ])
  }

  /// Suites that only look at the API's version, and notice nothing else.
  private static func shortSighted(_ program: Program) throws -> String {
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    let areas = [
      "container", "group", "type1", "device", "irq", "noiommu", "mdev", "modules", "virqfd", "spapr", "eeh",
      "platform", "ccw",
    ]
    // What is said of their cases goes with them.
    for name in areas + ["known-defects.yaml", "twin-exemptions.yaml"] {
      try FileManager.default.removeItem(atPath: "\(suites)/\(name)")
    }
    return suites
  }

  @Test func aQuirkThatNobodyNoticesIsNotAsExpected() throws {
    let program = try Program()
    let suites = try Self.shortSighted(program)
    let outcome = try program.run(
      "mutants", "group.*", "container.api-version", "container.independent", "--suites", suites)
    #expect(outcome.status == 1)
    let lines = outcome.lines
    #expect(
      lines.contains {
        $0.hasPrefix("group.viability ") && $0.hasSuffix("no case that covers GRP-021 passes on any of the machines")
      })
    #expect(
      lines.contains {
        $0.hasPrefix("container.independent ")
          && $0.hasSuffix("NOBODY noticed that opens of the node share one container")
      })
    #expect(!lines.contains { $0.contains("notice no quirk") })
  }

  @Test func casesThatNoticeNothingAreListed() throws {
    let program = try Program()
    let outcome = try program.run("mutants", "--suites", try Self.shortSighted(program), "--format", "json")
    #expect(outcome.status == 1)
    let answer = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(answer["blind"] as? [String] == ["own.test/passes"])
    #expect(answer["untried"] as? [String] == [])
  }

  private struct Inspection: Decodable {
    var iommu: [String]
    var groups: [Group]
    var modules: [String: Bool]
    var suites: [Suite]

    struct Group: Decodable {
      var viable: Bool
      var obstacles: [String]
      var devices: [Device]
    }

    struct Device: Decodable {
      var address: String
      var name: String
      var driver: String?
    }

    struct Suite: Decodable {
      var suite: String
      var cases: Int
      var runnable: Int
      var reasons: [String]
    }
  }

  @Test func inspectTellsWhatAMachineOffers() throws {
    let outcome = try Program().run("inspect", "--backend", "sim", "--format", "json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let inspection = try JSONDecoder().decode(Inspection.self, from: Data(outcome.output.utf8))
    #expect(inspection.iommu == ["type1", "type1v2"])
    #expect(inspection.modules["vfio_pci"] == true)
    let devices = inspection.groups.flatMap(\.devices)
    #expect(devices.contains { $0.address == "0000:01:00.0" && $0.name.contains("82574L") })
    // The executor's own port is somebody else's.
    let busy = try #require(inspection.groups.first { !$0.viable })
    #expect(busy.obstacles == ["0000:00:02.0 belongs to virtio-pci: unbind it, or bind it to vfio-pci"])
    let noiommu = inspection.suites.filter { $0.suite.hasPrefix("noiommu") && $0.runnable < $0.cases }
    #expect(noiommu.flatMap(\.reasons).contains { $0.contains("noiommu") })
  }

  @Test func inspectOfAMachineWithoutAnIOMMUShowsNoGroups() throws {
    let outcome = try Program().run("inspect", "--backend", "sim", "--machine", "x86-noiommu")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("without an IOMMU group"))
  }

  @Test func machinesAreListedAndExplained() throws {
    let program = try Program()
    #expect(try program.run("machines").lines.map { $0.prefix { $0 != " " } }.contains("x86-intel"))
    let outcome = try program.run("machines", "x86-intel", "--format", "json")
    let machine = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(machine["iommu"] as? String == "intel")
    #expect((machine["devices"] as? [[String: Any]])?.contains { $0["address"] as? String == "0000:00:05.0" } == true)
  }

  @Test func lintCountsAndPlacesMistakes() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing + "nonsense: 1\n")
    let outcome = try program.run("lint", "--suites", suites, "--format", "json")
    #expect(outcome.status == 2)
    let entries = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    let mine = try #require(entries.first { ($0["file"] as? String)?.hasSuffix("own/test.yaml") == true })
    #expect(mine["line"] as? Int == 13 && mine["column"] as? Int == 1 && mine["severity"] as? String == "error")
  }

  @Test(arguments: ["['*']", "[a*, c*, d*, e*, g*, i*, m*, n*, o*, p*, s*, t*, v*]"])
  func lintRefusesADefectThatExcusesEveryCase(cases: String) throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    try program.folder.write(
      "anything:\n  cases: \(cases)\n  reason: It may be wrong\n  evidence: none\n", to: "Suites/known-defects.yaml")
    let outcome = try program.run("lint", "--suites", suites)
    #expect(outcome.status == 2)
    #expect(
      outcome.output.contains(
        "known-defects.yaml:1:1: error: the defect 'anything' excuses every case; name those in which the kernel fails"),
      "\(outcome.output)")
  }

  @Test func lintFindsACaseThatPassesWithoutItsSubject() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: OwnSuites.needless)
    let outcome = try program.run("lint", "--suites", suites)
    #expect(outcome.status == 2)
    #expect(
      outcome.lines.first?.hasSuffix(
        "own/test.yaml:4:11: error: the case 'passes-anywhere' passes where there is no VFIO; "
          + "say in 'needs' what it cannot do without, such as 'modules: [vfio]'") == true, "\(outcome.output)")
    #expect(outcome.lines.count == 2)
  }

  @Test func theRepositorysOwnFilesAreWithoutError() throws {
    let outcome = try Program().run("lint")
    #expect(outcome.status == 0, "\(outcome.output)")
  }
}
