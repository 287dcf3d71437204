import Foundation
import Testing

@testable import SuiteModel

@Test func suitesOfTheRepositoryAreSound() throws {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let library = SuiteLibrary(try SuiteFolder(root.appendingPathComponent("Suites").path))
  #expect(library.lint().map(\.description) == [])
  #expect(library.suites.flatMap(\.cases).count >= 220)
}
