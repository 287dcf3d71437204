import Testing
import VFIOInterface

struct KernelChangeTests {
  /// On both sides of a first release, of each series that a change was brought back to, and of one that it was not.
  @Test(arguments: [
    (KernelChange.addsVectors, "6.4", false), (.addsVectors, "6.5", true), (.addsVectors, "6.4.99", false),
    (.hasDeviceInodes, "6.9.10", false), (.hasDeviceInodes, "6.9.11", true), (.hasDeviceInodes, "6.10", true),
    (.refusesNegativeEvents, "6.12.62", false), (.refusesNegativeEvents, "6.12.63", true),
    (.refusesNegativeEvents, "6.16.12", false), (.refusesNegativeEvents, "6.17.12", false),
    (.refusesNegativeEvents, "6.17.13", true), (.refusesNegativeEvents, "6.18.1", false),
    (.refusesNegativeEvents, "6.19", true),
    (.takesWideEvents, "6.1.128", false), (.takesWideEvents, "6.1.192", true), (.takesWideEvents, "6.2", false),
    (.takesWideEvents, "6.13.4", true), (.takesWideEvents, "6.14", false), (.takesWideEvents, "7.3.3", false),
    (.takesWideEvents, "7.3.4", true),
  ])
  func holds(change: KernelChange, in version: String, expected: Bool) throws {
    #expect(change.holds(in: try #require(Version(prefixOf: version))) == expected)
  }

  @Test(arguments: KernelChange.all)
  func isWellFormed(change: KernelChange) {
    #expect(KernelChange.named(change.name) == change, "two changes are called \(change.name)")
    #expect(change.since.components.count == 2)
    #expect(change.backports.allSatisfy { $0.components.count == 3 && $0 < change.since })
    #expect(change.backports == change.backports.sorted(by: >))
    #expect(!change.title.isEmpty && !change.commit.isEmpty)
  }

  @Test func standInTheOrderOfReleases() {
    #expect(KernelChange.all.map(\.since) == KernelChange.all.map(\.since).sorted())
  }
}
