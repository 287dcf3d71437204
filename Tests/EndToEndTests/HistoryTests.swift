import Foundation
import Simulator
import Testing

/// What is said of versions of the kernel.
struct HistoryTests {
  @Test func thePageIsCurrent() throws {
    let page = Program.root.appendingPathComponent("docs/kernel-history.md")
    let outcome = try Program().run("history")
    #expect(
      outcome.output == (try String(contentsOf: page, encoding: .utf8)),
      "make it anew: vfio-conform history > docs/kernel-history.md")
  }

  /// Suites and simulator agree on every release between the kernels that both were proved on.
  @Test(arguments: KernelProfile.series.map(\.description))
  func everySeriesIsAsExpected(series: String) throws {
    let program = try Program()
    for selection in [[], ["mdev", "--machine", "x86-mdev"], ["spapr", "eeh", "modules", "--machine", "power9"]] {
      let outcome = try program.run(["run", "--quiet", "--kernel", series] + selection)
      #expect(outcome.status == 0, "\(selection): \(outcome.output.suffix(2000))")
    }
  }
}
