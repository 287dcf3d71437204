import Foundation
import Testing

/// The answers that scripts read.
struct AnswerTests {
  private struct Mutants: Decodable {
    var quirks: [Quirk]

    struct Quirk: Decodable {
      var id: String
      var area: String
      var rule: String
      var noticedBy: [String]
    }
  }

  @Test func mutantsSayWhoNoticed() throws {
    let outcome = try Program().run("mutants", "container.node-open", "--format", "json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let quirk = try #require(try JSONDecoder().decode(Mutants.self, from: Data(outcome.output.utf8)).quirks.first)
    #expect(quirk.id == "container.node-open" && quirk.area == "container" && quirk.rule == "CON-001")
    #expect(!quirk.noticedBy.isEmpty)
    let known = try Program().run("list", "container").lines.map { String($0.prefix { $0 != " " }) }
    for id in quirk.noticedBy { #expect(known.contains(id)) }
    let keys = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: [[String: Any]]])
    #expect(keys.map(\.key) == ["quirks"])
    #expect(Set(keys["quirks"]?.first?.keys ?? [:].keys) == ["id", "area", "rule", "noticedBy"])
  }

  @Test func aQuirkThatNobodyNoticesIsNotAsExpected() throws {
    let program = try Program()
    // Suites that only look at the API's version notice nothing of groups.
    let suites = try program.folder.suites(adding: OwnSuites.passing)
    for area in ["container", "group", "type1", "device", "irq", "noiommu"] {
      try FileManager.default.removeItem(atPath: "\(suites)/\(area)")
    }
    let outcome = try program.run("mutants", "group.*", "--suites", suites)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("NOBODY noticed"), "\(outcome.output)")
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

  @Test func theRepositorysOwnFilesAreWithoutError() throws {
    let outcome = try Program().run("lint")
    #expect(outcome.status == 0, "\(outcome.output)")
  }
}
