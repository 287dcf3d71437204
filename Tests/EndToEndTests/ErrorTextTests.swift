import Foundation
import Testing

/// What goes wrong reaches a person as a sentence, never as the name of a case of an enumeration.
struct ErrorTextTests {
  /// Every type of error of the sources, with the file that declares it.
  private static let types: [(name: String, file: String)] = sources.flatMap { file, text in
    text.matches(of: /(?:struct|enum|class) (\w+):[^{]*\bError\b/).map { (String($0.1), file) }
  }

  private static let sources: [(file: String, text: String)] = {
    let folder = Program.root.appendingPathComponent("Sources")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.compactMap { url in
      (try? String(contentsOf: url, encoding: .utf8)).map { (url.lastPathComponent, $0) }
    }
  }()

  @Test func thereAreErrors() { #expect(Self.types.count > 15) }

  @Test(arguments: types.map(\.name)) func everyErrorDescribesItself(_ name: String) {
    let declaration = "(?:struct|enum|class|extension) (?:\\w+\\.)?\(name):[^{]*CustomStringConvertible"
    let isDescribed = Self.sources.contains { $0.text.range(of: declaration, options: .regularExpression) != nil }
    #expect(isDescribed, "\(name) has no description")
  }
}
