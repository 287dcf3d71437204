import Testing
import VFIOInterface

@testable import Simulator

struct KernelProfileTests {
  @Test(arguments: [
    ("6.1", "6.1.192", "6.1.0-56-amd64"), ("6.6", "6.6", "6.6.0"), ("6.12", "6.12.117", "6.12.117+deb13-amd64"),
    ("6.12.62", "6.12.62", "6.12.62"), ("7.0", "7.0", "7.0.0"), ("7.3", "7.3.4", "7.3.4+deb13-amd64"),
    ("6.6-64k", "6.6", "6.6.0"),
  ])
  func named(name: String, version: String, release: String) throws {
    let profile = try #require(KernelProfile.named(name))
    #expect(profile.name == name)
    #expect(profile.version.description == version)
    #expect(profile.release == release)
    #expect(profile.pageSize == (name.hasSuffix("-64k") ? 65_536 : 4096))
  }

  @Test(arguments: [
    "5.19", "6", "6.0", "6.20", "7.4", "8.0", "6.12.1.2", "6.12-rc1", "06.12", "6.12-64k-64k", "", "x", "-64k",
  ])
  func unknown(name: String) { #expect(KernelProfile.named(name) == nil) }
}
