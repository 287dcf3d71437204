import Foundation
import Testing

struct ListTests {
  private struct Listed: Decodable, Equatable {
    var id: String
    var suite: String
    var title: String
    var requirements: [String]
    var needs: [String: String]
    var tags: [String]
    var parameters: [String: [String]]
  }

  private static let suite = """
    suite: own.test
    title: Cases of this test
    needs: { iommu: type1v2, device: edu }
    tags: [mine]
    cases:
      - case: first
        title: The first
        covers: [T1-001]
        tags: [quick]
        steps:
          - open: /dev/vfio/vfio
      - case: second
        title: The second
        needs: { kernel: kernel >= 6.12 }
        for: { at: [0, page * 2] }
        steps:
          - open: /dev/vfio/vfio
    """

  @Test func jsonHasWhatScriptsRead() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: Self.suite)
    let outcome = try program.run("list", "own", "--format", "json", "--suites", suites)
    #expect(outcome.status == 0)
    let listed = try JSONDecoder().decode([Listed].self, from: Data(outcome.output.utf8))
    let first = Listed(
      id: "own.test/first", suite: "own.test", title: "The first", requirements: ["T1-001"],
      needs: ["iommu": "type1v2", "device": "edu"], tags: ["mine", "quick"], parameters: [:])
    let second = Listed(
      id: "own.test/second", suite: "own.test", title: "The second", requirements: [],
      needs: ["iommu": "type1v2", "device": "edu", "kernel": "kernel >= 6.12"], tags: ["mine"],
      parameters: ["at": ["0", "page * 2"]])
    #expect(listed == [first, second])
  }

  @Test(arguments: [
    (["own"], 2), (["own.test"], 2), (["own.test/first"], 1), (["own.*/s*"], 1), (["own", "--tag", "quick"], 1),
    (["--requirement", "T1-001", "own"], 1), (["own.test/first", "own.test/second"], 2),
  ])
  func selectorsSelect(arguments: [String], count: Int) throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: Self.suite)
    let outcome = try program.run(["list"] + arguments + ["--suites", suites])
    #expect(outcome.status == 0)
    #expect(outcome.lines.count == count)
  }

  @Test func everyCaseCanBeExplained() throws {
    let program = try Program()
    let suites = try program.folder.suites(adding: Self.suite)
    let outcome = try program.run("explain", "own.test/first", "--suites", suites)
    #expect(outcome.status == 0)
    for part in [
      "The first", "T1-001 (", "iommu: type1v2", "- open: /dev/vfio/vfio",
      "vfio-conform run own.test/first --suites \(suites)",
    ] {
      #expect(outcome.output.contains(part), "\(part)")
    }
    #expect(!outcome.output.contains("The second"))
  }
}
