import Foundation
import Testing

/// The Makefile has each target that it, or a document, names.
@Suite struct MakefileTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")

  private static func text(_ file: String) throws -> String {
    try String(contentsOf: root.appending(path: file), encoding: .utf8)
  }

  private static func names(_ pattern: Regex<(Substring, Substring)>, in text: String) -> Set<String> {
    Set(text.matches(of: pattern).map { String($0.1) })
  }

  @Test func everyTargetHasARule() throws {
    let makefile = try Self.text("Makefile")
    let rules = Self.names(/(?m)^([a-z0-9-]+):/, in: makefile)
    let phony = try #require(makefile.firstMatch(of: /(?m)^\.PHONY: (.+)$/)).1.split(separator: " ").map(String.init)
    let described = Self.names(/(?m)^# make ([a-z0-9-]+)/, in: makefile)
    #expect(rules == Set(phony))
    #expect(described.isSubset(of: rules))
    for file in ["README.md", "CONTRIBUTING.md", ".ci/run"] {
      let named = Self.names(/(?m)(?:^|`)make ([a-z0-9-]+)/, in: try Self.text(file))
      #expect(named.isSubset(of: rules), "\(file) names \(named.subtracting(rules).sorted())")
    }
  }
}
