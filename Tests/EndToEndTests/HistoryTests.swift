import Foundation
import Testing

struct HistoryTests {
  @Test func thePageIsCurrent() throws {
    let page = Program.root.appendingPathComponent("docs/kernel-history.md")
    let outcome = try Program().run("history")
    #expect(
      outcome.output == (try String(contentsOf: page, encoding: .utf8)),
      "make it anew: vfio-conform history > docs/kernel-history.md")
  }
}
